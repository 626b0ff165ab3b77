/** Flood filling by stretches of rows: each row is looked at once, and only where the fill gets to. Pure. */
import { EMPTY_MASK, MaskWriter } from './mask.ts';
import type { Mask, Size } from './mask.ts';
import { PixelRows } from './rows.ts';

/** What may be filled. */
interface Fillable extends Size {
  /** Writes the edges of a row's stretches, `x0, x1, x0, x1, …` from left to right, not touching; gives how many numbers these are. */
  edges(y: number, into: Int32Array): number;
}

/** All that is 4-connected to a pixel; nothing where the pixel itself may not be filled, or is outside. */
function flood(source: Fillable, x: number, y: number): Mask {
  const { width, height } = source;
  if (x < 0 || x >= width || y < 0 || y >= height) return EMPTY_MASK;
  const rows = new StretchRows(source);
  rows.take(y, x, x + 1);
  rows.follow();
  return rows.toMask();
}

/** The stretches of the rows that a fill has got to, numbered as they are found. Typed arrays throughout: grain makes hundreds of thousands. */
class StretchRows {
  /** The number of a row's first stretch, and of the one after its last; −1: not looked at yet. */
  private readonly first: Int32Array;
  private readonly end: Int32Array;
  /** By stretch: its ends, its row, whether it is filled. */
  private edges = new Int32Array(1 << 14);
  private row = new Int32Array(1 << 13);
  private isTaken = new Uint8Array(1 << 13);
  private count = 0;
  /** Stretches whose neighbours are still to be looked at. */
  private open = new Int32Array(1 << 13);
  private opened = 0;
  private readonly line: Int32Array;

  constructor(private readonly source: Fillable) {
    this.first = new Int32Array(source.height).fill(-1);
    this.end = new Int32Array(source.height);
    this.line = new Int32Array(source.width + 2);
  }

  /** Fills the stretches of a row that share a column with x0 ≤ x < x1. */
  take(y: number, x0: number, x1: number): void {
    if (y < 0 || y >= this.source.height) return;
    if (this.first[y] === -1) this.read(y);
    const end = this.end[y]!;
    for (let i = this.firstBeyond(y, x0); i < end && this.edges[2 * i]! < x1; i++) {
      if (this.isTaken[i] !== 0) continue;
      this.isTaken[i] = 1;
      if (this.opened === this.open.length) this.open = grown(this.open, new Int32Array(2 * this.opened));
      this.open[this.opened++] = i;
    }
  }

  /** Goes on until nothing is open. */
  follow(): void {
    while (this.opened > 0) {
      const i = this.open[--this.opened]!;
      const [y, x0, x1] = [this.row[i]!, this.edges[2 * i]!, this.edges[2 * i + 1]!];
      this.take(y - 1, x0, x1);
      this.take(y + 1, x0, x1);
    }
  }

  /** What is filled. */
  toMask(): Mask {
    const filled = this.bounds();
    if (filled === null) return EMPTY_MASK;
    const writer = new MaskWriter(filled);
    for (let y = filled.y; y < filled.y + filled.height; y++) {
      for (let i = this.first[y]!; i < this.end[y]!; i++) {
        if (this.isTaken[i] !== 0) writer.add(y, this.edges[2 * i]!, this.edges[2 * i + 1]!);
      }
    }
    return writer.mask();
  }

  private bounds(): Omit<Mask, 'runs'> | null {
    let [x0, y0, x1, y1] = [Infinity, Infinity, 0, 0];
    for (let i = 0; i < this.count; i++) {
      if (this.isTaken[i] === 0) continue;
      const y = this.row[i]!;
      if (y < y0) y0 = y;
      if (y >= y1) y1 = y + 1;
      if (this.edges[2 * i]! < x0) x0 = this.edges[2 * i]!;
      if (this.edges[2 * i + 1]! > x1) x1 = this.edges[2 * i + 1]!;
    }
    return y1 === 0 ? null : { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  }

  private read(y: number): void {
    const length = this.source.edges(y, this.line);
    const end = this.count + length / 2;
    while (end > this.row.length) {
      this.edges = grown(this.edges, new Int32Array(2 * this.edges.length));
      this.row = grown(this.row, new Int32Array(2 * this.row.length));
      this.isTaken = grown(this.isTaken, new Uint8Array(2 * this.isTaken.length));
    }
    this.edges.set(this.line.subarray(0, length), 2 * this.count);
    this.row.fill(y, this.count, end);
    this.first[y] = this.count;
    this.end[y] = this.count = end;
  }

  /** A row's first stretch that ends right of x. */
  private firstBeyond(y: number, x: number): number {
    let low = this.first[y]!;
    let high = this.end[y]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[2 * middle + 1]! <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Colours row by row. */
export interface Colors extends Size {
  /** A row's pixels: red in the lowest eight bits, then green, then blue; the rest is not looked at. */
  row(y: number): Uint32Array;
}

/** Pixels whose every channel differs by at most `tolerance` (0 to 255) from a pixel's, 4-connected to it. */
export function floodColors(colors: Colors, x: number, y: number, tolerance: number): Mask {
  const { width, height } = colors;
  if (x < 0 || y < 0 || x >= width || y >= height) return EMPTY_MASK;
  const start = colors.row(y)[x]!;
  const red = (start & 255) - tolerance;
  const green = ((start >> 8) & 255) - tolerance;
  const blue = ((start >> 16) & 255) - tolerance;
  const span = 2 * tolerance;
  const edges = (at: number, into: Int32Array): number => {
    const pixels = colors.row(at);
    let count = 0;
    let outside = 1;
    for (let k = 0; k < width; k++) {
      const pixel = pixels[k]!;
      const r = (pixel & 255) - red;
      const g = ((pixel >> 8) & 255) - green;
      const b = ((pixel >> 16) & 255) - blue;
      // Any of these is negative where the pixel does not fit. Six comparisons would be guessed wrong half of the time on grain.
      const isOutside = (r | (span - r) | g | (span - g) | b | (span - b)) >>> 31;
      if (isOutside !== outside) {
        into[count++] = k;
        outside = isOutside;
      }
    }
    if (outside === 0) into[count++] = width;
    return count;
  };
  return flood({ width, height, edges }, x, y);
}

/** A label map: one class a pixel, row by row. */
interface Labels extends Size {
  readonly labels: ArrayLike<number>;
}

/** The connected segment of one class that holds a pixel of a label map, as pixels of an image of this size (which the map spans). */
export function segmentMask(map: Labels, x: number, y: number, size: Size): Mask {
  const id = map.labels[y * map.width + x];
  const edges = (at: number, into: Int32Array): number => {
    let count = 0;
    for (let k = 0, inside = false; k <= map.width; k++) {
      const fits = k < map.width && map.labels[at * map.width + k] === id;
      if (fits !== inside) into[count++] = k;
      inside = fits;
    }
    return count;
  };
  return stretched(flood({ width: map.width, height: map.height, edges }, x, y), map, size);
}

/** Pixels of one raster on another one that spans the same: each takes what lies under its middle. */
function stretched(mask: Mask, from: Size, to: Size): Mask {
  const rows = PixelRows.of(mask, from);
  const wide = new PixelRows(to);
  // The middles x + 0.5 with edge · to ⁄ from ≤ x + 0.5.
  const edge = (x: number): number => Math.ceil((x * to.width) / from.width - 0.5);
  for (let y = 0; y < to.height; y++) {
    const row = rows.row(Math.floor(((y + 0.5) * from.height) / to.height));
    for (let k = 0; k < row.length; k += 2) wide.add(y, edge(row[k]!), edge(row[k + 1]!));
  }
  return wide.toMask();
}
