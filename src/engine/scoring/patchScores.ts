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

/** One image's patches against one reference: the highest similarities; −∞ where the reference has no such patch. */
export interface ReferenceSimilarities {
  /** To any patch: N values. */
  readonly all: Float32Array;
  /** Of the foreground patches (in the order of `PatchLabels.foreground`) to foreground patches. */
  readonly foreground: Float32Array;
  /** Per class 1 … C, of its patches to patches of the class. */
  readonly perClass: readonly Float32Array[];
}

/** Reads what the patch features need of one reference off the search's blocks; any subset of references is then a maximum. */
export function similaritiesTo(labels: PatchLabels, neighbours: Neighbours, reference: number): ReferenceSimilarities {
  const blocks = Array.from(
    { length: labels.patchesOf.length + 1 },
    (_, label) => neighbours.block(reference, label).similarity,
  );
  const toForeground = highest(blocks.slice(1), labels.labels.length);
  return {
    all: highest(blocks, labels.labels.length),
    foreground: gather(toForeground, labels.foreground),
    perClass: labels.patchesOf.map((patches, index) => gather(blocks[index + 1]!, patches)),
  };
}

/** Scores of `patch`, `classPatch` and `foreground` against the given references, at least one (METHOD 4). */
export function scorePatches(labels: PatchLabels, references: readonly ReferenceSimilarities[]): PatchScores {
  const distances = distancesTo(references.map(({ all }) => all));
  const foregroundDistances = distancesTo(references.map(({ foreground }) => foreground));
  const perClass = labels.patchesOf.map((patches, index) =>
    patches.length === 0 ? null : tail(distancesTo(references.map((reference) => reference.perClass[index]!))),
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

/** Distances to the nearest of several references; 1 where none has such a patch. */
function distancesTo(similarities: readonly Float32Array[]): Float32Array {
  const best = highest(similarities, similarities[0]!.length);
  for (let i = 0; i < best.length; i++) best[i] = best[i] === -Infinity ? 1 : Math.min(2, Math.max(0, 1 - best[i]!));
  return best;
}

/** The element-wise maximum of arrays of `length` values; −∞ of none. */
function highest(arrays: readonly Float32Array[], length: number): Float32Array {
  const best = new Float32Array(length).fill(-Infinity);
  for (const values of arrays) {
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (value > best[i]!) best[i] = value;
    }
  }
  return best;
}

function gather(values: Float32Array, indices: Int32Array): Float32Array {
  const out = new Float32Array(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = values[indices[i]!]!;
  return out;
}
