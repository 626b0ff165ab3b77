import { describe, expect, it } from 'vitest';
import { normalizeRows } from '../../src/engine/math/grid.ts';
import { seededRandom } from '../../src/engine/math/random.ts';
import { greedyCoreset } from '../../src/engine/scoring/coreset.ts';

const DIM = 16;

/** Rows around `centres` random directions, `count` of them; the smaller the spread the closer. */
function clusters(count: number, centres: number, spread: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const middle = Float32Array.from({ length: centres * DIM }, () => random() - 0.5);
  const rows = new Float32Array(count * DIM);
  for (let i = 0; i < count; i++)
    for (let d = 0; d < DIM; d++) rows[i * DIM + d] = middle[(i % centres) * DIM + d]! + spread * (random() - 0.5);
  normalizeRows(rows, DIM);
  return rows;
}

const row = (rows: Float32Array, i: number): Float32Array => rows.subarray(i * DIM, (i + 1) * DIM);
const similarity = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);

/** Each candidate's distance to the nearest of the rows: the largest. */
function radius(candidates: Float32Array, bank: Float32Array[]): number {
  let most = 0;
  for (let i = 0; i < candidates.length / DIM; i++)
    most = Math.max(most, 1 - Math.max(...bank.map((kept) => similarity(row(candidates, i), kept))));
  return most;
}

describe('greedyCoreset', () => {
  const none = new Float32Array(0);

  it('keeps everything where there is room', async () => {
    const rows = clusters(50, 5, 0.1, 1);
    expect([...(await greedyCoreset(rows, none, DIM, { keep: 50 }))]).toEqual([...Array(50).keys()]);
    expect(await greedyCoreset(rows, none, DIM, { keep: Infinity })).toHaveLength(50);
    expect(await greedyCoreset(none, rows, DIM, { keep: 10 })).toHaveLength(0);
  });

  it('takes the farthest row again and again: within one group the exact greedy choice', async () => {
    const candidates = clusters(200, 30, 0.3, 2);
    const kept = clusters(3, 3, 0, 3);
    const bank = [0, 1, 2].map((i) => row(kept, i));
    const expected: number[] = [];
    for (let step = 0; step < 40; step++) {
      const nearest = Array.from({ length: 200 }, (_, i) =>
        Math.max(...bank.map((other) => similarity(row(candidates, i), other))),
      );
      const next = nearest.indexOf(Math.min(...nearest));
      expected.push(next);
      bank.push(row(candidates, next));
    }
    const chosen = await greedyCoreset(candidates, kept, DIM, { keep: 40 });
    expect([...chosen]).toEqual(expected.sort((a, b) => a - b));
  });

  it('covers many groups far better than an even choice, at most `keep` rows of them, the same every time', async () => {
    const many = clusters(5000, 3, 0.1, 4);
    const rare = clusters(40, 40, 0, 5);
    const candidates = new Float32Array(many.length + rare.length);
    candidates.set(many);
    candidates.set(rare, many.length);
    const kept = clusters(3, 3, 0.1, 4);
    const chosen = await greedyCoreset(candidates, kept, DIM, { keep: 200 });
    expect(chosen).toHaveLength(200);
    expect([...chosen]).toEqual([...new Set(chosen)].sort((a, b) => a - b));
    const bank = [0, 1, 2].map((i) => row(kept, i));
    const even = Array.from({ length: 200 }, (_, i) => Math.floor(i * 25.2));
    const ours = radius(candidates, [...bank, ...Array.from(chosen, (i) => row(candidates, i))]);
    expect(ours).toBeLessThan(0.5 * radius(candidates, [...bank, ...even.map((i) => row(candidates, i))]));
    expect(await greedyCoreset(candidates, kept, DIM, { keep: 200 })).toEqual(chosen);
  });

  it('leaves out copies of rows that are kept, and takes a zero row once at most', async () => {
    const kept = clusters(300, 300, 0, 6);
    const candidates = new Float32Array(3 * kept.length);
    candidates.set(kept);
    candidates.set(kept, kept.length); // the last third stays zero
    const chosen = await greedyCoreset(candidates, kept, DIM, { keep: 700 });
    expect([...chosen].filter((i) => i < 600)).toEqual([]);
    expect(new Set(chosen).size).toBe(chosen.length);
  });

  it('pauses, and ends where the pause throws', async () => {
    let pauses = 0;
    const pause = (): Promise<void> => (++pauses < 4 ? Promise.resolve() : Promise.reject(new Error('enough')));
    await expect(greedyCoreset(clusters(5000, 50, 0.3, 7), none, DIM, { keep: 1000, pause })).rejects.toThrow('enough');
    expect(pauses).toBe(4);
  });
});
