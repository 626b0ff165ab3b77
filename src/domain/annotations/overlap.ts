/** How two masks lie over each other. Pure. */
import { maskArea, stretchesOf } from './mask.ts';
import type { Mask } from './mask.ts';

/** Pixels that the later mask has and the earlier one has not, and the other way round. */
export interface PixelChange {
  readonly gained: number;
  readonly lost: number;
}

export function pixelChange(before: Mask, after: Mask): PixelChange {
  const both = sharedPixels(before, after);
  return { gained: maskArea(after) - both, lost: maskArea(before) - both };
}

/** How many pixels lie in both masks. */
export function sharedPixels(a: Mask, b: Mask): number {
  const [as, bs] = [stretchesOf(a), stretchesOf(b)];
  let shared = 0;
  let i = 0;
  let j = 0;
  while (i < as.length && j < bs.length) {
    const [ay, ax0, ax1] = as[i]!;
    const [by, bx0, bx1] = bs[j]!;
    if (ay === by) shared += Math.max(0, Math.min(ax1, bx1) - Math.max(ax0, bx0));
    if (ay < by || (ay === by && ax1 <= bx1)) i++;
    else j++;
  }
  return shared;
}
