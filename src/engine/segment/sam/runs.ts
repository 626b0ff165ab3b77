/**
 * Masks as runs: pairs of first and past-the-last pixel index, row-major, ascending, each within one row and as long as
 * it can be. A mask of a megapixel is some kilobytes, and whatever is done with it costs by its outline, not by its area.
 */
export type Runs = Int32Array;

/** A box as its first and last pixel: both belong to the mask. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Pixels of the mask. */
export function areaOf(runs: Runs): number {
  let area = 0;
  for (let i = 0; i < runs.length; i += 2) area += runs[i + 1]! - runs[i]!;
  return area;
}

/** The smallest box around a mask that is not empty. */
export function boxOf(runs: Runs, width: number): Box {
  let x0 = width;
  let x1 = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const x = runs[i]! % width;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x + runs[i + 1]! - runs[i]! - 1);
  }
  return { x0, y0: Math.floor(runs[0]! / width), x1, y1: Math.floor(runs[runs.length - 2]! / width) };
}

/** Whether the mask holds a pixel. */
export function hasPixel(runs: Runs, pixel: number): boolean {
  let low = 0;
  let high = runs.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[2 * middle + 1]! <= pixel) low = middle + 1;
    else high = middle;
  }
  return 2 * low < runs.length && runs[2 * low]! <= pixel;
}

/** The runs of all pixels that the mask does not hold. */
export function complementOf(runs: Runs, width: number, height: number): Runs {
  const out: number[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    let at = y * width;
    const end = at + width;
    for (; i < runs.length && runs[i]! < end; i += 2) {
      if (runs[i]! > at) out.push(at, runs[i]!);
      at = runs[i + 1]!;
    }
    if (at < end) out.push(at, end);
  }
  return Int32Array.from(out);
}

/** The runs of two masks that share no pixel, in one: neighbours in a row are joined. */
export function joinRuns(a: Runs, b: Runs, width: number): Runs {
  const out: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const isA = j >= b.length || (i < a.length && a[i]! < b[j]!);
    const start = isA ? a[i]! : b[j]!;
    const end = isA ? a[i + 1]! : b[j + 1]!;
    if (isA) i += 2;
    else j += 2;
    if (out.at(-1) === start && start % width !== 0) out[out.length - 1] = end;
    else out.push(start, end);
  }
  return Int32Array.from(out);
}
