import type { PatchFeatures } from '../backbone/backbone.ts';
import { assignPatches } from '../features/patchLabels.ts';
import { highestLabel } from '../image/labelMaps.ts';
import { resizeNearest } from '../image/resize.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { normalizeRows } from '../math/grid.ts';
import type { BlockSearch, PrepareSearch } from '../scoring/referenceBank.ts';
import { applyTable } from './matchSegments.ts';

/**
 * The aligner `prototype` (METHOD 6): each patch takes the class of the most similar patch of the first reference. Owns a session: call
 * `dispose`.
 */
export class PatchVote {
  private constructor(
    private readonly searcher: BlockSearch,
    private readonly labels: Uint8Array,
  ) {}

  /** @param map the first reference's label map, which defines the classes. */
  static async create(
    { patches, map }: { readonly patches: PatchFeatures; readonly map: LabelMap },
    prepare: PrepareSearch,
  ): Promise<PatchVote> {
    const { labels } = assignPatches(map, patches.grid, highestLabel(map));
    return new PatchVote(await prepare([normalizedRows(patches)], patches.dim), labels);
  }

  /** The class of each patch of an image: N values, 0 is background. */
  async classesOf(patches: PatchFeatures): Promise<Uint8Array> {
    const [nearest] = await this.searcher.search(normalizedRows(patches));
    return nearestPatchClasses(nearest!.index, this.labels);
  }

  dispose(): Promise<void> {
    return this.searcher.dispose();
  }
}

/**
 * The class of each patch by its nearest one of the first reference.
 * @param nearest per patch the index of the reference's patch. @param labels the reference's patch labels P (METHOD 2).
 */
export function nearestPatchClasses(nearest: Int32Array, labels: Uint8Array): Uint8Array {
  return Uint8Array.from(nearest, (patch) => labels[patch]!);
}

/** The label map of an image without segments of its own: its patches' classes, grid × grid. */
export function patchMap(classes: Uint8Array, grid: number): LabelMap {
  return { width: grid, height: grid, data: classes };
}

/**
 * The label map of an image with segments of its own: each takes the class that most of its patches have (METHOD 2, a borrowed one too;
 * background votes as well, ties go to the smaller number). What is background stays it.
 */
export function votePatches(own: LabelMap, classes: Uint8Array, grid: number): LabelMap {
  const { patchesOf } = assignPatches(own, grid, highestLabel(own));
  const table = new Uint8Array(256);
  patchesOf.forEach((patches, index) => {
    const votes = new Uint32Array(256);
    for (const patch of patches) votes[classes[patch]!]! += 1;
    table[index + 1] = mostVotes(votes);
  });
  return applyTable(own, table);
}

/**
 * An aligner's label map with the image's own segments (METHOD 6 `refine: segments`): each takes the class that most of its pixels have
 * there (background votes as well, ties go to the smaller number); where the own map is background, what was carried stays.
 * @param carried of any size; the result has the own map's.
 */
export function voteSegments(own: LabelMap, carried: LabelMap): LabelMap {
  const there = resizeNearest(carried, own.width, own.height);
  const votes = new Uint32Array(256 * 256);
  own.data.forEach((segment, i) => {
    votes[segment * 256 + there.data[i]!]! += 1;
  });
  const table = Uint8Array.from({ length: 256 }, (_, segment) =>
    mostVotes(votes.subarray(segment * 256, (segment + 1) * 256)),
  );
  const data = own.data.map((segment, i) => (segment === 0 ? there.data[i]! : table[segment]!));
  return { width: own.width, height: own.height, data };
}

/** The number with the most votes, the smaller of equals. */
function mostVotes(votes: Uint32Array): number {
  let best = 0;
  for (let value = 1; value < votes.length; value++) if (votes[value]! > votes[best]!) best = value;
  return best;
}

function normalizedRows({ data, dim }: PatchFeatures): Float32Array {
  const rows = data.slice();
  normalizeRows(rows, dim);
  return rows;
}
