import { describe, expect, it } from 'vitest';
import { cheapestMatching } from '../../src/engine/math/assignment.ts';
import { fromHalf, toHalf } from '../../src/engine/math/float16.ts';
import { boxSmooth, connectedRegions, majorityFilter, upsample } from '../../src/engine/math/grid.ts';
import { kmeans } from '../../src/engine/math/kmeans.ts';
import { seededRandom } from '../../src/engine/math/random.ts';

/** Every permutation of 0 … n − 1. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

describe('cheapestMatching', () => {
  const total = (cost: number[][], columns: number[]): number =>
    columns.reduce((sum, column, row) => sum + (column < 0 ? 0 : cost[row]![column]!), 0);

  it('finds the least total that any permutation has', () => {
    const random = seededRandom(7);
    for (let trial = 0; trial < 50; trial++) {
      const n = 1 + (trial % 5);
      const cost = Array.from({ length: n }, () => Array.from({ length: n }, () => Math.floor(random() * 20)));
      const found = cheapestMatching(cost);
      expect(new Set(found).size).toBe(n);
      expect(total(cost, found)).toBe(Math.min(...permutations(n).map((columns) => total(cost, columns))));
    }
  });

  it('leaves rows unmatched where there are more rows than columns', () => {
    expect(cheapestMatching([[5], [1], [3]])).toEqual([-1, 0, -1]);
    expect(cheapestMatching([[9, 1, 7]])).toEqual([1]);
    expect(cheapestMatching([])).toEqual([]);
  });
});

describe('half precision', () => {
  it('keeps every half-precision number', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
      (half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0,
    );
    expect(toHalf(fromHalf(all))).toEqual(all);
  });

  it('rounds to the nearest, ties to even', () => {
    const ulp = 2 ** -10;
    const values = Float32Array.of(
      1 + 0.5 * ulp,
      1 + 1.5 * ulp,
      1 + 0.51 * ulp,
      65504,
      70000,
      2 ** -25,
      2 ** -24 * 1.5,
      -0,
    );
    expect(Array.from(fromHalf(toHalf(values)))).toEqual([1, 1 + 2 * ulp, 1 + ulp, 65504, Infinity, 0, 2 ** -23, -0]);
  });
});

describe('kmeans', () => {
  const options = { centres: 3, seed: 1, iterations: 50, restarts: 3 };

  it('finds well-separated groups', () => {
    const random = seededRandom(3);
    const rows = new Float32Array(300 * 2);
    for (let i = 0; i < 300; i++) rows.set([(i % 3) * 10 + random(), (i % 3) * -5 + random()], 2 * i);
    const { centres, k } = kmeans(rows, 2, options);
    const xs = Array.from({ length: k }, (_, c) => centres[2 * c]!).sort((a, b) => a - b);
    expect(xs[0]).toBeCloseTo(0.5, 0);
    expect(xs[1]).toBeCloseTo(10.5, 0);
    expect(xs[2]).toBeCloseTo(20.5, 0);
  });

  it('gives fewer centres where there are fewer distinct rows', () => {
    expect(kmeans(Float32Array.of(1, 1, 1, 2, 2), 1, options).k).toBe(2);
    expect(kmeans(new Float32Array(0), 1, options).k).toBe(0);
  });

  it('is the same for the same seed', () => {
    const random = seededRandom(5);
    const rows = Float32Array.from({ length: 400 }, random);
    expect(kmeans(rows, 4, options)).toEqual(kmeans(rows, 4, options));
  });
});

describe('grids', () => {
  it('upsamples linearly between cell centres', () => {
    const out = upsample(Float32Array.of(0, 1, 0, 1), 2, 1, 4);
    expect(Array.from(out.subarray(0, 4))).toEqual([0, 0.25, 0.75, 1]);
  });

  it('smooths with replicated edges', () => {
    const out = boxSmooth(Float32Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0), 3, 1);
    expect(Array.from(out)).toEqual([4, 2, 0, 2, 1, 0, 0, 0, 0]);
  });

  it('counts cells and borders of connected regions', () => {
    const { region, borders, cells } = connectedRegions(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0), 3);
    expect(cells).toEqual([1, 7, 1]);
    expect(borders).toEqual([2, 4, 0]);
    expect(region[4]).toBe(2);
  });

  it('replaces a lone label by the majority around it and keeps ties', () => {
    const map = new Uint8Array(25).fill(1);
    map[12] = 2;
    expect(Array.from(majorityFilter(map, 5, 3, 1))).toEqual(Array.from({ length: 25 }, () => 1));
    const halves = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 1 : 2));
    expect(majorityFilter(halves, 4, 3, 1)).toEqual(halves);
  });
});
