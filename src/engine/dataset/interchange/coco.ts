import * as z from 'zod/mini';
import type { Region, Shape } from '../../../domain/annotations/annotations.ts';
import { drawMask, maskArea, maskOf, newBitmap } from '../../../domain/annotations/mask.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { rectanglePolygon, shapeBox, shapeMask } from '../../../domain/annotations/shapes.ts';
import { throwIfAborted } from '../../errors.ts';
import { labelsOf, newRegion } from './format.ts';
import type { Format, Incoming, IncomingImage, Outgoing, OutgoingImage, Written } from './format.ts';
import { LOSS, loseExtra } from './losses.ts';
import type { TellLoss } from './losses.ts';
import {
  attributesOf,
  boxToXywh,
  emptyRle,
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

/** How an export of kShot is told from any other COCO file. */
const CONTRIBUTOR = 'kShot';
/** COCO's `v` of a keypoint that is labelled and seen. */
const VISIBLE = 2;
const POINT_NAMES = ['point'];

/**
 * COCO object detection and segmentation, one file (https://cocodataset.org/#format-data): boxes as four corners, polygons as they are, masks as compressed run lengths,
 * points as one keypoint. Beyond COCO: `verdict` of an image, and `attributes` of an annotation as CVAT and Datumaro have them.
 */
export const coco: Format = {
  holds: { verdicts: true, regions: true },
  write,
  read,
  isOwn: (text) => {
    try {
      return (JSON.parse(text) as { info?: { contributor?: unknown } } | null)?.info?.contributor === CONTRIBUTOR;
    } catch {
      return false;
    }
  },
};

function write({ project, images, losses }: Outgoing): Written {
  const labels = labelsOf(
    project,
    images.map(({ annotations }) => annotations),
  );
  const idOf = new Map(labels.map((label, i) => [label, i + 1]));
  const pointed = new Set<string>();
  const annotations: object[] = [];
  images.forEach((image, i) => {
    image.annotations.regions.forEach((region, at) => {
      const tell: TellLoss = (reason) => {
        losses.region(image.name, at, region.label, reason);
      };
      const written = writeRegion(region, image.size, tell);
      if (written === null) return;
      if (region.shape.type === 'point') pointed.add(region.label);
      const category = idOf.get(region.label)!;
      annotations.push({ id: annotations.length + 1, image_id: i + 1, category_id: category, ...written });
    });
  });
  const kinds = new Map(project.file.defects.map(({ name, kind }) => [name, kind]));
  const categories = labels.map((name, i) => ({
    id: i + 1,
    name,
    supercategory: kinds.get(name) ?? 'defect',
    ...(pointed.has(name) ? { keypoints: POINT_NAMES, skeleton: [] } : {}),
  }));
  const info = { description: project.name, version: '1.0', contributor: CONTRIBUTOR };
  const document = { info, licenses: [], images: images.map(writeImage), categories, annotations };
  return { files: new Map([['', linesJson(document)]]), regions: annotations.length };
}

function writeImage({ name, size, annotations: { verdict } }: OutgoingImage, i: number): object {
  return { id: i + 1, file_name: name, ...size, ...(verdict === null ? {} : { verdict }) };
}

function writeRegion(region: Region, size: Size, tell: TellLoss): object | null {
  const { shape } = region;
  if (shape.type === 'foreign') {
    tell(LOSS.foreign);
    return null;
  }
  loseExtra(region, tell);
  const attributes = attributesOf(region, true);
  const written = writeShape(shape, size);
  if (shape.type === 'polygon' && boxOfCorners(shape.points, written.bbox) !== null) tell(LOSS.asBox);
  return {
    ...written,
    iscrowd: 0,
    ...(attributes === undefined ? {} : { attributes }),
  };
}

type WrittenShape = Readonly<Record<string, unknown>> & { readonly bbox: readonly number[] };

function writeShape(shape: Exclude<Shape, { type: 'foreign' }>, size: Size): WrittenShape {
  switch (shape.type) {
    case 'rectangle': {
      const bbox = boxToXywh(shape.points);
      return { bbox, area: bbox[2] * bbox[3], segmentation: [rectanglePolygon(shape.points)] };
    }
    case 'polygon': {
      const { x0, y0, x1, y1 } = shapeBox(shape);
      const area = maskArea(shapeMask(shape, size));
      return { bbox: boxToXywh([x0, y0, x1, y1]), area, segmentation: [shape.points] };
    }
    case 'mask': {
      const { x, y, width, height } = shape.mask;
      return { bbox: [x, y, width, height], area: maskArea(shape.mask), segmentation: toRle(shape.mask, size) };
    }
    case 'point': {
      const [x, y] = shape.points as [number, number];
      // Not an empty list, which pycocotools takes for a list of boxes and fails on.
      return {
        bbox: [x, y, 0, 0],
        area: 0,
        segmentation: emptyRle(size),
        keypoints: [x, y, VISIBLE],
        num_keypoints: 1,
      };
    }
  }
}

const id = z.union([z.number(), z.string()]);
const documentSchema = z.looseObject({
  images: z.array(z.unknown()),
  annotations: z.optional(z.nullable(z.array(z.unknown()))),
  categories: z.optional(z.nullable(z.array(z.unknown()))),
});
const imageSchema = z.looseObject({
  id,
  file_name: z.string(),
  width: z.optional(z.nullable(z.number())),
  height: z.optional(z.nullable(z.number())),
  verdict: z.optional(z.unknown()),
});
const categorySchema = z.looseObject({ id, name: z.string() });
const annotationSchema = z.looseObject({
  image_id: id,
  category_id: z.optional(z.nullable(id)),
  bbox: z.optional(z.nullable(z.array(z.number()))),
  segmentation: z.optional(z.nullable(z.union([z.array(z.array(z.number())), rleSchema]))),
  keypoints: z.optional(z.nullable(z.array(z.number()))),
  attributes: z.optional(z.unknown()),
});
type RawAnnotation = z.infer<typeof annotationSchema>;
type Id = z.infer<typeof id>;

async function read({ source, images, losses, signal }: Incoming): Promise<IncomingImage[]> {
  const parsed = documentSchema.safeParse(await readImportedJson(source));
  if (!parsed.success) throw unreadable(source, 'a COCO file with a list of "images"', 'other JSON', parsed.error);
  const { images: listed, annotations, categories } = parsed.data;
  const labels = new Map<Id, string>();
  for (const category of categories ?? []) {
    const { data } = categorySchema.safeParse(category);
    if (data !== undefined) labels.set(data.id, data.name);
  }
  const byImage = groupByImage(annotations ?? []);
  const read: IncomingImage[] = [];
  for (const raw of listed) {
    throwIfAborted(signal);
    const { data } = imageSchema.safeParse(raw);
    if (data === undefined)
      throw unreadable(source, 'images with "id" and "file_name"', JSON.stringify(raw).slice(0, 80));
    const { width, height, file_name: file, verdict: said } = data;
    const annotated = byImage.get(data.id) ?? [];
    byImage.delete(data.id);
    const found = await images.find(file, { size: width != null && height != null ? { width, height } : undefined });
    if (found === null) continue;
    const verdict = verdictOf(said);
    if (said !== undefined && !isVerdict(said)) losses.image(found.name, LOSS.unknownVerdict);
    const regions = annotated.flatMap((annotation, at) => {
      const label = annotation?.category_id == null ? undefined : labels.get(annotation.category_id);
      const tell: TellLoss = (reason) => {
        losses.region(found.name, at, label ?? String(annotation?.category_id ?? ''), reason);
      };
      return readRegion(annotation, label, found.size, tell) ?? [];
    });
    read.push({
      name: found.name,
      annotations: { verdict, regions },
      saysVerdict: said !== undefined && isVerdict(said),
    });
  }
  for (const [image, { length }] of byImage) {
    for (let at = 0; at < length; at++) losses.region(`image_id ${image}`, at, '', LOSS.noImage);
  }
  return read;
}

/** By `image_id`, in their order; null for those that are none. */
function groupByImage(annotations: readonly unknown[]): Map<Id, (RawAnnotation | null)[]> {
  const groups = new Map<Id, (RawAnnotation | null)[]>();
  for (const raw of annotations) {
    const { data } = annotationSchema.safeParse(raw);
    const image = data?.image_id ?? (raw as { image_id?: Id } | null)?.image_id;
    if (image === undefined) continue;
    const group = groups.get(image);
    if (group === undefined) groups.set(image, [data ?? null]);
    else group.push(data ?? null);
  }
  return groups;
}

function readRegion(
  annotation: RawAnnotation | null,
  label: string | undefined,
  size: Size,
  tell: TellLoss,
): Region | null {
  const shape = annotation === null ? null : readShape(annotation, size, tell);
  if (shape === null || label === undefined) {
    tell(shape === null ? LOSS.malformed : LOSS.category);
    return null;
  }
  return newRegion(label, shape, readAttributes(annotation!.attributes));
}

function readShape({ segmentation, bbox, keypoints }: RawAnnotation, size: Size, tell: TellLoss): Shape | null {
  if (keypoints != null && keypoints.length > 0) {
    const isPoint = keypoints.length === 3 && (bbox == null || (bbox[2] === 0 && bbox[3] === 0));
    if (isPoint) return { type: 'point', points: keypoints.slice(0, 2) };
    tell(LOSS.keypoints);
  }
  if (segmentation != null && !Array.isArray(segmentation)) {
    const mask = fromRle(segmentation, size);
    return mask === null ? null : { type: 'mask', mask };
  }
  if (segmentation != null && segmentation.length > 0) return readPolygons(segmentation, bbox ?? [], size);
  if (bbox?.length !== 4) return null;
  const box = bbox as [number, number, number, number];
  return box[2] < 0 || box[3] < 0 ? null : xywhToBox(box);
}

/** One polygon is one, or a box where it is the four corners of its own; several are the parts of one mask. */
function readPolygons(polygons: readonly (readonly number[])[], bbox: readonly number[], size: Size): Shape | null {
  const shapes = polygons.map(polygonOf);
  if (shapes.includes(null)) return null;
  if (shapes.length > 1) {
    const bitmap = newBitmap(size);
    for (const shape of shapes) drawMask(shapeMask(shape!, size), bitmap);
    return { type: 'mask', mask: maskOf(bitmap) };
  }
  return boxOfCorners(polygons[0]!, bbox) ?? shapes[0]!;
}

/** The rectangle whose corners a polygon is, in the order of {@link rectanglePolygon}, where `bbox` is that box too. */
function boxOfCorners(points: readonly number[], bbox: readonly number[]): Shape | null {
  if (points.length !== 8) return null;
  const corners = [points[0]!, points[1]!, points[4]!, points[5]!];
  const isBox =
    rectanglePolygon(corners).every((value, i) => value === points[i]) &&
    boxToXywh(corners).every((value, i) => value === bbox[i]);
  return isBox ? { type: 'rectangle', points: corners } : null;
}
