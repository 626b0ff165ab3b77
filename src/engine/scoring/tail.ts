/** The share of the largest distances whose mean is a patch score (METHOD 4). */
const TAIL_SHARE = 0.02;

/** ⌈0.02 · n⌉. 0.02 · 50 may not be 1 in binary: n is divided by 50 instead. */
function tailLength(n: number): number {
  return Math.ceil(n / Math.round(1 / TAIL_SHARE));
}

/** Indices of the ⌈0.02 · n⌉ largest of n values, largest first (ties: the first); at least one of a non-empty list. */
export function tailIndices(values: Float32Array): number[] {
  const count = tailLength(values.length);
  const limit = largestOf(values, count)[0] ?? Infinity;
  const candidates: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! >= limit) candidates.push(i);
  return candidates.sort((i, j) => values[j]! - values[i]! || i - j).slice(0, count);
}

/** `tail(d)`: the mean of the ⌈0.02 · n⌉ largest of n values, n ≥ 1. */
export function tail(values: Float32Array): number {
  const largest = largestOf(values, tailLength(values.length));
  return largest.reduce((sum, value) => sum + value, 0) / largest.length;
}

/** The `count` largest values, ascending. Few of many: each value is compared with the least of those kept, and most go no further. */
function largestOf(values: Float32Array, count: number): Float32Array {
  const kept = values.slice(0, count).sort();
  for (let i = count; i < values.length; i++) {
    const value = values[i]!;
    if (value <= kept[0]!) continue;
    let at = 1;
    for (; at < count && kept[at]! < value; at++) kept[at - 1] = kept[at]!;
    kept[at - 1] = value;
  }
  return kept;
}
