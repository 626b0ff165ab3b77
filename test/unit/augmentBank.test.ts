import { describe, expect, it } from 'vitest';
import { describeFeatures } from '../../src/engine/features/description.ts';
import type { Description } from '../../src/engine/features/description.ts';
import { scorePatches, similaritiesTo } from '../../src/engine/scoring/patchScores.ts';
import { ReferenceBank } from '../../src/engine/scoring/referenceBank.ts';
import type { PrepareSearch, RotatedPatches } from '../../src/engine/scoring/referenceBank.ts';

const DIM = 4;

/** A loop over all rows of all blocks. */
const prepare: PrepareSearch = (blocks) =>
  Promise.resolve({
    search: (queries) =>
      Promise.resolve(
        blocks.map((block) => {
          const count = queries.length / DIM;
          const found = { similarity: new Float32Array(count).fill(-Infinity), index: new Int32Array(count).fill(-1) };
          for (let q = 0; q < count; q++) {
            for (let b = 0; b < block.length / DIM; b++) {
              let sum = 0;
              for (let d = 0; d < DIM; d++) sum += queries[q * DIM + d]! * block[b * DIM + d]!;
              if (sum > found.similarity[q]!) [found.similarity[q], found.index[q]] = [sum, b];
            }
          }
          return found;
        }),
      ),
    dispose: () => Promise.resolve(),
  });

/** Four patches in a 2 × 2 grid, with the given axis each and the given labels. */
function image(axes: number[], labels: number[]): Description {
  const data = new Float32Array(4 * DIM);
  axes.forEach((axis, patch) => (data[patch * DIM + axis] = 2));
  const map = { width: 2, height: 2, data: Uint8Array.from(labels) };
  return describeFeatures({ grid: 2, dim: DIM, data }, map, [], { count: 2, embedding: 'vector' });
}

/** One row along axis 3 of class 2 from patch 1, one along axis 2 of the background from patch 3. */
const rotated: RotatedPatches = {
  rows: Float32Array.of(0, 0, 0, 5, 0, 0, 1, 0),
  origins: Int32Array.of(1, 3),
  members: [Int32Array.of(1), new Int32Array(0), Int32Array.of(0)],
};

describe('a bank with rotated patches', () => {
  const reference = image([0, 0, 1, 1], [1, 1, 0, 2]);
  const query = image([0, 1, 2, 3], [1, 2, 0, 2]);

  it('finds them by label, and names the patch of the unrotated reference', async () => {
    const bank = await ReferenceBank.create([reference], 2, prepare, [rotated]);
    const found = await bank.search(query.patches);
    const background = found.block(0, 0);
    expect([...background.similarity]).toEqual([0, 1, 1, 0]);
    expect(found.patchOf(0, 0, background.index[1]!)).toBe(2);
    expect(found.patchOf(0, 0, background.index[2]!)).toBe(3);
    const second = found.block(0, 2);
    expect([...second.similarity]).toEqual([0, 1, 0, 1]);
    expect(found.patchOf(0, 2, second.index[1]!)).toBe(3);
    expect(found.patchOf(0, 2, second.index[3]!)).toBe(1);
    expect([...found.block(0, 1).similarity]).toEqual([1, 0, 0, 0]);
  });

  it('serves all three patch features; without them it is the plain bank', async () => {
    const scores = async (copies: RotatedPatches[]): Promise<ReturnType<typeof scorePatches>> => {
      const bank = await ReferenceBank.create([reference], 2, prepare, copies);
      return scorePatches(query.labels, [similaritiesTo(query.labels, await bank.search(query.patches), 0)]);
    };
    const plain = await scores([]);
    expect([...plain.distances]).toEqual([0, 0, 1, 1]);
    expect([plain.patch, plain.classPatch, plain.foreground]).toEqual([1, 1, 1]);
    const more = await scores([rotated]);
    expect([...more.distances]).toEqual([0, 0, 0, 0]);
    expect([more.patch, more.classPatch, more.foreground]).toEqual([0, 0, 0]);
  });

  it('adds each to its own reference alone, so that leave-one-out leaves its copies out too', async () => {
    const other = image([1, 1, 1, 1], [1, 1, 1, 1]);
    const none: RotatedPatches = { rows: new Float32Array(0), origins: new Int32Array(0), members: [] };
    const bank = await ReferenceBank.create([reference, other], 2, prepare, [none, rotated]);
    const found = await bank.search(query.patches);
    expect([...similaritiesTo(query.labels, found, 0).all]).toEqual([1, 1, 0, 0]);
    expect([...similaritiesTo(query.labels, found, 1).all]).toEqual([0, 1, 1, 1]);
  });
});
