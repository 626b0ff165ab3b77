import { hasPixel } from './runs.ts';
import type { SamMask } from './samMask.ts';
import { SAM_OPTIONS } from './samOptions.ts';

/** A place in an image, as shares of its width and height: 0 … 1 from the upper left corner. */
export interface GridPoint {
  readonly x: number;
  readonly y: number;
}

/** The n × n points at the centres of a grid's cells, row by row. */
export function pointGrid(n: number): GridPoint[] {
  return Array.from({ length: n * n }, (_, i) => ({ x: ((i % n) + 0.5) / n, y: (Math.floor(i / n) + 0.5) / n }));
}

/**
 * The points that may find something new: those that lie in no mask under `SAM_OPTIONS.settledShare` of the image. Large masks settle
 * nothing: their parts are what is looked for.
 * @param masks of a label map of `width` × `height` pixels.
 */
export function unsettledPoints(
  points: readonly GridPoint[],
  masks: readonly SamMask[],
  width: number,
  height: number,
): GridPoint[] {
  const settled = masks.filter(({ area }) => area < SAM_OPTIONS.settledShare * width * height);
  return points.filter(({ x, y }) => {
    const pixel = Math.floor(y * height) * width + Math.floor(x * width);
    return !settled.some(({ runs }) => hasPixel(runs, pixel));
  });
}
