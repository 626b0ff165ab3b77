import type { PatchLabels } from '../features/patchLabels.ts';
import type { Neighbours } from './referenceBank.ts';
import { tail } from './tail.ts';

/** The patch features of one image against some of the references (METHOD 4). */
export interface PatchScores {
  readonly patch: number;
  readonly classPatch: number;
  readonly foreground: number;
  /** d_i of every patch against all reference patches: the anomaly map on the grid. N values in [0, 2]. */
  readonly distances: Float32Array;
  /** Per foreground patch (in the order of `PatchLabels.foreground`): distance to the nearest foreground patch; 1 where no reference has one. */
  readonly foregroundDistances: Float32Array;
  /** Per class 1 … C: its own score, or null where the image has no such patch. */
  readonly perClass: readonly (number | null)[];
}

/** Scores of `patch`, `classPatch` and `foreground` against the references in `subset` (METHOD 4). */
export function scorePatches(labels: PatchLabels, neighbours: Neighbours, subset: readonly number[]): PatchScores {
  const classes = labels.patchesOf.length;
  const all = range(0, classes);
  const every = Int32Array.from(labels.labels.keys());
  const distances = distancesTo(every, neighbours, subset, all);
  const foregroundDistances = distancesTo(labels.foreground, neighbours, subset, all.slice(1));
  const perClass = labels.patchesOf.map((patches, index) =>
    patches.length === 0 ? null : tail(distancesTo(patches, neighbours, subset, [index + 1])),
  );
  const present = perClass.filter((score) => score !== null);
  return {
    patch: tail(distances),
    classPatch: present.length === 0 ? 1 : Math.max(...present),
    foreground: labels.foreground.length === 0 ? 1 : tail(foregroundDistances),
    distances,
    foregroundDistances,
    perClass,
  };
}

/** Distance of each given patch to the nearest reference patch with one of the labels; 1 where there is none. */
function distancesTo(
  patches: Int32Array,
  neighbours: Neighbours,
  subset: readonly number[],
  labels: readonly number[],
): Float32Array {
  const best = new Float32Array(patches.length).fill(-Infinity);
  for (const reference of subset) {
    for (const label of labels) {
      const { similarity } = neighbours.block(reference, label);
      for (let i = 0; i < patches.length; i++) best[i] = Math.max(best[i]!, similarity[patches[i]!]!);
    }
  }
  return best.map((similarity) => (similarity === -Infinity ? 1 : Math.min(2, Math.max(0, 1 - similarity))));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
