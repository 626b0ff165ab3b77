/** What several formats read and write alike. */
import * as z from 'zod/mini';
import { VERDICTS } from '../../../domain/annotations/annotations.ts';
import type { HumanVerdict, Region, Shape } from '../../../domain/annotations/annotations.ts';
import type { Mask, Size } from '../../../domain/annotations/mask.ts';
import { EMPTY_MASK } from '../../../domain/annotations/mask.ts';
import { compressRuns, expandRuns, fromRuns, toRuns } from './rle.ts';

/** A mask as COCO and Datumaro write it: `size` is height, width; `counts` its runs, or their compressed text. */
export const rleSchema = z.looseObject({
  size: z.tuple([z.number(), z.number()]),
  counts: z.union([z.string(), z.array(z.number())]),
});
type Rle = z.infer<typeof rleSchema>;

export function toRle(mask: Mask, size: Size): { size: [height: number, width: number]; counts: string } {
  return { size: [size.height, size.width], counts: compressRuns(toRuns(mask, size)) };
}

/** The mask; null where it is damaged or of another size. */
export function fromRle({ size: [height, width], counts }: Rle, size: Size): Mask | null {
  if (height !== size.height || width !== size.width) return null;
  const runs = typeof counts === 'string' ? expandRuns(counts) : counts;
  return runs === null ? null : fromRuns(runs, size);
}

/** An object as JSON, with one line for each item of its lists: files of many regions stay readable, and their diffs small. */
export function linesJson(document: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(document).map(([key, value]) => {
    const items = Array.isArray(value) && value.length > 0 ? value : null;
    const text = items?.map((item) => `\n  ${JSON.stringify(item)}`).join(',');
    return ` ${JSON.stringify(key)}: ${text === undefined ? JSON.stringify(value) : `[${text}\n ]`}`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

export function verdictOf(value: unknown): HumanVerdict | null {
  return VERDICTS.find((verdict) => verdict === value) ?? null;
}

/** Whether a value says which verdict there is, or that there is none. */
export function isVerdict(value: unknown): boolean {
  return value === null || verdictOf(value) !== null;
}

/** A rectangle as `[x, y, width, height]`, and back. */
export function boxToXywh(points: readonly number[]): [x: number, y: number, width: number, height: number] {
  const [ax, ay, bx, by] = points as [number, number, number, number];
  const [x, y] = [Math.min(ax, bx), Math.min(ay, by)];
  return [x, y, extent(x, Math.max(ax, bx)), extent(y, Math.max(ay, by))];
}

export function xywhToBox([x, y, width, height]: readonly [number, number, number, number]): Shape {
  return { type: 'rectangle', points: [x, y, x + width, y + height] };
}

/** The length from `from` to `to` that leads back to `to` when it is added; the difference alone may miss it by its last bit. */
function extent(from: number, to: number): number {
  const length = to - from;
  const step = length * Number.EPSILON;
  return [length, length + step, length - step].find((value) => from + value === to) ?? length;
}

/** Comments, and groups where `group` says so, as attributes of an annotation; undefined where there are none. */
export function attributesOf(
  { comment, group }: Region,
  withGroup: boolean,
): { comment?: string; group_id?: number } | undefined {
  if (comment === '' && (group === null || !withGroup)) return undefined;
  return { ...(comment === '' ? {} : { comment }), ...(group === null || !withGroup ? {} : { group_id: group }) };
}

const attributesSchema = z.looseObject({
  comment: z.optional(z.unknown()),
  group_id: z.optional(z.unknown()),
});

/** What {@link attributesOf} wrote, of whatever an annotation has as attributes. */
export function readAttributes(value: unknown): { comment: string; group: number | null } {
  const { comment, group_id: group } = attributesSchema.safeParse(value).data ?? {};
  return {
    comment: typeof comment === 'string' ? comment : '',
    group: typeof group === 'number' && Number.isInteger(group) ? group : null,
  };
}

/** A polygon of flat coordinates, where they make one. */
export function polygonOf(points: readonly number[]): Shape | null {
  const isPolygon = points.length >= 6 && points.length % 2 === 0 && points.every(Number.isFinite);
  return isPolygon ? { type: 'polygon', points: [...points] } : null;
}

/** What stands for the pixels of a shape that has none, where a format wants a mask of every region. */
export function emptyRle(size: Size): ReturnType<typeof toRle> {
  return toRle(EMPTY_MASK, size);
}
