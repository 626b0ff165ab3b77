/** The outlines of masks. Pure. */
import { forEachRun } from './mask.ts';
import type { Mask } from './mask.ts';
import { PixelRows } from './rows.ts';

/**
 * Closed polygons along the edges of a mask's pixels, flat coordinates `[x, y, x, y, …]` of their corners; even-odd filling gives back the mask. Where two pixels
 * touch at a corner alone, the outline passes between them.
 */
export function traceMask(mask: Mask): number[][] {
  const edges = new Edges(mask.x + mask.width + 1);
  let y = mask.y;
  let above: number[] = [];
  let row: number[] = [];
  const closeRow = (): void => {
    edges.between(above, row, y);
    edges.ends(row, y);
    above = row;
    row = [];
    y++;
  };
  forEachRun(mask, (at, x0, x1) => {
    while (y < at) closeRow();
    row.push(x0, x1);
  });
  closeRow();
  edges.between(above, [], y);
  return edges.polygons();
}

/** A mask with one pixel for every `step` by `step` pixels of which any is inside; in coarse pixels. */
export function coarsened(mask: Mask, step: number): Mask {
  const width = Math.ceil((mask.x + mask.width) / step);
  const rows = new PixelRows({ width, height: Math.ceil((mask.y + mask.height) / step) });
  const line = new Uint8Array(width);
  let y = Math.floor(mask.y / step);
  const closeLine = (): void => {
    for (let x = 0, from = -1; x <= width; x++) {
      const isInside = x < width && line[x] !== 0;
      if (isInside && from < 0) from = x;
      else if (!isInside && from >= 0) {
        rows.add(y, from, x);
        from = -1;
      }
    }
    line.fill(0);
  };
  forEachRun(mask, (at, x0, x1) => {
    const coarse = Math.floor(at / step);
    if (coarse !== y) {
      closeLine();
      y = coarse;
    }
    const end = Math.ceil(x1 / step);
    for (let x = Math.floor(x0 / step); x < end; x++) line[x] = 1;
  });
  closeLine();
  return rows.toMask();
}

/** Directed edges with the inside on their right (y points down), by where they begin. */
class Edges {
  /** Up to two edges begin at a corner; the second one in `more`. */
  private readonly next = new Map<number, number>();
  private readonly more = new Map<number, number>();

  constructor(private readonly stride: number) {}

  private add(x0: number, y0: number, x1: number, y1: number): void {
    const from = y0 * this.stride + x0;
    (this.next.has(from) ? this.more : this.next).set(from, y1 * this.stride + x1);
  }

  /** The left and right ends of a row's stretches. */
  ends(row: readonly number[], y: number): void {
    for (let k = 0; k < row.length; k += 2) {
      this.add(row[k]!, y + 1, row[k]!, y);
      this.add(row[k + 1]!, y, row[k + 1]!, y + 1);
    }
  }

  /** The level edges between two rows: where one of them is inside and the other is not. */
  between(above: readonly number[], below: readonly number[], y: number): void {
    let [i, k] = [0, 0];
    let from = 0;
    while (i < above.length || k < below.length) {
      const x = Math.min(above[i] ?? Infinity, below[k] ?? Infinity);
      const [isAbove, isBelow] = [i % 2 === 1, k % 2 === 1];
      if (isBelow && !isAbove) this.add(from, y, x, y);
      if (isAbove && !isBelow) this.add(x, y, from, y);
      if (above[i] === x) i++;
      if (below[k] === x) k++;
      from = x;
    }
  }

  polygons(): number[][] {
    const polygons: number[][] = [];
    for (const start of this.next.keys()) {
      while (this.next.has(start)) polygons.push(this.follow(start));
    }
    return polygons;
  }

  private follow(start: number): number[] {
    const polygon: number[] = [];
    let at = start;
    let before = -1;
    do {
      const to = this.take(at, before);
      if (before < 0 || this.turns(before, at, to)) polygon.push(at % this.stride, Math.floor(at / this.stride));
      before = at;
      at = to;
    } while (at !== start);
    return polygon;
  }

  /** The edge to go on by, which is used up: at a corner where two begin, the one that turns right, into the same pixel. */
  private take(at: number, before: number): number {
    const first = this.next.get(at)!;
    const second = this.more.get(at);
    if (second === undefined) {
      this.next.delete(at);
      return first;
    }
    this.more.delete(at);
    const isFirst = before >= 0 && this.isRight(before, at, first);
    if (isFirst) this.next.set(at, second);
    return isFirst ? first : second;
  }

  private step(from: number, to: number): [number, number] {
    const { stride } = this;
    return [Math.sign((to % stride) - (from % stride)), Math.sign(Math.floor(to / stride) - Math.floor(from / stride))];
  }

  private turns(before: number, at: number, to: number): boolean {
    const [a, b] = [this.step(before, at), this.step(at, to)];
    return a[0] !== b[0] || a[1] !== b[1];
  }

  private isRight(before: number, at: number, to: number): boolean {
    const [a, b] = [this.step(before, at), this.step(at, to)];
    return a[0] * b[1] - a[1] * b[0] > 0;
  }
}
