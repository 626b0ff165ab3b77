/** Masks as runs of pixels within a box: small to send and to compare. All functions are pure. */

/**
 * Pixels of an image inside a box, row by row: `runs` are lengths, by turns outside and inside, the first one outside (0 where the box begins inside);
 * they sum to width · height. The box is as small as the pixels allow; an empty mask is 0 × 0 with no runs.
 */
export interface Mask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly runs: readonly number[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box in whole pixels: x0 ≤ x < x1, y0 ≤ y < y1. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** One byte a pixel of the whole image, row by row; 0 is outside. */
export interface Bitmap extends Size {
  readonly data: Uint8Array;
}

export const EMPTY_MASK: Mask = { x: 0, y: 0, width: 0, height: 0, runs: [] };

export function newBitmap({ width, height }: Size): Bitmap {
  return { width, height, data: new Uint8Array(width * height) };
}

/** The mask of a bitmap's pixels that are not 0. @param within looks nowhere else; the whole bitmap unless given. */
export function maskOf(bitmap: Bitmap, within?: PixelBox): Mask {
  const box = contentBox(bitmap, within ?? { x0: 0, y0: 0, x1: bitmap.width, y1: bitmap.height });
  if (box === null) return EMPTY_MASK;
  const { x0, y0, x1, y1 } = box;
  const runs: number[] = [];
  let inside = false;
  let length = 0;
  for (let y = y0; y < y1; y++) {
    for (let at = y * bitmap.width + x0, end = y * bitmap.width + x1; at < end; at++) {
      if ((bitmap.data[at] !== 0) !== inside) {
        runs.push(length);
        length = 0;
        inside = !inside;
      }
      length++;
    }
  }
  runs.push(length);
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0, runs };
}

/** Writes a mask's pixels into a bitmap as `value`; those outside of the bitmap are left out. */
export function drawMask(mask: Mask, into: Bitmap, value = 1): void {
  forEachRun(mask, (y, x0, x1) => {
    if (y < 0 || y >= into.height) return;
    const from = Math.max(0, x0);
    const to = Math.min(into.width, x1);
    if (from < to) into.data.fill(value, y * into.width + from, y * into.width + to);
  });
}

/** Calls back with every stretch of a row that lies inside: x0 ≤ x < x1, in pixels of the image; row by row, from left to right. */
export function forEachRun(mask: Mask, stretch: (y: number, x0: number, x1: number) => void): void {
  let at = 0;
  for (let i = 0; i < mask.runs.length; i++) {
    const end = at + mask.runs[i]!;
    if (i % 2 === 1) {
      for (let from = at; from < end;) {
        const row = Math.floor(from / mask.width);
        const to = Math.min(end, (row + 1) * mask.width);
        stretch(mask.y + row, mask.x + from - row * mask.width, mask.x + to - row * mask.width);
        from = to;
      }
    }
    at = end;
  }
}

/** How many pixels lie inside. */
export function maskArea({ runs }: Mask): number {
  let area = 0;
  for (let i = 1; i < runs.length; i += 2) area += runs[i]!;
  return area;
}

export function isSameMask(a: Mask, b: Mask): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.width === b.width &&
    a.height === b.height &&
    a.runs.length === b.runs.length &&
    a.runs.every((run, i) => run === b.runs[i])
  );
}

export function boxOf({ x, y, width, height }: Mask): PixelBox {
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}

/** Whether a pixel lies inside. */
export function maskHas({ x, y, width, height, runs }: Mask, px: number, py: number): boolean {
  if (px < x || py < y || px >= x + width || py >= y + height) return false;
  let left = (py - y) * width + (px - x);
  for (let i = 0; i < runs.length; i++) {
    left -= runs[i]!;
    if (left < 0) return i % 2 === 1;
  }
  return false;
}

/** The pixels of a mask that lie in an image of this size. */
export function cropMask(mask: Mask, { width, height }: Size): Mask {
  const { x, y } = mask;
  if (x >= 0 && y >= 0 && x + mask.width <= width && y + mask.height <= height) return mask;
  return maskOfStretches(stretchesOf(mask), { x0: 0, y0: 0, x1: width, y1: height });
}

/** A stretch of a row: `[y, x0, x1]`, x0 ≤ x < x1. */
export type Stretch = readonly [y: number, x0: number, x1: number];

/** Writes a mask's runs, stretch by stretch: in order of rows and from left to right, within a box that they fill to its edges. */
export class MaskWriter {
  private readonly runs: number[] = [];
  /** How many pixels of the box the runs have got to. */
  private at = 0;

  constructor(private readonly box: Omit<Mask, 'runs'>) {}

  /** Row y, x0 ≤ x < x1, in pixels of the image. */
  add(y: number, x0: number, x1: number): void {
    const from = (y - this.box.y) * this.box.width + (x0 - this.box.x);
    const length = x1 - x0;
    if (from === this.at && this.runs.length > 0) this.runs[this.runs.length - 1]! += length;
    else this.runs.push(from - this.at, length);
    this.at = from + length;
  }

  mask(): Mask {
    const left = this.box.width * this.box.height - this.at;
    if (left > 0) this.runs.push(left);
    return { ...this.box, runs: this.runs };
  }
}

/** The mask of stretches that do not overlap, in order of rows and from left to right. @param within cuts what lies outside. */
export function maskOfStretches(stretches: readonly Stretch[], within?: PixelBox): Mask {
  const kept = within === undefined ? stretches : stretches.flatMap((stretch) => cut(stretch, within));
  if (kept.length === 0) return EMPTY_MASK;
  const [x, right] = extent(kept);
  const y = kept[0]![0];
  const width = right - x;
  const height = kept.at(-1)![0] - y + 1;
  const writer = new MaskWriter({ x, y, width, height });
  for (const [row, x0, x1] of kept) writer.add(row, x0, x1);
  return writer.mask();
}

/** A mask's stretches, in order of rows and from left to right. */
export function stretchesOf(mask: Mask): Stretch[] {
  const stretches: Stretch[] = [];
  forEachRun(mask, (y, x0, x1) => stretches.push([y, x0, x1]));
  return stretches;
}

function cut([y, x0, x1]: Stretch, box: PixelBox): Stretch[] {
  const from = Math.max(x0, box.x0);
  const to = Math.min(x1, box.x1);
  return y >= box.y0 && y < box.y1 && from < to ? [[y, from, to]] : [];
}

/** Where stretches begin and end from left to right; not by spreading them, which a large mask has too many of. */
function extent(stretches: readonly Stretch[]): [left: number, right: number] {
  let left = Infinity;
  let right = -Infinity;
  for (const [, x0, x1] of stretches) {
    left = Math.min(left, x0);
    right = Math.max(right, x1);
  }
  return [left, right];
}

/** The smallest box around a bitmap's pixels that are not 0; null where there are none. */
function contentBox({ width, height, data }: Bitmap, within: PixelBox): PixelBox | null {
  const left = Math.max(0, within.x0);
  const right = Math.min(width, within.x1);
  const end = Math.min(height, within.y1);
  let [x0, y0, x1, y1] = [right, -1, left, -1];
  for (let y = Math.max(0, within.y0); y < end; y++) {
    const row = data.subarray(y * width + left, y * width + right);
    const first = row.findIndex((value) => value !== 0);
    if (first < 0) continue;
    const last = row.findLastIndex((value) => value !== 0);
    if (y0 < 0) y0 = y;
    y1 = y + 1;
    x0 = Math.min(x0, left + first);
    x1 = Math.max(x1, left + last + 1);
  }
  return y0 < 0 ? null : { x0, y0, x1, y1 };
}
