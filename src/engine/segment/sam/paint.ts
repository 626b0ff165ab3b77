import type { LabelMap } from '../../image/rgbImage.ts';
import type { Box } from './runs.ts';
import type { SamMask } from './samMask.ts';
import { SAM_OPTIONS, leastArea } from './samOptions.ts';

/** How many of the four borders of a `width` × `height` image a box comes within `SAM_OPTIONS.borderDistance` pixels of. */
export function bordersNear({ x0, y0, x1, y1 }: Box, width: number, height: number): number {
  return [x0, y0, width - 1 - x1, height - 1 - y1].filter((gap) => gap <= SAM_OPTIONS.borderDistance).length;
}

/**
 * The label map L of an image's masks (METHOD 6 `sam`): masks at two borders are background; the others are painted from the largest to
 * the smallest, so that small parts stay visible; those of which too little shows are left out, then those beyond the 40 that show most;
 * the classes are numbered by visible area, largest first. Of equals the first in `masks` is painted first and gets the lower number.
 */
export function paintLabelMap(masks: readonly SamMask[], width: number, height: number): LabelMap {
  const least = leastArea(width, height);
  const parts = masks.filter(({ box }) => bordersNear(box, width, height) < SAM_OPTIONS.borders);
  const shown = visibleAreas(parts, width * height);
  const visible = parts.filter((_, index) => shown[index]! >= least);
  const most = byFalling(visibleAreas(visible, width * height)).slice(0, SAM_OPTIONS.classes);
  const classes = visible.filter((_, index) => most.includes(index));
  const owner = paintOwners(classes, width * height);
  const label = new Uint8Array(classes.length + 1);
  byFalling(countOwners(owner, classes.length)).forEach((index, rank) => (label[index + 1] = rank + 1));
  return { width, height, data: Uint8Array.from(owner, (own) => label[own]!) };
}

/** Pixels of each mask that the smaller ones leave visible. */
function visibleAreas(masks: readonly SamMask[], pixels: number): number[] {
  return countOwners(paintOwners(masks, pixels), masks.length);
}

/** For each pixel 1 + the index of the smallest mask there, 0 where there is none. */
function paintOwners(masks: readonly SamMask[], pixels: number): Uint16Array {
  const owner = new Uint16Array(pixels);
  for (const index of byFalling(masks.map(({ area }) => area))) {
    const { runs } = masks[index]!;
    for (let i = 0; i < runs.length; i += 2) owner.fill(index + 1, runs[i], runs[i + 1]);
  }
  return owner;
}

function countOwners(owner: Uint16Array, masks: number): number[] {
  const counts = new Array<number>(masks + 1).fill(0);
  for (const own of owner) counts[own]! += 1;
  return counts.slice(1);
}

/** Indices from the highest value to the lowest, the first of equals first. */
function byFalling(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
}
