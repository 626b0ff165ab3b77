import { describe, expect, it } from 'vitest';
import type { Region, Shape } from '../../src/domain/annotations/annotations.ts';
import { labelColor } from '../../src/domain/annotations/colors.ts';
import {
  boxBetween,
  dragHandle,
  handleAt,
  handlesOf,
  moveShape,
  placed,
  withoutVertex,
} from '../../webview/inspector/annotate/handles.ts';
import { nextAt, regionsAt } from '../../webview/inspector/annotate/hit.ts';
import { BRUSH_SIZES, TOLERANCES, stepped } from '../../webview/inspector/annotate/ranges.ts';

const SIZE = { width: 100, height: 80 };
const box = (...points: number[]): Shape => ({ type: 'rectangle', points });
const polygon = (...points: number[]): Shape => ({ type: 'polygon', points });
const region = (id: string, shape: Shape): Region => ({ id, label: 'x', shape, comment: '', group: null });

describe('boxes by two points', () => {
  it.each([
    ['of a mouse, to the nearest edges', [20.4, 30.6], [60.6, 10.2], [20, 10, 61, 31]],
    ['on the middles of pixels, with both of these', [20.5, 10.5], [60.5, 30.5], [20, 10, 61, 31]],
    ['in one pixel', [20.2, 10.7], [20.4, 10.8], [20, 10, 21, 11]],
    ['beyond the image', [-5, -5], [200, 200], [0, 0, 100, 80]],
  ] as const)('%s', (_, [ax, ay], [bx, by], wanted) => {
    expect(boxBetween({ x: ax, y: ay }, { x: bx, y: by }, SIZE)).toEqual(box(...wanted));
  });

  it('outside of the image are none', () => {
    expect(boxBetween({ x: -9, y: 5 }, { x: -2, y: 9 }, SIZE)).toBeNull();
    expect(boxBetween({ x: 5, y: 85 }, { x: 9, y: 99 }, SIZE)).toBeNull();
  });
});

describe('handles', () => {
  it('resize a box by corners and sides, from whichever corners it was given', () => {
    const shape = box(50, 40, 10, 20);
    const handles = handlesOf(shape);
    expect(handles.map(({ x, y }) => [x, y])).toEqual([
      [10, 20],
      [30, 20],
      [50, 20],
      [50, 30],
      [50, 40],
      [30, 40],
      [10, 40],
      [10, 30],
    ]);
    const to = { x: 22.4, y: 25.6 };
    const wanted = [
      [22, 26, 50, 40],
      [10, 26, 50, 40],
      [10, 26, 22, 40],
      [10, 20, 22, 40],
      [10, 20, 22, 26],
      [10, 20, 50, 26],
      [22, 20, 50, 26],
      [22, 20, 50, 40],
    ];
    handles.forEach((handle, i) => {
      expect(dragHandle(shape, handle, to, SIZE)).toEqual(box(...wanted[i]!));
    });
  });

  it('turn a box over, and leave it a pixel', () => {
    const shape = box(10, 20, 50, 40);
    const handles = handlesOf(shape);
    expect(dragHandle(shape, handles[3]!, { x: 4, y: 0 }, SIZE)).toEqual(box(4, 20, 10, 40));
    expect(dragHandle(shape, handles[3]!, { x: 10, y: 0 }, SIZE)).toEqual(box(10, 20, 11, 40));
    expect(dragHandle(box(90, 20, 100, 40), handlesOf(box(90, 20, 100, 40))[7]!, { x: 120, y: 0 }, SIZE)).toEqual(
      box(99, 20, 100, 40),
    );
  });

  it('move vertices and pull new ones out of edges', () => {
    const shape = polygon(10, 10, 50, 10, 50, 50);
    const handles = handlesOf(shape);
    expect(handles).toHaveLength(6);
    expect(dragHandle(shape, handles[1]!, { x: 61.26, y: -3 }, SIZE)).toEqual(polygon(10, 10, 61.3, 0, 50, 50));
    expect(dragHandle(shape, handles[3]!, { x: 30, y: 5 }, SIZE)).toEqual(polygon(10, 10, 30, 5, 50, 10, 50, 50));
    expect(dragHandle(shape, handles[5]!, { x: 20, y: 40 }, SIZE)).toEqual(polygon(10, 10, 50, 10, 50, 50, 20, 40));
  });

  it('are meant within reach, vertices rather than middles', () => {
    const handles = handlesOf(polygon(10, 10, 16, 10, 16, 40));
    expect(handleAt(handles, { x: 12, y: 10 }, 4)).toBe(0);
    expect(handleAt(handles, { x: 13, y: 10 }, 4)).toBe(3);
    expect(handleAt(handles, { x: 40, y: 70 }, 4)).toBeNull();
  });

  it('take vertices away down to three', () => {
    expect(withoutVertex(polygon(0, 0, 9, 0, 9, 9, 0, 9), 1)).toEqual(polygon(0, 0, 9, 9, 0, 9));
    expect(withoutVertex(polygon(0, 0, 9, 0, 9, 9), 1)).toBeNull();
  });
});

describe('moving', () => {
  it('is by whole pixels, as far as the image goes', () => {
    expect(moveShape(box(10, 20, 30, 40), { x: 5.4, y: -3.6 }, SIZE)).toEqual(box(15, 16, 35, 36));
    expect(moveShape(box(10, 20, 30, 40), { x: 500, y: -500 }, SIZE)).toEqual(box(80, 0, 100, 20));
    expect(moveShape(polygon(1.5, 1.5, 9, 2, 3, 9), { x: -9, y: 0 }, SIZE)).toEqual(polygon(0.5, 1.5, 8, 2, 2, 9));
    const mask = { x: 3, y: 4, width: 2, height: 1, runs: [0, 2] };
    expect(moveShape({ type: 'mask', mask }, { x: 2.2, y: 1 }, SIZE)).toEqual({
      type: 'mask',
      mask: { ...mask, x: 5, y: 5 },
    });
  });

  it('of what lies outside of the image leads back alone, and of nothing changes nothing', () => {
    const outside = box(-10, 0, 5, 5);
    expect(moveShape(outside, { x: -3, y: 0 }, SIZE)).toBe(outside);
    expect(moveShape(outside, { x: 4, y: 0 }, SIZE)).toEqual(box(-6, 0, 9, 5));
  });

  it('keeps points in the image, to a tenth of a pixel', () => {
    expect(placed({ x: 12.3456, y: 99 }, SIZE)).toEqual({ x: 12.3, y: 80 });
  });
});

describe('what is meant by a point', () => {
  const regions = [
    region('box', box(10, 10, 60, 60)),
    region('mask', { type: 'mask', mask: { x: 20, y: 20, width: 3, height: 3, runs: [0, 4, 1, 4] } }),
    region('polygon', polygon(15, 15, 60, 15, 15, 60)),
    region('dot', { type: 'point', points: [50, 50] }),
    region('circle', { type: 'foreign', name: 'circle', points: [80, 60, 90, 60] }),
    region('line', { type: 'foreign', name: 'line', points: [70, 5, 90, 5] }),
  ];
  const at = (x: number, y: number, reach = 2): string[] => regionsAt(regions, { x, y }, reach).map(({ id }) => id);

  it('is what holds it or is within reach, the topmost first', () => {
    expect(at(22.5, 20.5)).toEqual(['polygon', 'mask', 'box']);
    expect(at(21.5, 21.5), 'a hole of the mask').toEqual(['polygon', 'box']);
    expect(at(51, 51)).toEqual(['dot', 'box']);
    expect(at(55, 55)).toEqual(['box']);
    expect(at(80, 66)).toEqual(['circle']);
    expect(at(80, 6.5)).toEqual(['line']);
    expect(at(80, 9)).toEqual([]);
    expect(
      regionsAt([region('tiny', box(40, 40, 41, 41))], { x: 43, y: 43 }, 4),
      'tiny ones from all around',
    ).toHaveLength(1);
  });

  it('goes round by one click after another', () => {
    const place = { x: 22.5, y: 20.5 };
    const seen = ['polygon', 'mask', 'box', 'polygon'];
    let selected: string | null = 'elsewhere';
    for (const wanted of seen) {
      selected = nextAt(regions, place, 2, selected)!.id;
      expect(selected).toBe(wanted);
    }
    expect(nextAt(regions, { x: 99, y: 79 }, 2, 'box')).toBeNull();
  });
});

describe('steps', () => {
  it('change a size at least by one, within its range', () => {
    expect([1, 2, 24, 512].map((size) => stepped(BRUSH_SIZES, size, 1))).toEqual([2, 3, 30, 512]);
    expect([1, 2, 24, 512].map((size) => stepped(BRUSH_SIZES, size, -1))).toEqual([1, 1, 19, 410]);
    expect([0, 255].map((value) => stepped(TOLERANCES, value, 1))).toEqual([1, 255]);
  });
});

describe('colours of labels', () => {
  const defects = Array.from({ length: 12 }, (_, i) => ({ name: `label ${i}` }));

  it('are the project’s order, by name for others, and always the same', () => {
    const first = defects.slice(0, 10).map(({ name }) => labelColor(name, defects));
    expect(new Set(first).size).toBe(10);
    expect(labelColor('label 10', defects)).toBe(first[0]);
    expect(labelColor('other', defects)).toBe(labelColor('other', []));
    expect(labelColor('Kratzer ä', [])).toMatch(/^#[0-9a-f]{6}$/);
  });
});
