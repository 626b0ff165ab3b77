import { describe, expect, it } from 'vitest';
import type { Region, Shape } from '../../src/domain/annotations/annotations.ts';
import { EMPTY_MASK, maskArea } from '../../src/domain/annotations/mask.ts';
import { matchRegions } from '../../src/domain/annotations/match.ts';
import { pixelChange, sharedPixels } from '../../src/domain/annotations/overlap.ts';
import { shapeMask } from '../../src/domain/annotations/shapes.ts';

const box = (x0: number, y0: number, x1: number, y1: number): Shape => ({
  type: 'rectangle',
  points: [x0, y0, x1, y1],
});
const region = (id: string, label: string, shape: Shape, comment = ''): Region => ({
  id,
  label,
  shape,
  comment,
  group: null,
});
const ids = (before: Region[], after: Region[]): string[] => matchRegions(before, after).map(({ id }) => id);

describe('matchRegions', () => {
  it('finds equal regions wherever they stand', () => {
    const before = [region('a', 'dent', box(0, 0, 4, 4)), region('b', 'dent', box(9, 9, 12, 12))];
    expect(ids(before, [region('1', 'dent', box(9, 9, 12, 12)), region('2', 'dent', box(0, 0, 4, 4))])).toEqual([
      'b',
      'a',
    ]);
  });

  it('prefers the equal one of two regions at one place', () => {
    const before = [region('a', 'dent', box(0, 0, 4, 4)), region('b', 'scratch', box(0, 0, 4, 4))];
    expect(ids(before, [region('1', 'scratch', box(0, 0, 4, 4))])).toEqual(['b']);
    expect(ids(before, [region('1', 'hole', box(0, 0, 4, 4)), region('2', 'dent', box(0, 0, 4, 4))])).toEqual([
      'b',
      'a',
    ]);
  });

  it('knows a region that was drawn anew while another one went', () => {
    const before = [region('a', 'dent', box(0, 0, 4, 4)), region('b', 'dent', box(20, 20, 40, 40))];
    expect(ids(before, [region('1', 'scratch', box(21, 20, 41, 42))])).toEqual(['b']);
  });

  it('gives the most alike of two to a region, and leaves what lies elsewhere new', () => {
    const before = [region('a', 'dent', box(0, 0, 10, 10)), region('b', 'dent', box(0, 1, 10, 11))];
    const after = [
      region('1', 'dent', box(0, 1, 10, 12)),
      region('2', 'dent', box(50, 50, 60, 60)),
      region('3', 'dent', box(70, 50, 80, 60)),
    ];
    expect(ids(before, after)).toEqual(['b', '2', '3']);
  });

  it('takes the only point of a label for the one that it was', () => {
    const before = [region('a', 'hole', { type: 'point', points: [3, 3] }), region('b', 'hole', box(0, 0, 2, 2))];
    expect(ids(before, [region('1', 'hole', { type: 'point', points: [90, 90] })])).toEqual(['a']);
    expect(ids(before, [region('1', 'dent', { type: 'point', points: [90, 90] })])).toEqual(['1']);
  });
});

describe('sharedPixels', () => {
  const size = { width: 20, height: 20 };
  const mask = (...points: number[]) => shapeMask({ type: 'polygon', points }, size);

  it('counts the pixels in both, also of shapes with several stretches a row', () => {
    const comb = mask(0, 0, 12, 0, 12, 8, 9, 8, 9, 2, 7, 2, 7, 8, 4, 8, 4, 2, 3, 2, 3, 8, 0, 8);
    const bar = mask(1, 4, 18, 4, 18, 6, 1, 6);
    // Rows 4 and 5: columns 1 and 2, 4 to 6, 9 to 11 of the comb.
    expect(sharedPixels(comb, bar)).toBe(16);
    expect(sharedPixels(bar, comb)).toBe(16);
    expect(sharedPixels(comb, comb)).toBe(maskArea(comb));
    expect(sharedPixels(comb, EMPTY_MASK)).toBe(0);
  });

  it('tells what was gained and lost', () => {
    expect(pixelChange(shapeMask(box(0, 0, 4, 4), size), shapeMask(box(1, 0, 6, 4), size))).toEqual({
      gained: 8,
      lost: 4,
    });
  });
});
