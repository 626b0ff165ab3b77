import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { VERDICTS } from '../../domain/annotations/annotations.ts';
import type { HumanVerdict, Region, Shape } from '../../domain/annotations/annotations.ts';
import type { Size } from '../../domain/annotations/mask.ts';
import { LabelFileError } from '../labelFileError.ts';
import type { LabelFile, RawObject } from './labelFile.ts';
import { decodeMaskPng, isPng } from './maskPng.ts';

const WAY_OUT = 'Mend or move the file; it is left as it is.';

const numbers = z.tuple([z.number(), z.number()], z.unknown());
const shapeSchema = z.looseObject({
  label: z.string(),
  points: z.array(numbers),
  shape_type: z._default(z.nullable(z.string()), 'polygon'),
  description: z._default(z.nullable(z.string()), ''),
  group_id: z.optional(z.unknown()),
  mask: z.optional(z.nullable(z.string())),
});
type RawShape = z.infer<typeof shapeSchema>;

const size = z.optional(z.nullable(z.number()));
const fileSchema = z.looseObject({
  shapes: z.array(z.unknown()),
  flags: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  imagePath: z.optional(z.nullable(z.string())),
  imageWidth: size,
  imageHeight: size,
});

/** Keys of a shape that kShot reads; the others are kept as they are. */
const SHAPE_KEYS = ['label', 'points', 'group_id', 'description', 'shape_type', 'mask'];

/** Whether kShot reads an entry of a shape; flags that are none say nothing beyond it. */
function isRead(key: string, entry: unknown): boolean {
  if (key === 'flags') return typeof entry === 'object' && entry !== null && Object.keys(entry).length === 0;
  return SHAPE_KEYS.includes(key) && (key !== 'group_id' || typeof entry === 'number' || entry == null);
}

/**
 * Reads a LabelMe file (FORMATS: annotations). Regions get new ids.
 * @param name the file's, for messages.
 * @throws LabelFileError `labels-unreadable`: no JSON, no LabelMe file, a shape without its points or with a damaged mask.
 */
export async function parseLabelFile(text: string, name: string): Promise<LabelFile> {
  const { shapes, ...document } = checkedFile(text, name);
  const entries = await Promise.all(shapes.map((shape, i) => readShape(shape, `${name}: shapes[${i}]`)));
  const { imageWidth: width, imageHeight: height, imagePath, flags } = document;
  return {
    annotations: { verdict: verdictIn(flags ?? {}), regions: entries.map(({ region }) => region) },
    size: width != null && height != null && width > 0 && height > 0 ? { width, height } : null,
    imagePath: imagePath ?? null,
    document,
    read: new Map(entries.map((entry) => [entry.region.id, entry])),
  };
}

/** The file's own keys, shapes as they are. @throws LabelFileError `labels-unreadable`. */
export function checkedFile(text: string, name: string): z.infer<typeof fileSchema> {
  const parsed = fileSchema.safeParse(parseJson(text, name));
  if (parsed.success) return parsed.data;
  throw unreadable(name, 'an object with a list of "shapes"', 'JSON that is no LabelMe file', parsed.error);
}

/** @throws LabelFileError `labels-size` where labels are for an image of another size. */
export function checkSize(file: LabelFile, image: Size, name: string): void {
  const { size: said } = file;
  if (said === null || file.annotations.regions.length === 0) return;
  if (said.width === image.width && said.height === image.height) return;
  throw new LabelFileError(
    'labels-size',
    `${name}: the labels are for an image of ${said.width} × ${said.height}, this one is ${image.width} × ${image.height}. Put the right file there, or move it away; it is left as it is.`,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const came = text.trim() === '' ? 'an empty file' : `text that is none (${(error as Error).message})`;
    throw unreadable(name, 'JSON', came, error);
  }
}

/** The verdict that a file's flags hold. */
export function verdictIn(flags: RawObject): HumanVerdict | null {
  return VERDICTS.find((verdict) => flags[verdict] === true) ?? null;
}

/** A shape whose parts make sense; the PNG of a mask only begins like one. */
interface CheckedShape {
  readonly raw: RawShape;
  /** Flat. */
  readonly points: readonly number[];
  /** The PNG of a mask, as base64; null of any other shape. */
  readonly mask: string | null;
}

/** @throws LabelFileError `labels-unreadable`. */
export function checkedShape(value: unknown, where: string): CheckedShape {
  const parsed = shapeSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = issue?.path.join('.') ?? '';
    throw unreadable(
      `${where}${key === '' ? '' : `.${key}`}`,
      'a shape with a label and points',
      'something else',
      parsed.error,
    );
  }
  const raw = parsed.data;
  const points = raw.points.flatMap(([x, y]) => [x, y]);
  if (points.some((coordinate) => !Number.isFinite(coordinate)))
    throw unreadable(`${where}.points`, 'numbers', 'something else');
  const name = raw.shape_type ?? 'polygon';
  if (points.length === 0) throw unreadable(`${where}.points`, `points of a ${name}`, 'none');
  const mask = name === 'mask' || points.length === 4 ? (raw.mask ?? null) : null;
  if (mask !== null && !isPng(mask))
    throw unreadable(`${where}.mask`, 'a PNG', 'a damaged one (it does not begin like one)');
  return { raw, points, mask };
}

async function readShape(value: unknown, where: string): Promise<{ region: Region; raw: RawObject }> {
  const checked = checkedShape(value, where);
  const { raw } = checked;
  const extra = Object.fromEntries(Object.entries(raw).filter(([key, entry]) => !isRead(key, entry)));
  const region: Region = {
    id: randomUUID(),
    label: raw.label,
    shape: await shapeOf(checked, where),
    comment: raw.description ?? '',
    group: typeof raw.group_id === 'number' ? raw.group_id : null,
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
  return { region, raw: value as RawObject };
}

async function shapeOf({ raw, points, mask }: CheckedShape, where: string): Promise<Shape> {
  const name = raw.shape_type ?? 'polygon';
  if (mask !== null) return readMask(mask, points, where);
  if (name === 'point') return { type: 'point', points: points.slice(0, 2) };
  if (name === 'polygon' && points.length >= 6) return { type: 'polygon', points };
  const corners = name === 'rectangle' ? cornersOf(points) : null;
  if (corners !== null) return { type: 'rectangle', points: corners };
  return { type: 'foreign', name, points };
}

/** Two opposite corners of a rectangle that is upright: LabelMe gives two corners, some tools all four. Null for any other. */
function cornersOf(points: readonly number[]): number[] | null {
  if (points.length === 4) return [...points];
  if (points.length !== 8) return null;
  const [ax, ay, bx, by, cx, cy, dx, dy] = points as [number, number, number, number, number, number, number, number];
  const upright =
    (ay === by && bx === cx && cy === dy && dx === ax) || (ax === bx && by === cy && cx === dx && dy === ay);
  return upright ? [ax, ay, cx, cy] : null;
}

async function readMask(base64: string, points: readonly number[], where: string): Promise<Shape> {
  const x = Math.round(Math.min(points[0]!, points[2] ?? Infinity));
  const y = Math.round(Math.min(points[1]!, points[3] ?? Infinity));
  try {
    return { type: 'mask', mask: await decodeMaskPng(base64, x, y) };
  } catch (error) {
    throw unreadable(`${where}.mask`, 'a PNG', `a damaged one (${(error as Error).message})`, error);
  }
}

function unreadable(where: string, expected: string, came: string, cause?: unknown): LabelFileError {
  return new LabelFileError('labels-unreadable', `${where}: expected ${expected}, got ${came}. ${WAY_OUT}`, { cause });
}
