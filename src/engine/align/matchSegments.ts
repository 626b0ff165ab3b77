import type { LabelMap } from '../image/rgbImage.ts';
import { cheapestMatching } from '../math/assignment.ts';
import { ALIGN_OPTIONS } from './alignOptions.ts';
import { patchDistance } from './meanPatch.ts';
import type { Segment } from './segments.ts';

/**
 * Gives an image's own segments the classes of the first reference (METHOD 6): `hungarian` by the cheapest one-to-one matching, of which
 * pairs above {@link ALIGN_OPTIONS}.maxCost are then dropped; `nearest` each its cheapest class (the smaller of equals), many-to-one.
 * @returns the class of every own label, 256 entries; 0 (background) for background, for labels that are no segment, and without a match.
 */
export function matchSegments(
  own: readonly Segment[],
  first: readonly Segment[],
  mode: 'hungarian' | 'nearest',
): Uint8Array {
  const costs = own.map((segment) => first.map((other) => segmentCost(segment, other)));
  const chosen = mode === 'hungarian' ? cheapestMatching(costs) : costs.map((row) => row.indexOf(Math.min(...row)));
  const table = new Uint8Array(256);
  own.forEach(({ label }, i) => {
    const match = chosen[i]!;
    if (match >= 0 && costs[i]![match]! <= ALIGN_OPTIONS.maxCost) table[label] = first[match]!.label;
  });
  return table;
}

/** d(mean patch) + ½ · |Δarea| / max area + ½ · ‖Δcentroid‖ / √2 (METHOD 6), in [0, 3]; max area is the larger of the two. */
export function segmentCost(a: Segment, b: Segment): number {
  const { areaWeight, centroidWeight } = ALIGN_OPTIONS;
  const grown = Math.abs(a.area - b.area) / Math.max(a.area, b.area);
  const moved = Math.hypot(a.x - b.x, a.y - b.y) / Math.SQRT2;
  return patchDistance(a.mean, b.mean) + areaWeight * grown + centroidWeight * moved;
}

/** The map with every label replaced by its entry of a table of 256. */
export function applyTable(map: LabelMap, table: Uint8Array): LabelMap {
  return { ...map, data: map.data.map((label) => table[label]!) };
}
