/** The connected parts of a mask. Pure. */
import { maskOfStretches, stretchesOf } from './mask.ts';
import type { Mask, Stretch } from './mask.ts';

/** 4-connected parts, in the order of their first pixels, row by row. */
export function components(mask: Mask): Mask[] {
  const stretches = stretchesOf(mask);
  const parts = new Map<number, Stretch[]>();
  const roots = joined(stretches);
  stretches.forEach((stretch, i) => {
    const root = find(roots, i);
    const part = parts.get(root);
    if (part === undefined) parts.set(root, [stretch]);
    else part.push(stretch);
  });
  return [...parts.values()].map((part) => maskOfStretches(part));
}

/** For each stretch another one of its part, or itself: a forest. */
function joined(stretches: readonly Stretch[]): Int32Array {
  const parents = Int32Array.from(stretches, (_, i) => i);
  let above = 0;
  for (let i = 0; i < stretches.length; i++) {
    const [y, x0, x1] = stretches[i]!;
    while (stretches[above]![0] < y - 1 || (stretches[above]![0] === y - 1 && stretches[above]![2] <= x0)) above++;
    for (let k = above; k < i && stretches[k]![0] === y - 1 && stretches[k]![1] < x1; k++) {
      // The smaller number leads, so that a part is named by its first stretch.
      const [a, b] = [find(parents, k), find(parents, i)];
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parents;
}

function find(parents: Int32Array, of: number): number {
  let at = of;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}
