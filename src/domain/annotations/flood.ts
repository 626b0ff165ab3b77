/** Flood filling by stretches of rows: each row is looked at once, and only where the fill gets to. Pure. */
import type { Mask, Size } from './mask.ts';
import { PixelRows } from './rows.ts';

/** What may be filled. */
export interface Fillable extends Size {
  /** The stretches of a row, `[x0, x1, …]` from left to right, that do not touch. */
  stretches(y: number): readonly number[];
}

interface Row {
  readonly stretches: readonly number[];
  readonly taken: Uint8Array;
}

/** All that is 4-connected to a pixel; nothing where the pixel itself may not be filled, or is outside. */
export function flood(source: Fillable, x: number, y: number): PixelRows {
  const filled = new PixelRows(source);
  const rows: (Row | undefined)[] = [];
  const rowAt = (at: number): Row => {
    const known = rows[at];
    if (known !== undefined) return known;
    const stretches = source.stretches(at);
    return (rows[at] = { stretches, taken: new Uint8Array(stretches.length / 2) });
  };
  /** Row and stretch by turns, still to be followed. */
  const open: number[] = [];
  const take = (at: number, x0: number, x1: number): void => {
    if (at < 0 || at >= source.height) return;
    const { stretches, taken } = rowAt(at);
    for (let k = firstBeyond(stretches, x0); k < taken.length && stretches[2 * k]! < x1; k++) {
      if (taken[k] !== 0) continue;
      taken[k] = 1;
      open.push(at, k);
      filled.add(at, stretches[2 * k]!, stretches[2 * k + 1]!);
    }
  };
  if (x >= 0 && x < source.width) take(y, x, x + 1);
  while (open.length > 0) {
    const k = open.pop()!;
    const at = open.pop()!;
    const { stretches } = rows[at]!;
    take(at - 1, stretches[2 * k]!, stretches[2 * k + 1]!);
    take(at + 1, stretches[2 * k]!, stretches[2 * k + 1]!);
  }
  return filled;
}

/** The first stretch that ends right of x. */
function firstBeyond(stretches: readonly number[], x: number): number {
  let low = 0;
  let high = stretches.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[2 * middle + 1]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Colours row by row, four bytes a pixel (the fourth is not looked at). */
export interface Colors extends Size {
  /** The bytes of a row; width · 4 of them. */
  row(y: number): Uint8ClampedArray;
}

/** Pixels whose every channel differs by at most `tolerance` (0 to 255) from a pixel's, 4-connected to it. */
export function floodColors(colors: Colors, x: number, y: number, tolerance: number): PixelRows {
  const { width, height } = colors;
  if (x < 0 || y < 0 || x >= width || y >= height) return new PixelRows(colors);
  const [r, g, b] = colors.row(y).subarray(4 * x, 4 * x + 3) as unknown as [number, number, number];
  const [least, most] = [r - tolerance, r + tolerance];
  const [leastG, mostG] = [g - tolerance, g + tolerance];
  const [leastB, mostB] = [b - tolerance, b + tolerance];
  const stretches = (at: number): number[] => {
    const bytes = colors.row(at);
    const found: number[] = [];
    let inside = false;
    for (let k = 0, i = 0; k < width; k++, i += 4) {
      const red = bytes[i]!;
      const green = bytes[i + 1]!;
      const blue = bytes[i + 2]!;
      const fits = red >= least && red <= most && green >= leastG && green <= mostG && blue >= leastB && blue <= mostB;
      if (fits !== inside) {
        found.push(k);
        inside = fits;
      }
    }
    if (inside) found.push(width);
    return found;
  };
  return flood({ width, height, stretches }, x, y);
}

/** A label map: one class a pixel, row by row. */
export interface Labels extends Size {
  readonly labels: ArrayLike<number>;
}

/** The connected segment of one class that holds a pixel of a label map, as pixels of an image of this size (which the map spans). */
export function segmentMask(map: Labels, x: number, y: number, size: Size): Mask {
  const id = map.labels[y * map.width + x];
  const stretches = (at: number): number[] => {
    const found: number[] = [];
    for (let k = 0, inside = false; k <= map.width; k++) {
      const fits = k < map.width && map.labels[at * map.width + k] === id;
      if (fits !== inside) found.push(k);
      inside = fits;
    }
    return found;
  };
  return stretched(flood({ width: map.width, height: map.height, stretches }, x, y), map, size);
}

/** Pixels of one raster on another one that spans the same: each takes what lies under its middle. */
function stretched(rows: PixelRows, from: Size, to: Size): Mask {
  const wide = new PixelRows(to);
  // The middles x + 0.5 with edge · to ⁄ from ≤ x + 0.5.
  const edge = (x: number): number => Math.ceil((x * to.width) / from.width - 0.5);
  for (let y = 0; y < to.height; y++) {
    const row = rows.row(Math.floor(((y + 0.5) * from.height) / to.height));
    for (let k = 0; k < row.length; k += 2) wide.add(y, edge(row[k]!), edge(row[k + 1]!));
  }
  return wide.toMask();
}
