/** The share of the largest distances whose mean is a patch score (METHOD 4). */
const TAIL_SHARE = 0.02;

/** ⌈0.02 · n⌉. 0.02 · 50 may not be 1 in binary: n is divided by 50 instead. */
function tailLength(n: number): number {
  return Math.ceil(n / Math.round(1 / TAIL_SHARE));
}

/** Indices of the ⌈0.02 · n⌉ largest of n values, largest first (ties: the first); at least one of a non-empty list. */
export function tailIndices(values: Float32Array): number[] {
  const count = tailLength(values.length);
  const limit = values.slice().sort()[values.length - count] ?? Infinity;
  const candidates = Array.from(values.keys()).filter((i) => values[i]! >= limit);
  return candidates.sort((i, j) => values[j]! - values[i]! || i - j).slice(0, count);
}

/** `tail(d)`: the mean of the ⌈0.02 · n⌉ largest of n values, n ≥ 1. */
export function tail(values: Float32Array): number {
  const largest = values
    .slice()
    .sort()
    .subarray(values.length - tailLength(values.length));
  return largest.reduce((sum, value) => sum + value, 0) / largest.length;
}
