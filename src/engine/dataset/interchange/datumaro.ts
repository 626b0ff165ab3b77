import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { Region, Shape } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { withoutExtension } from '../../files.ts';
import { labelsOf, newRegion } from './format.ts';
import type { Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { LOSS, loseExtra } from './losses.ts';
import type { TellLoss } from './losses.ts';
import {
  attributesOf,
  boxToXywh,
  fromRle,
  isVerdict,
  linesJson,
  polygonOf,
  readAttributes,
  rleSchema,
  toRle,
  verdictOf,
  xywhToBox,
} from './parts.ts';
import { readImportedJson, unreadable } from './target.ts';

const SUBSET_FILE = 'annotations/default.json';
/** Datumaro's `MediaType.IMAGE`. */
const IMAGE_MEDIA = 2;
/** Datumaro's `Points.Visibility.visible`. */
const VISIBLE = 2;

/**
 * Datumaro, a folder with `annotations/<subset>.json`, format version 1.0 (datumaro/plugins/data_formats/datumaro/exporter.py): boxes, polygons, masks as
 * compressed run lengths, points; verdicts as `attr` of an item, comments as attributes.
 */
export const datumaro: Format = { holds: { verdicts: true, regions: true }, write, read };

function write({ project, images, losses }: Outgoing): Written {
  const labels = labelsOf(
    project,
    images.map(({ annotations }) => annotations),
  );
  const idOf = new Map(labels.map((label, i) => [label, i]));
  const taken = new Set<string>();
  let count = 0;
  const items = images.map(({ name, size, annotations: { verdict, regions } }) => {
    const annotations = regions.flatMap((region, at) => {
      const tell: TellLoss = (reason) => {
        losses.region(name, at, region.label, reason);
      };
      const written = writeRegion(region, idOf.get(region.label)!, at, size, tell);
      return written === null ? [] : [{ id: ++count, ...written }];
    });
    return {
      id: itemId(name, taken),
      annotations,
      ...(verdict === null ? {} : { attr: { verdict } }),
      image: { path: name, size: [size.height, size.width] },
    };
  });
  const categories = {
    label: {
      labels: labels.map((name) => ({ name, parent: '', attributes: [] })),
      label_groups: [],
      attributes: ['comment', 'group_id'],
    },
  };
  const document = { dm_format_version: '1.0', media_type: IMAGE_MEDIA, infos: {}, categories, items };
  return { files: new Map([[SUBSET_FILE, linesJson(document)]]), regions: count };
}

/** An item's name is its image's path without the ending; with it where another image has that already. */
function itemId(name: string, taken: Set<string>): string {
  const id = taken.has(withoutExtension(name)) ? name : withoutExtension(name);
  taken.add(id);
  return id;
}

function writeRegion(region: Region, label: number, at: number, size: Size, tell: TellLoss): object | null {
  const { shape, group } = region;
  if (shape.type === 'foreign') {
    tell(LOSS.foreign);
    return null;
  }
  loseExtra(region, tell);
  // Datumaro's 0 means no group, LabelMe's may be one: those up to 0 go as an attribute.
  const isNative = group !== null && group > 0;
  return {
    ...writeShape(shape, size),
    attributes: attributesOf(region, !isNative) ?? {},
    group: isNative ? group : 0,
    label_id: label,
    z_order: at,
  };
}

function writeShape(shape: Exclude<Shape, { type: 'foreign' }>, size: Size): object {
  switch (shape.type) {
    case 'rectangle':
      return { type: 'bbox', bbox: boxToXywh(shape.points) };
    case 'polygon':
      return { type: 'polygon', points: shape.points };
    case 'mask':
      return { type: 'mask', rle: toRle(shape.mask, size) };
    case 'point':
      return { type: 'points', points: shape.points, visibility: [VISIBLE] };
  }
}

const documentSchema = z.looseObject({
  categories: z.looseObject({
    label: z.optional(z.looseObject({ labels: z.array(z.looseObject({ name: z.string() })) })),
  }),
  items: z.array(
    z.looseObject({
      id: z.string(),
      annotations: z.optional(z.array(z.unknown())),
      attr: z.optional(z.nullable(z.looseObject({ verdict: z.optional(z.unknown()) }))),
      image: z.optional(
        z.nullable(
          z.looseObject({
            path: z.optional(z.nullable(z.string())),
            size: z.optional(z.nullable(z.tuple([z.number(), z.number()]))),
          }),
        ),
      ),
    }),
  ),
});
type Item = z.infer<typeof documentSchema>['items'][number];

const annotationSchema = z.looseObject({
  type: z.string(),
  label_id: z.optional(z.nullable(z.number())),
  group: z.optional(z.nullable(z.number())),
  attributes: z.optional(z.unknown()),
  points: z.optional(z.nullable(z.array(z.number()))),
  bbox: z.optional(z.nullable(z.tuple([z.number(), z.number(), z.number(), z.number()]))),
  rle: z.optional(z.nullable(rleSchema)),
});
type RawAnnotation = z.infer<typeof annotationSchema>;

async function read(incoming: Incoming): Promise<IncomingImage[]> {
  const read: IncomingImage[] = [];
  for (const file of await subsetFiles(incoming.source)) {
    const parsed = documentSchema.safeParse(await readImportedJson(file));
    if (!parsed.success)
      throw unreadable(file, 'a Datumaro file with "categories" and "items"', 'other JSON', parsed.error);
    const labels = parsed.data.categories.label?.labels.map(({ name }) => name) ?? [];
    for (const item of parsed.data.items) {
      throwIfAborted(incoming.signal);
      const image = await readItem(item, labels, incoming);
      if (image !== null) read.push(image);
    }
  }
  return read;
}

/** @throws EngineError `exchange-missing`. */
async function subsetFiles(source: string): Promise<string[]> {
  const folder = path.join(source, 'annotations');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  if (names.length > 0) return names.map((name) => path.join(folder, name));
  throw new EngineError(
    'exchange-missing',
    `Expected annotations/<subset>.json in ${source}, found none. Name the folder that a Datumaro export wrote.`,
  );
}

async function readItem(
  item: Item,
  labels: readonly string[],
  { images, losses }: Incoming,
): Promise<IncomingImage | null> {
  const { path: file, size: pair } = item.image ?? {};
  const size = pair == null ? undefined : { width: pair[1], height: pair[0] };
  const isByFile = file != null && images.nameOf(file) !== null;
  const found = await images.find(isByFile ? file : item.id, { size, isStem: !isByFile });
  if (found === null) return null;
  const said = item.attr?.verdict;
  const verdict = verdictOf(said);
  if (said !== undefined && !isVerdict(said)) losses.image(found.name, LOSS.unknownVerdict);
  const regions = (item.annotations ?? []).flatMap((raw, at) => {
    const { data } = annotationSchema.safeParse(raw);
    const label = labels[data?.label_id ?? -1];
    const tell: TellLoss = (reason) => {
      losses.region(found.name, at, label ?? '', reason);
    };
    return readRegion(data, label, found.size, tell) ?? [];
  });
  return { name: found.name, annotations: { verdict, regions }, saysVerdict: said !== undefined && isVerdict(said) };
}

function readRegion(
  annotation: RawAnnotation | undefined,
  label: string | undefined,
  size: Size,
  tell: TellLoss,
): Region | null {
  const shape = annotation === undefined ? null : readShape(annotation, size);
  if (annotation === undefined || shape === null) {
    tell(LOSS.malformed);
    return null;
  }
  if (shape === 'unknown' || label === undefined) {
    tell(label === undefined ? LOSS.category : LOSS.unknownShape);
    return null;
  }
  const { comment, group } = readAttributes(annotation.attributes);
  const native = annotation.group != null && annotation.group > 0 ? annotation.group : null;
  return newRegion(label, shape, { comment, group: native ?? group });
}

function readShape({ type, points, bbox, rle }: RawAnnotation, size: Size): Shape | 'unknown' | null {
  switch (type) {
    case 'bbox':
      return bbox == null || bbox[2] < 0 || bbox[3] < 0 ? null : xywhToBox(bbox);
    case 'polygon':
      return polygonOf(points ?? []);
    case 'points':
      return points?.length === 2 ? { type: 'point', points: [...points] } : 'unknown';
    case 'mask': {
      const mask = rle == null ? null : fromRle(rle, size);
      return mask === null ? null : { type: 'mask', mask };
    }
    default:
      return 'unknown';
  }
}
