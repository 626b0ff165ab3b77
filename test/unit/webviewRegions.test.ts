import { describe, expect, it } from 'vitest';
import type { Region, Shape } from '../../src/domain/annotations/annotations.ts';
import { applyChanges } from '../../src/domain/annotations/edits.ts';
import type { AnnotationComparison } from '../../src/protocol/inspector.ts';
import { areaWords, moveRegion, shapeArea } from '../../webview/inspector/panel/annotations/regionFacts.ts';
import { ROW_HEIGHT, rowTop, rowsInView } from '../../webview/inspector/panel/annotations/rowWindow.ts';
import { differenceWords, versionRows } from '../../webview/inspector/panel/annotations/versionRows.ts';

const SIZE = { width: 100, height: 50 };
const box = (...points: [number, number, number, number]): Shape => ({ type: 'rectangle', points });
const region = (id: string, parts: Partial<Region> = {}): Region => ({
  ...{ id, label: 'dent', shape: box(0, 0, 10, 10), comment: '', group: null },
  ...parts,
});

describe('the rows of a long list', () => {
  const view = (top: number) => ({ top: top * ROW_HEIGHT, height: 5 * ROW_HEIGHT });

  it('are those in view and some around them', () => {
    expect(rowsInView(1000, null, view(100), [])).toEqual(Array.from({ length: 14 }, (_, i) => 96 + i));
    expect(rowsInView(3, null, view(0), [])).toEqual([0, 1, 2]);
    expect(rowsInView(0, null, view(0), [0])).toEqual([]);
  });

  it('are also the selected one, wherever it is', () => {
    expect(rowsInView(1000, null, view(0), [700, -1]).at(-1)).toBe(700);
  });

  it('make room for the open one', () => {
    const open = { index: 10, extra: 3 * ROW_HEIGHT };
    expect([10, 11].map((index) => rowTop(index, open))).toEqual([10 * ROW_HEIGHT, 14 * ROW_HEIGHT]);
    const rows = rowsInView(1000, open, view(13), []);
    for (const index of [10, 11, 14]) expect(rows).toContain(index); // 13 to 18 heights down: the open one's end, then five rows
    expect(rows.at(-1)).toBeLessThan(20);
  });
});

describe('a region in words', () => {
  it('has an area where the image’s size is known and the shape is kShot’s', () => {
    expect(areaWords(shapeArea(box(90, 40, 110, 60), SIZE), SIZE)).toEqual({ pixels: '100 px', part: '2.0 %' });
    expect(shapeArea(box(0, 0, 1, 1), null)).toBeNull();
    expect(shapeArea({ type: 'foreign', name: 'line', points: [0, 0, 5, 5] }, SIZE)).toBeNull();
  });

  it('moves by one place, and not beyond the ends', () => {
    const value = { verdict: null, regions: [region('a'), region('b'), region('c')] };
    const [a, b, c] = value.regions as [Region, Region, Region];
    const order = (moved: Region, step: 1 | -1) =>
      applyChanges(value, moveRegion(value, moved, step)!.changes).after.regions.map(({ id }) => id);
    expect(order(a, 1)).toEqual(['b', 'a', 'c']);
    expect(order(c, -1)).toEqual(['a', 'c', 'b']);
    expect(moveRegion(value, c, 1)).toBeNull();
    expect(moveRegion(value, a, -1)).toBeNull();
    const edit = moveRegion(value, b, 1)!;
    const { after, inverse } = applyChanges(value, edit.changes);
    expect(applyChanges(after, inverse).after).toEqual(value);
  });
});

describe('what differs between two versions', () => {
  const words = (before: Partial<Region>, after: Partial<Region>) =>
    differenceWords({ kind: 'changed', region: region('a', after), before: region('a', before) }, SIZE);

  it('is listed from the top to the bottom: added, removed, changed', () => {
    const comparison: AnnotationComparison = {
      ...{ before: 'HEAD', after: 'now', verdict: null },
      ...{ added: ['n1', 'n2'], removed: [region('r1'), region('r2')], changed: [region('c')] },
    };
    const now = [region('n1'), region('c', { label: 'hole' }), region('n2')];
    expect(versionRows(comparison, now).map((row) => [row.kind, row.region.id, row.before?.label])).toEqual([
      ['added', 'n2', undefined],
      ['added', 'n1', undefined],
      ['removed', 'r2', undefined],
      ['removed', 'r1', undefined],
      ['changed', 'c', 'dent'],
    ]);
  });

  it('is told: label, pixels, comment, group', () => {
    expect(words({ label: 'hole' }, {})).toEqual(['was hole']);
    expect(words({}, { shape: box(5, 0, 20, 10) })).toEqual(['+100 −50 px']);
    expect(words({ comment: 'a' }, { comment: 'b' })).toEqual(['comment: a → b']);
    expect(words({ comment: 'a' }, {})).toEqual(['comment gone: a']);
    expect(words({ group: 1 }, { extra: { flags: {} } })).toEqual(['another group', 'other data of the file']);
  });

  it('tells another kind of shape with the same pixels from one with others', () => {
    const square: Shape = { type: 'polygon', points: [0, 0, 10, 0, 10, 10, 0, 10] };
    expect(words({ shape: square }, {})).toEqual(['was a polygon']);
    expect(words({ shape: square }, { shape: { type: 'polygon', points: [...square.points, 0, 5] } })).toEqual([
      'other corners, the same pixels',
    ]);
    expect(words({ shape: square }, { shape: box(0, 0, 20, 10) })).toEqual(['was a polygon', '+100 −0 px']);
  });
});
