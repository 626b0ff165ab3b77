import { VERDICTS } from '../../domain/annotations/annotations.ts';
import type { Annotations, Region, Shape } from '../../domain/annotations/annotations.ts';
import { isSameRegion } from '../../domain/annotations/diff.ts';
import type { Size } from '../../domain/annotations/mask.ts';
import type { LabelFile, RawObject } from './labelFile.ts';
import { encodeMaskPng } from './maskPng.ts';

/** The version of LabelMe's format that new files name. */
const LABELME_VERSION = '5.5.0';
const FILE_KEYS = ['version', 'flags', 'shapes', 'imagePath', 'imageData', 'imageHeight', 'imageWidth'] as const;
const FIRST_SHAPE_KEYS = ['label', 'points', 'group_id', 'description', 'shape_type', 'flags', 'mask'] as const;

/** What a file says of its image besides the annotations. */
export interface LabelledImage {
  /** Relative to the file, with `/`. */
  readonly path: string;
  readonly size: Size;
}

/**
 * A LabelMe file as text (FORMATS): keys in a fixed order, one shape a block, points on one line, a newline at the end. Regions that are as `former` had
 * them, and keys that only `former` knows, are written as they were.
 */
export async function formatLabelFile(
  annotations: Annotations,
  image: LabelledImage,
  former: LabelFile,
): Promise<string> {
  const shapes = await Promise.all(annotations.regions.map((region) => rawShape(region, former)));
  const { document } = former;
  const known: Record<(typeof FILE_KEYS)[number], unknown> = {
    version: document.version ?? LABELME_VERSION,
    flags: flagsOf(annotations, document),
    shapes,
    imagePath: image.path,
    imageData: document.imageData ?? null,
    imageHeight: image.size.height,
    imageWidth: image.size.width,
  };
  return `${formatJson({ ...known, ...without(document, FILE_KEYS) }, '')}\n`;
}

/** Whether a file holds anything besides annotations: keys of other tools, an embedded image, flags of its own. One that does not and says nothing is not kept. */
export function holdsMore({ document }: LabelFile): boolean {
  const flags = (document.flags ?? {}) as RawObject;
  return (
    Object.keys(document).some((key) => !FILE_KEYS.some((own) => own === key)) ||
    (document.imageData ?? null) !== null ||
    Object.keys(flags).some((flag) => !VERDICTS.some((verdict) => verdict === flag))
  );
}

/** Verdicts that were there stay, as false where they do not hold. */
function flagsOf({ verdict }: Annotations, { flags }: RawObject): RawObject {
  const before = (flags ?? {}) as RawObject;
  const changed = Object.fromEntries(VERDICTS.filter((name) => name in before).map((name) => [name, name === verdict]));
  return { ...before, ...changed, ...(verdict === null ? {} : { [verdict]: true }) };
}

async function rawShape(region: Region, { read }: LabelFile): Promise<RawObject> {
  const former = read.get(region.id);
  const raw = former !== undefined && isSameRegion(former.region, region) ? former.raw : await newShape(region);
  const first = FIRST_SHAPE_KEYS.filter((key) => key in raw).map((key) => [key, raw[key]] as const);
  return { ...Object.fromEntries(first), ...without(raw, FIRST_SHAPE_KEYS) };
}

async function newShape({ label, shape, comment, group, extra }: Region): Promise<RawObject> {
  return {
    label,
    points: pairsOf(shape),
    group_id: group,
    description: comment,
    shape_type: shape.type === 'foreign' ? shape.name : shape.type,
    flags: {},
    mask: shape.type === 'mask' ? await encodeMaskPng(shape.mask) : null,
    ...extra,
  };
}

/** LabelMe's `points`; of a mask the corners of its box, both inside it. */
function pairsOf(shape: Shape): [number, number][] {
  if (shape.type === 'mask') {
    const { x, y, width, height } = shape.mask;
    return [
      [x, y],
      [Math.max(x, x + width - 1), Math.max(y, y + height - 1)],
    ];
  }
  return Array.from({ length: shape.points.length / 2 }, (_, i) => [shape.points[2 * i]!, shape.points[2 * i + 1]!]);
}

function without(object: RawObject, keys: readonly string[]): RawObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** JSON with two spaces a level, but lists of numbers and of pairs on one line. */
function formatJson(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0 || isFlat(value)) return JSON.stringify(value).replaceAll(',', ', ');
    return `[\n${value.map((item) => inner + formatJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${formatJson(item, inner)}`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}

function isFlat(list: readonly unknown[]): boolean {
  return list.every((item) => typeof item === 'number' || (Array.isArray(item) && isFlat(item)));
}
