import type { PatchFeatures } from '../backbone/backbone.ts';
import { assignPatches } from '../features/patchLabels.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { meanPatch } from './meanPatch.ts';

/** What one label of a map is known by to the aligners `hungarian` and `nearest` (METHOD 6). */
export interface Segment {
  readonly label: number;
  /** Share of the image. */
  readonly area: number;
  /** The mean pixel centre as shares of width and height (METHOD 3 `location`). */
  readonly x: number;
  readonly y: number;
  /** The mean of F over its patches (METHOD 2, a borrowed one too), not normalised: D values. */
  readonly mean: Float32Array;
}

/** The segments of a label map, by rising label; background, and labels without a pixel, are left out. */
export function describeSegments(map: LabelMap, patches: PatchFeatures): Segment[] {
  const { width, height, data } = map;
  // Per label: pixels, Σ (x + 0.5), Σ (y + 0.5).
  const sums = new Float64Array(256 * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const at = data[i]! * 3;
      sums[at]! += 1;
      sums[at + 1]! += x + 0.5;
      sums[at + 2]! += y + 0.5;
    }
  }
  const labels = Array.from({ length: 255 }, (_, i) => i + 1).filter((label) => sums[label * 3]! > 0);
  const { patchesOf } = assignPatches(map, patches.grid, labels.at(-1) ?? 0);
  return labels.map((label) => {
    const count = sums[label * 3]!;
    return {
      label,
      area: count / (width * height),
      x: sums[label * 3 + 1]! / count / width,
      y: sums[label * 3 + 2]! / count / height,
      mean: meanPatch(patches, patchesOf[label - 1]),
    };
  });
}
