import { afterAll, describe, expect, it } from 'vitest';
import { Runtime } from '../../src/engine/runtime/runtime.ts';

const dim = 5;

/** Rows of unit length from a small generator: the same at every run. */
function unitRows(count: number, seed: number): Float32Array {
  let state = seed;
  const rows = Float32Array.from({ length: count * dim }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
  for (let row = 0; row < count; row++) {
    const values = rows.subarray(row * dim, (row + 1) * dim);
    const norm = Math.hypot(...values);
    values.forEach((value, i) => (values[i] = value / norm));
  }
  return rows;
}

function bruteForce(queries: Float32Array, block: Float32Array): { similarity: number[]; index: number[] } {
  const similarity: number[] = [];
  const index: number[] = [];
  for (let q = 0; q < queries.length; q += dim) {
    let best = -Infinity;
    let at = -1;
    for (let b = 0; b < block.length; b += dim) {
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += queries[q + i]! * block[b + i]!;
      if (sum > best) [best, at] = [sum, b / dim];
    }
    similarity.push(best);
    index.push(at);
  }
  return { similarity, index };
}

describe('prepareSearch', () => {
  const runtime = new Runtime({ provider: 'cpu' });
  afterAll(() => runtime.dispose());

  it('finds what a loop finds, in blocks larger and smaller than one product, and in none', async () => {
    const blocks = [unitRows(2500, 1), new Float32Array(0), unitRows(1, 2), unitRows(1024, 3)];
    const search = await runtime.prepareSearch(blocks, dim);
    for (const queries of [unitRows(4099, 4), unitRows(3, 5)]) {
      const found = await search.search(queries);
      expect(found).toHaveLength(blocks.length);
      blocks.forEach((block, i) => {
        const { similarity, index } = bruteForce(queries, block);
        expect([...found[i]!.index]).toEqual(index);
        found[i]!.similarity.forEach((value, q) => {
          if (similarity[q] === -Infinity) expect(value).toBe(-Infinity);
          else expect(Math.abs(value - similarity[q]!)).toBeLessThan(1e-6);
        });
      });
    }
    await search.dispose();
  });

  it('keeps the first of equals, also across products', async () => {
    const row = unitRows(1, 6);
    const same = new Float32Array(2100 * dim);
    for (let i = 0; i < 2100; i++) same.set(row, i * dim);
    const [found] = await (await runtime.prepareSearch([same], dim)).search(row);
    expect(found!.index).toEqual(Int32Array.of(0));
  });

  it('gives zero rows similarity 0, so distance 1 (METHOD 1)', async () => {
    const search = await runtime.prepareSearch([new Float32Array(2 * dim), unitRows(4, 7)], dim);
    const [zeros] = await search.search(unitRows(1, 8));
    expect(zeros!.similarity).toEqual(Float32Array.of(0));
    const found = await search.search(new Float32Array(dim));
    expect(found.map(({ similarity }) => similarity[0])).toEqual([0, 0]);
  });

  it('needs no session for an empty bank', async () => {
    const search = await runtime.prepareSearch([new Float32Array(0)], dim);
    expect(await search.search(unitRows(1, 9))).toEqual([
      { similarity: Float32Array.of(-Infinity), index: Int32Array.of(-1) },
    ]);
    await search.dispose();
  });
});
