import { describe, expect, it } from 'vitest';
import { ALIGN_OPTIONS } from '../../src/engine/align/alignOptions.ts';
import { oneHot, passesOf } from '../../src/engine/align/deaotLabels.ts';
import { networkSize } from '../../src/engine/align/deaotSize.ts';
import { rememberedOthers } from '../../src/engine/align/longTermMemory.ts';
import { joinPasses, type Pass } from '../../src/engine/align/joinPasses.ts';

describe('networkSize', () => {
  it.each([
    ['one pixel', 1, 1, 17, 17],
    ['a line', 1, 300, 17, 305],
    ['half to even, up', 25, 41, 33, 33],
    ['half to even, down', 57, 73, 65, 65],
    ['a photo', 1600, 1280, 577, 465],
  ])('of %s', (_, width, height, ...expected) => {
    const size = networkSize(width, height, 465);
    expect([size.width, size.height]).toEqual(expected);
  });

  it('follows the short side of the manifest', () => {
    expect(networkSize(600, 400, 100)).toEqual({ width: 145, height: 97 });
  });

  it('bounds the long side, and keeps two cells across', () => {
    expect(networkSize(8000, 400, 465)).toEqual({ width: 3073, height: 161 });
    expect(networkSize(10, 100_000, 465)).toEqual({ width: 17, height: 3073 });
    expect(ALIGN_OPTIONS.networkLongSide).toBe(3072);
  });
});

describe('passesOf', () => {
  const map = (labels: readonly number[]) => ({ width: labels.length, height: 1, data: Uint8Array.from(labels) });

  it('orders classes by area, equals by number', () => {
    expect(passesOf(map([0, 0, 9, 9, 4, 7, 7, 7, 2]), 10)).toEqual([[7, 9, 2, 4]]);
  });

  it('fills one pass after the other', () => {
    expect(passesOf(map([1, 1, 1, 2, 3, 3, 250, 250, 250, 250]), 3)).toEqual([[250, 1, 3], [2]]);
    expect(passesOf(map([5, 6]), 1)).toEqual([[5], [6]]);
  });

  it('has none for a map of background', () => {
    expect(passesOf(map([0, 0]), 10)).toEqual([]);
  });
});

describe('oneHot', () => {
  it('has one channel for each class of the pass, the first for everything else', () => {
    const map = { width: 2, height: 2, data: Uint8Array.of(8, 0, 3, 5) };
    // Class 5 belongs to another pass.
    expect(Array.from(oneHot(map, [3, 8], 4))).toEqual([
      ...[0, 1, 0, 1], // background
      ...[0, 0, 1, 0], // 3
      ...[1, 0, 0, 0], // 8
      ...[0, 0, 0, 0], // no class
    ]);
  });
});

describe('what is remembered of several references', () => {
  it('is all where there is room, else some of them, evenly', () => {
    expect(rememberedOthers(900, [])).toEqual([]);
    expect(rememberedOthers(900, Array<number>(17).fill(900))).toEqual([...Array(17).keys()]);
    const many = rememberedOthers(900, Array<number>(50).fill(900));
    expect(many).toHaveLength(17);
    expect(900 * (many.length + 1)).toBeLessThanOrEqual(ALIGN_OPTIONS.longTermRows);
    expect([many[0], many[1], many.at(-1)]).toEqual([0, 2, 47]);
    expect(rememberedOthers(4, [4, 4, 4, 4, 4, 4], 17)).toEqual([0, 2, 4]);
    expect(rememberedOthers(4, [9, 1, 1, 9], 9)).toEqual([]);
    expect(rememberedOthers(4, [3, 9, 2, 9], 9)).toEqual([0, 2]);
  });

  it('is always the first, however large', () => {
    expect(rememberedOthers(99, [1, 1], 9)).toEqual([]);
  });
});

describe('joinPasses', () => {
  const pass = (classes: readonly number[], width: number, ...planes: readonly (readonly number[])[]): Pass => ({
    classes,
    width,
    height: planes[0]!.length / width,
    logits: Float32Array.from(planes.flat()),
  });

  it('takes the highest of one pass, resized with aligned corners', () => {
    // Background 0, class 9 from −1 to 2: above 0 right of a third of the way.
    const one = pass([9], 2, [0, 0], [-1, 2], [50, 50]);
    const labels = (width: number): number[] => Array.from(joinPasses([one], { width, height: 1 }).data);
    expect(labels(2)).toEqual([0, 9]);
    expect(labels(4)).toEqual([0, 0, 9, 9]);
    expect(labels(9)).toEqual([0, 0, 0, 9, 9, 9, 9, 9, 9]);
    expect(labels(1)).toEqual([0]);
  });

  it('interpolates down as across', () => {
    const one = pass([1, 2], 2, [0, 0, 0, 0], [1, -3, 1, -3], [-1, -1, 3, 3]);
    expect(Array.from(joinPasses([one], { width: 3, height: 3 }).data)).toEqual([1, 0, 0, 1, 2, 2, 2, 2, 2]);
  });

  const waves = (plane: number, x: number, y: number): number => 4 * Math.sin(x + 2 * plane + y * plane);
  /** Large parts, borders and corners between them, and equal logits. */
  const blocks = (plane: number, x: number, y: number): number =>
    plane === (x > 3 ? 2 : 0) + (y > 4 ? 1 : 0) ? 5 : x % 2;

  it.each([
    ['logits that change from cell to cell', waves],
    ['large parts', blocks],
  ])('gives the same as if each pixel were asked: %s', (_, logitOf) => {
    const [width, height, planes] = [9, 7, 4];
    const logit = (plane: number, x: number, y: number): number => Math.fround(logitOf(plane, x, y));
    const cells = Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)] as const);
    const values = Array.from({ length: planes }, (_, plane) => cells.map(([x, y]) => logit(plane, x, y)));
    const size = { width: 41, height: 31 }; // five pixels a cell
    const { data } = joinPasses([pass([7, 8, 9], width, ...values)], size);
    const at = (plane: number, x: number, y: number): number => {
      const [left, top] = [Math.floor(x / 5), Math.floor(y / 5)];
      const [across, down] = [x / 5 - left, y / 5 - top];
      const row = (of: number): number => logit(plane, left, of) * (1 - across) + logit(plane, left + 1, of) * across;
      return row(top) * (1 - down) + row(top + 1) * down;
    };
    const expected = Array.from(data, (_, i) => {
      const all = values.map((__, plane) => at(plane, i % size.width, Math.floor(i / size.width)));
      return [0, 7, 8, 9][all.indexOf(Math.max(...all))];
    });
    expect(Array.from(data)).toEqual(expected);
    expect(new Set(data)).toEqual(new Set([0, 7, 8, 9]));
  });

  it('prefers background, then the earlier class, where nothing else decides', () => {
    const labels = (...passes: Pass[]): number[] => Array.from(joinPasses(passes, { width: 1, height: 1 }).data);
    expect(labels(pass([4, 2], 1, [1], [1], [1]))).toEqual([0]);
    expect(labels(pass([4, 2], 1, [0], [1], [1]))).toEqual([4]);
    expect(labels(pass([4], 1, [0], [2]), pass([2], 1, [0], [2]))).toEqual([4]);
  });

  it('joins passes by probability, background by the product', () => {
    const log = (...values: number[]): number[][] => values.map((value) => [Math.log(value)]);
    const at = (...passes: Pass[]): number => joinPasses(passes, { width: 1, height: 1 }).data[0]!;
    // Each pass alone says background: 0.55. Together it has 0.3025, less than class 3.
    expect(at(pass([3], 1, ...log(0.55, 0.45)))).toBe(0);
    expect(at(pass([3], 1, ...log(0.55, 0.45)), pass([8], 1, ...log(0.56, 0.44)))).toBe(3);
    expect(at(pass([3], 1, ...log(0.56, 0.44)), pass([8], 1, ...log(0.55, 0.45)))).toBe(8);
    // A half each: background.
    expect(at(pass([3], 1, [0], [0]), pass([8], 1, [1000], [0]))).toBe(0);
    // Not by logits: those of the first pass are larger, its classes equally so.
    expect(at(pass([3], 1, [90], [90]), pass([8], 1, ...log(0.3, 0.7)))).toBe(8);
    // Softmax over the used ids alone: with the third plane the first pass would have 0.1 for class 3.
    expect(at(pass([3], 1, ...log(0.2, 0.8, 7)), pass([8], 1, ...log(0.6, 0.4)))).toBe(3);
  });

  it('does not overflow', () => {
    const far = [pass([1], 1, [-900], [900]), pass([2], 1, [5000], [-5000])];
    expect(joinPasses(far, { width: 1, height: 1 }).data[0]).toBe(1);
  });
});
