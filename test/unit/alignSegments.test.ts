import { describe, expect, it } from 'vitest';
import { applyTable, matchSegments, segmentCost } from '../../src/engine/align/matchSegments.ts';
import { meanPatch, mostSimilar, patchDistance } from '../../src/engine/align/meanPatch.ts';
import { describeSegments, type Segment } from '../../src/engine/align/segments.ts';
import type { LabelMap } from '../../src/engine/image/rgbImage.ts';

const map = (rows: readonly string[]): LabelMap => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

describe('describeSegments', () => {
  // 4 × 4 pixels on 2 × 2 patches; label 5 never covers most of a cell.
  const labels = map(['2233', '2233', '0005', '0000']);
  const patches = { grid: 2, dim: 2, data: Float32Array.of(1, 0, 0, 3, 5, 5, 7, 9) };

  it('gives area, centroid and mean patch of each label that is there', () => {
    expect(describeSegments(labels, patches)).toEqual([
      { label: 2, area: 0.25, x: 0.25, y: 0.25, mean: Float32Array.of(1, 0) },
      { label: 3, area: 0.25, x: 0.75, y: 0.25, mean: Float32Array.of(0, 3) },
      { label: 5, area: 1 / 16, x: 3.5 / 4, y: 2.5 / 4, mean: Float32Array.of(7, 9) },
    ]);
  });

  it('takes the mean of several patches as they are', () => {
    const [only] = describeSegments(map(['1111', '1111', '1111', '1111']), patches);
    expect(only).toEqual({ label: 1, area: 1, x: 0.5, y: 0.5, mean: Float32Array.of(13 / 4, 17 / 4) });
  });

  it('knows labels up to 255, and finds none in a map of background', () => {
    const high = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
    expect(describeSegments(high, patches)).toMatchObject([{ label: 255, area: 0.5, x: 0.75, y: 0.5 }]);
    expect(describeSegments(map(['00', '00']), patches)).toEqual([]);
  });
});

const segment = (label: number, mean: readonly number[], rest: Partial<Segment> = {}): Segment => ({
  label,
  area: 0.1,
  x: 0.5,
  y: 0.5,
  mean: Float32Array.from(mean),
  ...rest,
});

describe('segmentCost', () => {
  it('adds distance, half the change of area and half the way', () => {
    const a = segment(1, [1, 0]);
    expect(segmentCost(a, segment(2, [2, 0]))).toBe(0);
    expect(segmentCost(a, segment(2, [0, 1]))).toBe(1);
    expect(segmentCost(a, segment(2, [-1, 0]))).toBe(2);
    expect(segmentCost(a, segment(2, [1, 0], { area: 0.4 }))).toBeCloseTo(0.5 * 0.75, 12);
    expect(segmentCost(segment(1, [1, 0], { area: 0.4 }), segment(2, [1, 0]))).toBeCloseTo(0.5 * 0.75, 12);
    expect(segmentCost(a, segment(2, [1, 0], { x: 0.8, y: 0.1 }))).toBeCloseTo((0.5 * 0.5) / Math.SQRT2, 12);
  });
});

describe('matchSegments', () => {
  const first = [segment(1, [1, 0, 0]), segment(2, [0, 1, 0]), segment(4, [0, 0, 1])];

  it('matches one to one, or each to the nearest', () => {
    // Both like class 1; the second is nearer to it, and the first takes class 2 only where it must.
    const own = [segment(7, [1, 0.9, 0]), segment(9, [1, 0.2, 0])];
    const matched = (mode: 'hungarian' | 'nearest'): number[] => {
      const table = matchSegments(own, first, mode);
      expect(table.filter((label) => label > 0)).toHaveLength(2);
      return [table[7]!, table[9]!];
    };
    expect(matched('hungarian')).toEqual([2, 1]);
    expect(matched('nearest')).toEqual([1, 1]);
  });

  it('leaves segments to background that are like no class, and those left over', () => {
    const strange = segment(3, [-1, -1, -1]);
    for (const mode of ['hungarian', 'nearest'] as const)
      expect(Array.from(matchSegments([strange, segment(5, [0, 0, 1])], first, mode).subarray(0, 6))).toEqual([
        0, 0, 0, 0, 0, 4,
      ]);
    const own = [segment(1, [1, 0, 0]), segment(2, [1, 0.1, 0])];
    expect(Array.from(matchSegments(own, [first[0]!], 'hungarian').subarray(0, 3))).toEqual([0, 1, 0]);
    expect(Array.from(matchSegments(own, [first[0]!], 'nearest').subarray(0, 3))).toEqual([0, 1, 1]);
  });

  it('takes costs up to 0.8', () => {
    // Equal but for the centroids: the cost is ½ · way / √2 on top of a distance of 0.5 (60°).
    const at = (x: number): Segment => segment(1, [0.5, Math.sqrt(0.75), 0], { x });
    const to = (cost: number): number => 0.5 + (cost - 0.5) * 2 * Math.SQRT2;
    expect(matchSegments([at(to(0.7999))], [first[0]!], 'nearest')[1]).toBe(1);
    expect(matchSegments([at(to(0.8001))], [first[0]!], 'nearest')[1]).toBe(0);
  });

  it('takes the smaller of two classes that cost the same', () => {
    const alike = [segment(3, [1, 0]), segment(6, [1, 0])];
    expect(matchSegments([segment(1, [1, 0])], alike, 'nearest')[1]).toBe(3);
  });

  it.each(['hungarian', 'nearest'] as const)('matches nothing to nothing: %s', (mode) => {
    expect(matchSegments([], first, mode)).toEqual(new Uint8Array(256));
    expect(matchSegments([segment(1, [1, 0, 0])], [], mode)).toEqual(new Uint8Array(256));
  });
});

describe('applyTable', () => {
  it('renames labels', () => {
    const table = new Uint8Array(256);
    table.set([9, 0], 1);
    expect(applyTable(map(['01', '21']), table)).toEqual(map(['09', '09']));
  });
});

describe('mean patches', () => {
  it('are means of rows, of some or of all', () => {
    const patches = { grid: 2, dim: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    expect(meanPatch(patches)).toEqual(Float32Array.of(4, 5));
    expect(meanPatch(patches, Int32Array.of(1, 3))).toEqual(Float32Array.of(5, 6));
  });

  it('have distance 1 to a zero vector, which has it to itself too', () => {
    const zero = new Float32Array(2);
    expect(patchDistance(zero, Float32Array.of(3, 4))).toBe(1);
    expect(patchDistance(zero, zero)).toBe(1);
    expect(patchDistance(Float32Array.of(3, 4), Float32Array.of(3, 4))).toBeCloseTo(0, 12);
  });

  it('are compared by direction, the first of equals wins', () => {
    const means = [Float32Array.of(0, 1), Float32Array.of(10, 1), Float32Array.of(20, 2), Float32Array.of(1, 1)];
    expect(mostSimilar(Float32Array.of(5, 0), means)).toBe(1);
    expect(mostSimilar(Float32Array.of(0, 5), means)).toBe(0);
    expect(() => mostSimilar(Float32Array.of(0, 5), [])).toThrow(RangeError);
  });
});
