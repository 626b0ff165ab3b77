import { ALIGN_OPTIONS } from './alignOptions.ts';

/**
 * Which other references the network remembers beside the first (METHOD 6 `memory: all`): all of them, or as many as its long-term memory takes,
 * evenly spread over their order. A reference is remembered whole or not at all, since any may be the recent frame.
 * @param first rows of the first reference, which is always remembered. @param others rows of each other.
 * @param most rows in all.
 * @returns indices of `others`, in order.
 */
export function rememberedOthers(
  first: number,
  others: readonly number[],
  most: number = ALIGN_OPTIONS.longTermRows,
): number[] {
  for (let count = others.length; count > 0; count--) {
    const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * others.length) / count));
    if (chosen.reduce((rows, index) => rows + others[index]!, first) <= most) return chosen;
  }
  return [];
}
