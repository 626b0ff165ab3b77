/** Regions of the anomaly map beyond a threshold, as drafts of annotations. Pure. */
import { components } from './components.ts';
import { maskArea } from './mask.ts';
import type { Mask, Size } from './mask.ts';
import { PixelRows } from './rows.ts';

/** The anomaly map on its patch grid: grid · grid distances, row-major (METHOD 4). */
export interface HeatGrid {
  readonly grid: number;
  readonly distances: ArrayLike<number>;
}

/** Drafts that cover less than this part of a patch are left out: the tips of bumps that hardly reach the threshold. */
const LEAST_OF_PATCH = 0.25;

/** The connected regions of an image in which the map, upsampled bilinearly to the image's size (METHOD 4), is beyond the threshold; the largest first. */
export function drafts(map: HeatGrid, size: Size, threshold: number): Mask[] {
  const least = (LEAST_OF_PATCH * size.width * size.height) / map.grid ** 2;
  return components(beyond(map, size, threshold))
    .map((mask) => ({ mask, area: maskArea(mask) }))
    .filter(({ area }) => area >= least)
    .sort((a, b) => b.area - a.area)
    .map(({ mask }) => mask);
}

/**
 * All pixels beyond the threshold. Along a row of the image the upsampled map is straight between the middles of two cells: where it crosses the
 * threshold is known without looking at the pixels.
 */
export function beyond({ grid, distances }: HeatGrid, { width, height }: Size, threshold: number): Mask {
  const rows = new PixelRows({ width, height });
  const values = new Float64Array(grid);
  for (let y = 0; y < height; y++) {
    const down = Math.min(grid - 1, Math.max(0, ((y + 0.5) / height) * grid - 0.5));
    const top = Math.floor(down);
    const bottom = Math.min(grid - 1, top + 1);
    for (let x = 0; x < grid; x++) {
      values[x] = distances[top * grid + x]! * (1 - down + top) + distances[bottom * grid + x]! * (down - top);
    }
    let from = values[0]! > threshold ? 0 : -1;
    for (let x = 0; x + 1 < grid; x++) {
      const isBeyond = values[x + 1]! > threshold;
      if (isBeyond === from >= 0) continue;
      const part = (threshold - values[x]!) / (values[x + 1]! - values[x]!);
      const crossing = Math.ceil(((x + part + 0.5) / grid) * width - 0.5);
      if (isBeyond) from = crossing;
      else {
        rows.add(y, from, crossing);
        from = -1;
      }
    }
    if (from >= 0) rows.add(y, from, width);
  }
  return rows.toMask();
}
