/** Pixels of an image as stretches row by row, to be added to and taken from: what brushes and erasers work on. */
import type { Mask, Size } from './mask.ts';
import { EMPTY_MASK, MaskWriter, forEachRun } from './mask.ts';

export class PixelRows {
  /** By row: `[x0, x1, x0, x1, …]`, x0 ≤ x < x1, from left to right; stretches neither overlap nor touch. */
  private readonly rows: (number[] | undefined)[] = [];

  /** Nothing outside of the size is ever kept. */
  constructor(private readonly size: Size) {}

  static of(mask: Mask, size: Size): PixelRows {
    return new PixelRows(size).addMask(mask);
  }

  add(y: number, left: number, right: number): void {
    let x0 = Math.max(0, left);
    let x1 = Math.min(this.size.width, right);
    if (x0 >= x1 || y < 0 || y >= this.size.height) return;
    const row = (this.rows[y] ??= []);
    if (row.length === 0 || row[row.length - 1]! < x0) {
      row.push(x0, x1);
      return;
    }
    const from = firstEndingAt(row, x0);
    let to = from;
    for (; to < row.length && row[to]! <= x1; to += 2) {
      x0 = Math.min(x0, row[to]!);
      x1 = Math.max(x1, row[to + 1]!);
    }
    row.splice(from, to - from, x0, x1);
  }

  remove(y: number, x0: number, x1: number): void {
    const row = this.rows[y];
    if (row === undefined || x0 >= x1) return;
    const from = firstEndingAt(row, x0 + 1);
    const left: number[] = [];
    let to = from;
    for (; to < row.length && row[to]! < x1; to += 2) {
      if (row[to]! < x0) left.push(row[to]!, x0);
      if (row[to + 1]! > x1) left.push(x1, row[to + 1]!);
    }
    row.splice(from, to - from, ...left);
  }

  addMask(mask: Mask): this {
    forEachRun(mask, (y, x0, x1) => {
      this.add(y, x0, x1);
    });
    return this;
  }

  removeMask(mask: Mask): this {
    forEachRun(mask, (y, x0, x1) => {
      this.remove(y, x0, x1);
    });
    return this;
  }

  /** The stretches of a row, `[x0, x1, …]`. */
  row(y: number): readonly number[] {
    return this.rows[y] ?? [];
  }

  toMask(): Mask {
    const filled = this.bounds();
    if (filled === null) return EMPTY_MASK;
    const writer = new MaskWriter(filled);
    for (let y = filled.y; y < filled.y + filled.height; y++) {
      const row = this.row(y);
      for (let k = 0; k < row.length; k += 2) writer.add(y, row[k]!, row[k + 1]!);
    }
    return writer.mask();
  }

  private bounds(): Omit<Mask, 'runs'> | null {
    let [x0, y0, x1, y1] = [Infinity, -1, 0, 0];
    for (let y = 0; y < this.rows.length; y++) {
      const row = this.row(y);
      if (row.length === 0) continue;
      if (y0 < 0) y0 = y;
      y1 = y + 1;
      x0 = Math.min(x0, row[0]!);
      x1 = Math.max(x1, row.at(-1)!);
    }
    return y0 < 0 ? null : { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  }
}

/** The place in a row of its first stretch that ends at x or further right; the row's length where there is none. */
function firstEndingAt(row: readonly number[], x: number): number {
  let low = 0;
  let high = row.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[2 * middle + 1]! < x) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
