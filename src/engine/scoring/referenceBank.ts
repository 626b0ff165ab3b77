import type { Description } from '../features/description.ts';
import { normalizeRows } from '../math/grid.ts';

/** Per block of bank rows and per query: the highest cosine similarity and the row that has it; an empty block −∞ and −1. */
interface BlockNeighbours {
  readonly similarity: Float32Array;
  readonly index: Int32Array;
}

/** Finds each query's nearest row in every block. Rows and queries are L2-normalised (zero rows stay zero). */
export interface BlockSearch {
  search(queries: Float32Array): Promise<BlockNeighbours[]>;
  dispose(): Promise<void>;
}

/** Patches of rotated copies of one reference, which enter the bank beside its own (features.augment). */
export interface RotatedPatches {
  /** n × D. */
  readonly rows: Float32Array;
  /** The patch (index into the unrotated reference's grid) under each row's centre. */
  readonly origins: Int32Array;
  /** For each label 0 … C the rows that have it; a borrowed patch's row has two. */
  readonly members: readonly Int32Array[];
}

export type PrepareSearch = (blocks: readonly Float32Array[], dim: number) => Promise<BlockSearch>;

/** One image's nearest reference patches, by reference and label: what all three patch features are read from. */
export interface Neighbours {
  /** Similarities (N) of the image's patches to label `label`'s patches of reference `reference`. */
  block(reference: number, label: number): BlockNeighbours;
  /** The patch (index into the reference's grid) that row `row` of a block came from; of a rotated copy's the one under its centre. */
  patchOf(reference: number, label: number, row: number): number;
}

/**
 * The references' patches in one block a reference and label, so that one pass over the bank serves `patch`, `classPatch`
 * and `foreground`, against all references or all but one. A borrowed patch stands in its class's block too; it is
 * there twice, which no maximum notices.
 */
export class ReferenceBank {
  private constructor(
    private readonly searcher: BlockSearch,
    private readonly patches: readonly Int32Array[],
    private readonly labels: number,
  ) {}

  /** @param rotated what rotated copies add, one entry a reference; none without augmentation. */
  static async create(
    references: readonly Description[],
    classes: number,
    prepare: PrepareSearch,
    rotated: readonly RotatedPatches[] = [],
  ): Promise<ReferenceBank> {
    const patches: Int32Array[] = [];
    const blocks: Float32Array[] = [];
    references.forEach(({ patches: { data, dim }, labels }, index) => {
      const own = normalizedRows(data, dim);
      const copies = rotated[index];
      const turned = copies === undefined ? null : normalizedRows(copies.rows, dim);
      for (let label = 0; label <= classes; label++) {
        const members =
          label === 0 ? backgroundPatches(labels.labels) : (labels.patchesOf[label - 1] ?? new Int32Array(0));
        const added = copies?.members[label] ?? new Int32Array(0);
        const block = new Float32Array((members.length + added.length) * dim);
        gather(own, members, dim, block);
        if (turned !== null) gather(turned, added, dim, block.subarray(members.length * dim));
        blocks.push(block);
        patches.push(Int32Array.from([...members, ...added.map((row) => copies!.origins[row]!)]));
      }
    });
    const dim = references[0]?.patches.dim ?? 0;
    return new ReferenceBank(await prepare(blocks, dim), patches, classes + 1);
  }

  /** Finds the nearest reference patches of all patches of an image (N × D, as the backbone gives them). */
  async search({ data, dim }: { data: Float32Array; dim: number }): Promise<Neighbours> {
    const found = await this.searcher.search(normalizedRows(data, dim));
    const at = (reference: number, label: number): number => reference * this.labels + label;
    const none = {
      similarity: new Float32Array(data.length / dim).fill(-Infinity),
      index: new Int32Array(data.length / dim).fill(-1),
    };
    return {
      // A label that no reference has (a further class in a mask file) has no block.
      block: (reference, label) => (label < this.labels ? found[at(reference, label)]! : none),
      patchOf: (reference, label, row) => this.patches[at(reference, label)]![row]!,
    };
  }

  dispose(): Promise<void> {
    return this.searcher.dispose();
  }
}

function normalizedRows(data: Float32Array, dim: number): Float32Array {
  const rows = data.slice();
  normalizeRows(rows, dim);
  return rows;
}

function backgroundPatches(labels: Uint8Array): Int32Array {
  return Int32Array.from(labels.keys()).filter((patch) => labels[patch] === 0);
}

function gather(rows: Float32Array, members: Int32Array, dim: number, into: Float32Array): void {
  members.forEach((row, i) => {
    into.set(rows.subarray(row * dim, (row + 1) * dim), i * dim);
  });
}
