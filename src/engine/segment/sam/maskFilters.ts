import type { Box } from './runs.ts';
import { SAM_OPTIONS } from './samOptions.ts';

/**
 * Stability of a mask (METHOD 6): its pixels at a threshold of +1 logit over those at −1, in [0, 1]; NaN where both are none.
 * @param logits side × side, row-major, of which the first `columns` and `rows` are the image's, the rest padding.
 */
export function stabilityOf(logits: Float32Array, side: number, columns: number, rows: number): number {
  const { stabilityOffset } = SAM_OPTIONS;
  let inner = 0;
  let outer = 0;
  for (let y = 0; y < rows; y++) {
    for (let at = y * side, end = at + columns; at < end; at++) {
      const logit = logits[at]!;
      if (logit > -stabilityOffset) {
        outer += 1;
        if (logit > stabilityOffset) inner += 1;
      }
    }
  }
  return inner / outer;
}

/**
 * Non-maximum suppression by box (METHOD 6): from the highest score to the lowest, the first of equals first, a box goes that
 * overlaps one that stays by more than `SAM_OPTIONS.boxIou`. Sides are last − first pixel, as segment-anything takes them: a box
 * of one row or column overlaps nothing.
 * @returns the indices that stay, in that order.
 */
export function suppress(boxes: readonly Box[], scores: readonly number[]): number[] {
  const order = boxes.map((_, index) => index).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const stay: number[] = [];
  for (const index of order) {
    if (!stay.some((other) => boxIou(boxes[index]!, boxes[other]!) > SAM_OPTIONS.boxIou)) stay.push(index);
  }
  return stay;
}

/** NaN for two boxes without area, which is not above any threshold. */
function boxIou(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  const shared = Math.max(width, 0) * Math.max(height, 0);
  return shared / (boxArea(a) + boxArea(b) - shared);
}

function boxArea({ x0, y0, x1, y1 }: Box): number {
  return (x1 - x0) * (y1 - y0);
}
