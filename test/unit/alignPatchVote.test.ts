import { afterAll, describe, expect, it } from 'vitest';
import {
  PatchVote,
  nearestPatchClasses,
  patchMap,
  votePatches,
  voteSegments,
} from '../../src/engine/align/patchVote.ts';
import type { LabelMap } from '../../src/engine/image/rgbImage.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';

const map = (rows: readonly string[]): LabelMap => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

describe('PatchVote', () => {
  const runtime = new Runtime({ provider: 'cpu', threads: 1 });
  afterAll(() => runtime.dispose());
  // Patches of four directions; the first reference has background, class 3 twice and class 1.
  const first = {
    patches: { grid: 2, dim: 2, data: Float32Array.of(1, 0, 0, 1, -1, 0, 0, -1) },
    map: map(['0033', '0033', '3311', '3311']),
  };

  it('gives each patch the class of the most similar patch, whatever the lengths', async () => {
    const vote = await PatchVote.create(first, runtime.prepareSearch.bind(runtime));
    // The last is a zero vector: equally unlike all, so the first patch's.
    const patches = { grid: 2, dim: 2, data: Float32Array.of(0.1, -9, -5, 1, 100, 1, 0, 0) };
    const classes = await vote.classesOf(patches);
    expect(Array.from(classes)).toEqual([1, 3, 0, 0]);
    expect(patchMap(classes, 2)).toEqual(map(['13', '00']));
    expect(patches.data[1]).toBe(-9);
    await vote.dispose();
    await expect(vote.classesOf(patches)).rejects.toThrow('disposed');
  });

  it('reads classes off patch labels', () => {
    expect(nearestPatchClasses(Int32Array.of(2, 0, 2), Uint8Array.of(7, 8, 9))).toEqual(Uint8Array.of(9, 7, 9));
  });
});

describe('votePatches', () => {
  it('gives each segment the class of most of its patches, the smaller of equals, background included', () => {
    const own = map(['1112', '1112', '3344', '0004']);
    const classes = Uint8Array.from([5, 5, 2, 6, 5, 2, 2, 4, 7, 0, 1, 1, 8, 8, 8, 1]);
    // Segment 1: 5, 5, 2, 5, 2, 2 → 2. Segment 2: 6, 4 → 4. Segment 3: 7, 0 → 0. Segment 4: 1.
    expect(votePatches(own, classes, 4)).toEqual(map(['2224', '2224', '0011', '0001']));
  });

  it('lets a segment without a patch take the one it borrows', () => {
    const own = map(['1000', '0000', '0000', '0000']);
    expect(votePatches(own, Uint8Array.of(6, 1, 1, 1), 2)).toEqual(map(['6000', '0000', '0000', '0000']));
  });
});

describe('voteSegments', () => {
  it('gives each own segment what most of its pixels carry, and keeps what was carried outside', () => {
    const own = map(['1112', '0012', '0000']);
    const carried = map(['4450', '0500', '0070']);
    // Segment 1 carries 4, 4, 5, 0 → 4. Segment 2 carries 0, 0 → 0.
    expect(voteSegments(own, carried)).toEqual(map(['4440', '0540', '0070']));
  });

  it('lets the smaller class win ties, also against background', () => {
    expect(voteSegments(map(['1122']), map(['5306']))).toEqual(map(['3300']));
  });

  it('takes a carried map of another size', () => {
    expect(voteSegments(map(['1100', '1100', '0000', '0000']), map(['30', '09']))).toEqual(
      map(['3300', '3300', '0099', '0099']),
    );
  });
});
