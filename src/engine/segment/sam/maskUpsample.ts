import type { Runs } from './runs.ts';

/** For each target pixel of one axis: the source cell before it and the weight of the one after; the cells that targets lie between. */
interface Axis {
  readonly low: Int32Array;
  readonly weight: Float64Array;
  /** The first target pixel with `low` at or after cell c; one more than cells. */
  readonly starts: Int32Array;
}

/**
 * The mask of logits above zero at `width` × `height` pixels: bilinear with pixel centres at half-integers, edges clamped.
 * @param logits side × side, row-major.
 * @param valid the part of the logits that the image fills, in cells and their fractions, from the upper left corner.
 * Cells whose centre is outside are padding and count for nothing.
 */
export function upsampleMask(
  logits: Float32Array,
  side: number,
  valid: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): Runs {
  const columns = validCells(valid.width, side);
  const rows = validCells(valid.height, side);
  const positive = positiveCells(logits, side, columns, rows);
  if (positive === null) return new Int32Array(0);
  const across = axisOf(width, valid.width, columns);
  const down = axisOf(height, valid.height, rows);
  const from = Math.max(positive.left - 1, 0);
  const line = new Float64Array(columns + 1);
  const out: number[] = [];
  for (let y = down.starts[Math.max(positive.top - 1, 0)]!; y < down.starts[positive.bottom + 1]!; y++) {
    const low = down.low[y]! * side;
    const high = Math.min(down.low[y]! + 1, rows - 1) * side;
    const weight = down.weight[y]!;
    for (let x = from; x < Math.min(positive.right + 2, columns); x++)
      line[x] = logits[low + x]! * (1 - weight) + logits[high + x]! * weight;
    line[columns] = line[columns - 1]!; // the last cell's second neighbour is itself
    pushRuns(out, line, across, from, positive.right, y * width);
  }
  return Int32Array.from(out);
}

/** Cells of which at least half, their centre, is inside. Also the side of what stability is counted on. */
export function validCells(valid: number, side: number): number {
  return Math.min(Math.max(Math.ceil(valid - 0.5), 1), side);
}

/** Appends a row's runs: between two cells of one sign there is nothing to compute, and most pixels lie there. */
function pushRuns(out: number[], line: Float64Array, axis: Axis, from: number, to: number, offset: number): void {
  const { starts, weight } = axis;
  let open = -1;
  const set = (x: number, isIn: boolean): void => {
    if (isIn && open < 0) open = x;
    else if (!isIn && open >= 0) {
      if (x > open) out.push(offset + open, offset + x);
      open = -1;
    }
  };
  for (let cell = from; cell <= to; cell++) {
    const first = line[cell]!;
    const second = line[cell + 1]!;
    if (first > 0 === second > 0) {
      set(starts[cell]!, first > 0);
      continue;
    }
    for (let x = starts[cell]!; x < starts[cell + 1]!; x++) set(x, first * (1 - weight[x]!) + second * weight[x]! > 0);
  }
  set(starts[to + 1]!, false);
}

function axisOf(target: number, valid: number, cells: number): Axis {
  const low = new Int32Array(target);
  const weight = new Float64Array(target);
  const starts = new Int32Array(cells + 1).fill(target);
  for (let i = target - 1; i >= 0; i--) {
    const source = Math.min(Math.max(((i + 0.5) * valid) / target - 0.5, 0), cells - 1);
    low[i] = Math.floor(source);
    weight[i] = source - low[i]!;
    starts[low[i]!] = i;
  }
  for (let cell = cells - 1; cell >= 0; cell--) starts[cell] = Math.min(starts[cell]!, starts[cell + 1]!);
  return { low, weight, starts };
}

/** The box of the cells above zero; null where there are none. */
function positiveCells(
  logits: Float32Array,
  side: number,
  columns: number,
  rows: number,
): { left: number; top: number; right: number; bottom: number } | null {
  let [left, right, top, bottom] = [columns, -1, -1, -1];
  for (let y = 0; y < rows; y++) {
    const row = y * side;
    let first = 0;
    while (first < columns && !(logits[row + first]! > 0)) first += 1;
    if (first === columns) continue;
    let last = columns - 1;
    while (!(logits[row + last]! > 0)) last -= 1;
    left = Math.min(left, first);
    right = Math.max(right, last);
    if (top < 0) top = y;
    bottom = y;
  }
  return top < 0 ? null : { left, top, right, bottom };
}
