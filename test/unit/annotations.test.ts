/** Masks, shapes, edits, differences: the values that annotations are made of. */
import { describe, expect, it } from 'vitest';
import type { Annotations, Region, Shape } from '../../src/domain/annotations/annotations.ts';
import { changesBetween, diffAnnotations, keepIds, mergeAnnotations } from '../../src/domain/annotations/diff.ts';
import {
  addRegions,
  applyChanges,
  changeRegion,
  changeVerdict,
  deleteRegions,
} from '../../src/domain/annotations/edits.ts';
import {
  EMPTY_MASK,
  cropMask,
  drawMask,
  forEachRun,
  isSameMask,
  maskArea,
  maskHas,
  maskOf,
  maskOfStretches,
  newBitmap,
} from '../../src/domain/annotations/mask.ts';
import type { Bitmap, Stretch } from '../../src/domain/annotations/mask.ts';
import { leavesImage, polygonsMask, shapeMask } from '../../src/domain/annotations/shapes.ts';

/** Rows of `.` and `#`. */
function bitmap(...rows: string[]): Bitmap {
  const made = newBitmap({ width: rows[0]!.length, height: rows.length });
  rows.forEach((row, y) => {
    Array.from(row).forEach((sign, x) => (made.data[y * made.width + x] = sign === '#' ? 1 : 0));
  });
  return made;
}

function rowsOf({ width, height, data }: Bitmap): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => (value === 0 ? '.' : '#')).join(''),
  );
}

const RING = ['......', '.####.', '.#..#.', '.####.', '......'];

describe('a mask', () => {
  it('is the runs within the smallest box', () => {
    expect(maskOf(bitmap(...RING))).toEqual({ x: 1, y: 1, width: 4, height: 3, runs: [0, 5, 2, 5] });
    expect(maskOf(bitmap('...', '...'))).toEqual(EMPTY_MASK);
    expect(maskOf(bitmap('#..#', '....', '#..#'))).toEqual({
      x: 0,
      y: 0,
      width: 4,
      height: 3,
      runs: [0, 1, 2, 1, 4, 1, 2, 1],
    });
  });

  it('draws back what it was made of', () => {
    const again = newBitmap({ width: 6, height: 5 });
    drawMask(maskOf(bitmap(...RING)), again);
    expect(rowsOf(again)).toEqual(RING);
  });

  it('looks only where it is told to', () => {
    expect(maskOf(bitmap(...RING), { x0: 0, y0: 2, x1: 3, y1: 9 })).toEqual({
      x: 1,
      y: 2,
      width: 2,
      height: 2,
      runs: [0, 1, 1, 2],
    });
  });

  it('knows its area, its pixels and its stretches', () => {
    const ring = maskOf(bitmap(...RING));
    expect(maskArea(ring)).toBe(10);
    const found = RING.flatMap((row, y) => Array.from(row).map((_, x) => maskHas(ring, x, y)));
    expect(found).toEqual(Array.from(RING.join('')).map((sign) => sign === '#'));
    const stretches: Stretch[] = [];
    forEachRun(ring, (y, x0, x1) => stretches.push([y, x0, x1]));
    expect(stretches).toEqual([
      [1, 1, 5],
      [2, 1, 2],
      [2, 4, 5],
      [3, 1, 5],
    ]);
    expect(maskOfStretches(stretches)).toEqual(ring);
  });

  it('joins stretches of full rows to one run', () => {
    expect(
      maskOfStretches([
        [2, 3, 5],
        [3, 3, 5],
      ]),
    ).toEqual({ x: 3, y: 2, width: 2, height: 2, runs: [0, 4] });
  });

  it('is cut to the image', () => {
    const ring = { ...maskOf(bitmap(...RING)), x: -1, y: 3 };
    const cut = cropMask(ring, { width: 6, height: 5 });
    const drawn = newBitmap({ width: 6, height: 5 });
    drawMask(cut, drawn);
    expect(rowsOf(drawn)).toEqual(['......', '......', '......', '###...', '..#...']);
    expect(isSameMask(cropMask(cut, { width: 6, height: 5 }), cut)).toBe(true);
  });
});

describe('the pixels of a shape', () => {
  const size = { width: 6, height: 5 };
  const drawn = (shape: Shape): string[] => {
    const made = newBitmap(size);
    drawMask(shapeMask(shape, size), made);
    return rowsOf(made);
  };

  it('are those whose middle lies inside', () => {
    expect(drawn({ type: 'rectangle', points: [1, 1, 4, 3] })).toEqual([
      '......',
      '.###..',
      '.###..',
      '......',
      '......',
    ]);
    expect(drawn({ type: 'rectangle', points: [4.4, 3.5, 0.5, 0.6] })).toEqual([
      '......',
      '####..',
      '####..',
      '......',
      '......',
    ]);
    expect(drawn({ type: 'polygon', points: [0, 0, 5, 0, 0, 5] })).toEqual([
      '####..',
      '###...',
      '##....',
      '#.....',
      '......',
    ]);
  });

  it('are cut at the image', () => {
    expect(drawn({ type: 'rectangle', points: [-3, 3, 30, 40] })).toEqual([
      '......',
      '......',
      '......',
      '######',
      '######',
    ]);
    expect(drawn({ type: 'point', points: [5.9, 0.2] })).toEqual(['.....#', '......', '......', '......', '......']);
    expect(shapeMask({ type: 'point', points: [6, 0] }, size)).toEqual(EMPTY_MASK);
    expect(leavesImage({ type: 'rectangle', points: [0, 0, 6, 5] }, size)).toBe(false);
    expect(leavesImage({ type: 'polygon', points: [0, 0, 6.5, 0, 1, 1] }, size)).toBe(true);
  });

  it('leave holes out', () => {
    const outer = [0, 0, 6, 0, 6, 5, 0, 5];
    const made = newBitmap(size);
    drawMask(polygonsMask([outer, [2, 1, 4, 1, 4, 3, 2, 3]], size), made);
    expect(rowsOf(made)).toEqual(['######', '##..##', '##..##', '######', '######']);
  });

  it('of a shape without area are none', () => {
    expect(shapeMask({ type: 'rectangle', points: [2, 2, 2, 4] }, size)).toEqual(EMPTY_MASK);
    expect(shapeMask({ type: 'polygon', points: [1, 1, 4, 4, 2, 2] }, size)).toEqual(EMPTY_MASK);
  });
});

function region(id: string, parts: Partial<Region> = {}): Region {
  return { id, label: 'a', shape: { type: 'rectangle', points: [0, 0, 2, 2] }, comment: '', group: null, ...parts };
}
const NAMES = ({ regions }: Annotations): string => regions.map(({ id, label }) => id + label).join(' ');

describe('edits', () => {
  const start: Annotations = { verdict: null, regions: [region('1'), region('2'), region('3')] };

  it('are taken back by their inverse, in whatever order they came', () => {
    const edits = [
      addRegions([region('4'), region('5')]),
      deleteRegions(['2', '4']),
      changeRegion(region('3', { label: 'b' })),
      changeVerdict('anomalous'),
      deleteRegions(['1', '3', '5']),
    ];
    let now = start;
    const inverses = edits.map(({ changes }) => {
      const { after, inverse } = applyChanges(now, changes);
      now = after;
      return inverse;
    });
    expect(now).toEqual({ verdict: 'anomalous', regions: [] });
    const names = [];
    for (const inverse of inverses.reverse()) {
      now = applyChanges(now, inverse).after;
      names.push(NAMES(now));
    }
    expect(names).toEqual(['1a 3b 5a', '1a 3b 5a', '1a 3a 5a', '1a 2a 3a 4a 5a', '1a 2a 3a']);
    expect(now).toEqual(start);
  });

  it('of regions that are gone do nothing', () => {
    expect(applyChanges(start, deleteRegions(['9']).changes)).toEqual({ after: start, inverse: [] });
  });
});

describe('differences', () => {
  const before: Annotations = {
    verdict: null,
    regions: [region('1'), region('2', { label: 'b' }), region('3', { label: 'c' })],
  };
  const after: Annotations = {
    verdict: 'good',
    regions: [region('3', { label: 'c' }), region('1', { comment: 'now' }), region('4')],
  };

  it('are what is added, removed and changed', () => {
    const diff = diffAnnotations(before, after);
    expect(diff.added.map(({ id }) => id)).toEqual(['4']);
    expect(diff.removed.map(({ id }) => id)).toEqual(['2']);
    expect(diff.changed.map(({ before: { id }, after: { comment } }) => [id, comment])).toEqual([['1', 'now']]);
    expect(diff.kept.map(({ id }) => id)).toEqual(['3']);
    expect(diff.verdict).toEqual({ before: null, after: 'good' });
  });

  it('lead from one to the other as changes', () => {
    const reached = applyChanges(before, changesBetween(before, after)).after;
    expect(reached.verdict).toBe('good');
    expect(new Map(reached.regions.map((entry) => [entry.id, entry]))).toEqual(
      new Map(after.regions.map((entry) => [entry.id, entry])),
    );
  });

  it('find regions again in a file that has no ids', () => {
    const read = [region('x', { label: 'c' }), region('y', { comment: 'moved on' }), region('z', { label: 'b' })].map(
      (entry, i) => ({
        ...entry,
        shape: { type: 'rectangle' as const, points: [0, 0, 5 - i, 5] },
      }),
    );
    const known = [read[2]!, read[0]!, read[1]!].map((entry, i) => ({ ...entry, id: `k${i}`, comment: '' }));
    expect(keepIds(known, read).map(({ id }) => id)).toEqual(['k1', 'k2', 'k0']);
    expect(keepIds([], read)).toEqual(read);
  });

  it('merge where they do not touch the same region', () => {
    const base: Annotations = { verdict: null, regions: [region('1'), region('2'), region('3')] };
    const ours: Annotations = { verdict: null, regions: [region('1', { label: 'o' }), region('2'), region('4')] };
    const theirs: Annotations = { verdict: 'good', regions: [region('1'), region('3'), region('5')] };
    const { merged, conflicts } = mergeAnnotations(base, ours, theirs);
    expect(NAMES(merged)).toBe('1o 4a 5a');
    expect(merged.verdict).toBe('good');
    expect(conflicts).toEqual([]);
  });

  it('tell what both changed, and keep ours there', () => {
    const base: Annotations = { verdict: null, regions: [region('1'), region('2')] };
    const ours: Annotations = {
      verdict: 'good',
      regions: [region('1', { label: 'o' }), region('2', { label: 'same' })],
    };
    const theirs: Annotations = { verdict: 'anomalous', regions: [region('2', { label: 'same' })] };
    const { merged, conflicts } = mergeAnnotations(base, ours, theirs);
    expect(NAMES(merged)).toBe('1o 2same');
    expect(merged.verdict).toBe('good');
    expect(conflicts).toEqual(['1', 'verdict']);
  });
});
