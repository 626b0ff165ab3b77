/** The share of the largest distances whose mean is a patch score (METHOD 4). */
export const TAIL_SHARE = 0.02;

/** Indices of the ⌈0.02 · n⌉ largest of n values, largest first (ties: the first); at least one of a non-empty list. */
export function tailIndices(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[j]! - values[i]! || i - j);
  // 0.02 · 50 is 1 in exact arithmetic and may not be in binary: a multiple of 1/50 is divided by 50 instead.
  return order.slice(0, Math.ceil(values.length / Math.round(1 / TAIL_SHARE)));
}

/** `tail(d)`: the mean of the ⌈0.02 · n⌉ largest of n values. */
export function tail(values: ArrayLike<number>): number {
  const chosen = tailIndices(values);
  return chosen.reduce((sum, i) => sum + values[i]!, 0) / chosen.length;
}
