import type { Pass } from './joinPasses.ts';
import type { Places } from './places.ts';

/**
 * A cell is clear where its highest logit is above all others by more than this share of the largest one's size: a thousand times what rounding
 * can do to the double precision numbers between cells.
 */
const CLEAR = 1e-12;
const UNCLEAR = -1;

/**
 * The classes of the pixels of a single pass, row by row: the highest logit is the most probable, background first, then the first of equals.
 * Between cells logits change linearly. What is clearly highest at all four corners is so between them, and most pixels lie there; what is
 * highest at both ends of a part of a row is so between those; only elsewhere each pixel is looked at.
 * @param columns, rows places of the pixels on the pass's grid.
 */
export function highestOfPass(pass: Pass, columns: Places, rows: Places): Uint8Array {
  const grid = new Grid(pass);
  const width = columns.low.length;
  const data = new Uint8Array(width * rows.low.length);
  const starts = startsOf(columns.low, pass.width);
  for (let y = 0; y < rows.low.length; y++) {
    const low = rows.low[y]!;
    const labels = data.subarray(y * width, (y + 1) * width);
    const clear = grid.clearBetween(low);
    for (let x = 0, next = 0; x < pass.width; x = next) {
      const plane = clear[x]!;
      next = x + 1;
      if (plane === UNCLEAR) {
        writePart(grid, labels, starts[x]!, starts[next]!, columns.weight, grid.highestAlong(low, rows.weight[y]!, x));
        continue;
      }
      while (next < pass.width && clear[next] === plane) next += 1;
      if (plane > 0) labels.fill(grid.labelOf(plane), starts[x], starts[next]);
    }
  }
  return data;
}

/** The pixels from `start` to before `end`, which lie between two cells. @param plane highest at both. */
function writePart(
  grid: Grid,
  labels: Uint8Array,
  start: number,
  end: number,
  weight: Float64Array,
  plane: number,
): void {
  for (let i = start; i < end; i++) labels[i] = grid.labelOf(plane === UNCLEAR ? grid.highestAt(weight[i]!) : plane);
}

/** For each cell, and past the last: the first pixel that lies on it or after it. */
function startsOf(low: Int32Array, cells: number): Int32Array {
  const starts = new Int32Array(cells + 1).fill(low.length);
  for (let i = low.length - 1; i >= 0; i--) starts[low[i]!] = i;
  for (let cell = cells - 1; cell >= 0; cell--) starts[cell] = Math.min(starts[cell]!, starts[cell + 1]!);
  return starts;
}

/** The logits of a pass, cell by cell. The cell after the last of a row or column is the last one. */
class Grid {
  private readonly planes: number;
  /** The planes of a cell together. */
  private readonly cells: Float32Array;
  /** Per cell: the plane that is clearly highest. */
  private readonly clear: Int16Array;
  /** What {@link clearBetween} found last, and for which row. */
  private readonly between: Int16Array;
  private row = -1;
  /** The logits at both ends of a part of a row. */
  private left: Float64Array;
  private right: Float64Array;
  /** Where the last part ended, whose logits the next one begins with, and what is highest there. */
  private end = { y: -1, share: 0, x: 0, highest: UNCLEAR };

  constructor(private readonly pass: Pass) {
    const { width, height, logits, classes } = pass;
    this.planes = classes.length + 1;
    this.cells = new Float32Array(width * height * this.planes);
    this.clear = new Int16Array(width * height);
    this.between = new Int16Array(width);
    this.left = new Float64Array(this.planes);
    this.right = new Float64Array(this.planes);
    const area = width * height;
    let largest = 0;
    const { cells, planes } = this;
    for (let plane = 0; plane < planes; plane++) {
      for (let cell = 0, at = plane * area, to = plane; cell < area; cell++, at++, to += planes) {
        const value = logits[at]!;
        cells[to] = value;
        if (value > largest) largest = value;
        else if (-value > largest) largest = -value;
      }
    }
    for (let cell = 0; cell < area; cell++) this.clear[cell] = this.clearlyHighest(cell, CLEAR * largest);
  }

  labelOf(plane: number): number {
    return plane === 0 ? 0 : this.pass.classes[plane - 1]!;
  }

  /** For each cell x of a row: the plane that is clearly highest at (x, y), (x + 1, y), (x, y + 1) and (x + 1, y + 1). Valid until the next call. */
  clearBetween(y: number): Int16Array {
    if (this.row === y) return this.between;
    this.row = y;
    const { clear, between } = this;
    const { width } = this.pass;
    const above = y * width;
    const below = this.below(y) * width;
    let column = UNCLEAR; // the one to the right, which both its cells agree on
    for (let x = width - 1; x >= 0; x--) {
      const here = clear[above + x] === clear[below + x] ? clear[above + x]! : UNCLEAR;
      between[x] = x === width - 1 || here === column ? here : UNCLEAR;
      column = here;
    }
    return between;
  }

  /** The plane that is highest at both ends of the part from cell x to x + 1 of the row that lies `share` below row y. */
  highestAlong(y: number, share: number, x: number): number {
    const follows = this.end.y === y && this.end.share === share && this.end.x === x;
    if (follows) [this.left, this.right] = [this.right, this.left];
    else this.blend(y, share, x, this.left);
    this.blend(y, share, Math.min(x + 1, this.pass.width - 1), this.right);
    const first = follows ? this.end.highest : highestOf(this.left);
    this.end = { y, share, x: x + 1, highest: highestOf(this.right) };
    return first === this.end.highest ? first : UNCLEAR;
  }

  /** The plane that is highest at a share of the way along the part that {@link highestAlong} was asked for; the first of equals. */
  highestAt(share: number): number {
    let best = 0;
    let highest = -Infinity;
    for (let plane = 0; plane < this.planes; plane++) {
      const before = this.left[plane]!;
      const value = before + (this.right[plane]! - before) * share;
      if (value > highest) {
        highest = value;
        best = plane;
      }
    }
    return best;
  }

  private below(y: number): number {
    return Math.min(y + 1, this.pass.height - 1);
  }

  /** Logits between two rows of the grid. */
  private blend(y: number, share: number, x: number, into: Float64Array): void {
    const { cells, planes, pass } = this;
    const above = (y * pass.width + x) * planes;
    const below = (this.below(y) * pass.width + x) * planes;
    for (let plane = 0; plane < planes; plane++) {
      const value = cells[above + plane]!;
      into[plane] = value + (cells[below + plane]! - value) * share;
    }
  }

  private clearlyHighest(cell: number, margin: number): number {
    let best = 0;
    let highest = -Infinity;
    let second = -Infinity;
    for (let plane = 0; plane < this.planes; plane++) {
      const value = this.cells[cell * this.planes + plane]!;
      if (value > highest) {
        second = highest;
        highest = value;
        best = plane;
      } else if (value > second) second = value;
    }
    return highest - second > margin ? best : UNCLEAR;
  }
}

/** The first of the highest. */
function highestOf(values: Float64Array): number {
  let best = 0;
  for (let plane = 1; plane < values.length; plane++) if (values[plane]! > values[best]!) best = plane;
  return best;
}
