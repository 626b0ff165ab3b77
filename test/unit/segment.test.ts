import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/engine/math/random.ts';
import { backgroundsAgree, foregroundOf } from '../../src/engine/segment/background.ts';
import type { Cells } from '../../src/engine/segment/cells.ts';
import { applyPrototypes, fitPrototypes, keepNumbers } from '../../src/engine/segment/prototype.ts';

const SIZE = 40;
const DEEP = 20;

/** A grey scene with two coloured squares: red at (x, 8), blue at (x, 24), 10 cells wide. */
function scene(x: number, seed = 1): Cells {
  const random = seededRandom(seed);
  const kindOf = (column: number, row: number): 0 | 1 | 2 => {
    if (column < x || column >= x + 10) return 0;
    return row >= 8 && row < 16 ? 1 : row >= 24 && row < 32 ? 2 : 0;
  };
  const lab = new Float32Array(SIZE * SIZE * 3);
  const shallow = new Float32Array(SIZE * SIZE * 2).fill(0.7);
  for (let i = 0; i < SIZE * SIZE; i++) {
    const kind = kindOf(i % SIZE, Math.floor(i / SIZE));
    const colour = [
      [0.6, 0, 0],
      [0.5, 1, 0.8],
      [0.4, 0.2, -1.2],
    ][kind]!;
    colour.forEach((value, c) => (lab[3 * i + c] = value + 0.02 * (random() - 0.5)));
  }
  const deep = new Float32Array(DEEP * DEEP * 3);
  for (let i = 0; i < DEEP * DEEP; i++) deep[3 * i + kindOf(2 * (i % DEEP), 2 * Math.floor(i / DEEP))] = 1;
  return { size: SIZE, lab, shallow, shallowChannels: 2, deep: [{ size: DEEP, channels: 3, data: deep }] };
}

const areaOf = (data: Uint8Array, label: number): number => data.filter((value) => value === label).length;

describe('the background', () => {
  it('is what touches two borders; the rest is foreground', () => {
    const foreground = foregroundOf(scene(12));
    expect(areaOf(foreground, 1)).toBe(160);
    expect(foreground[8 * SIZE + 12]).toBe(1);
    expect(foreground[0]).toBe(0);
  });

  it('is trusted only where the references agree and leave something', () => {
    const part = (share: number): Uint8Array => Uint8Array.from({ length: 100 }, (_, i) => (i < share ? 1 : 0));
    expect(backgroundsAgree([part(20), part(30)])).toBe(true);
    expect(backgroundsAgree([part(20), part(50)])).toBe(false);
    expect(backgroundsAgree([part(1), part(1)])).toBe(false);
  });
});

describe('the prototype segmenter', () => {
  const prototypes = fitPrototypes([scene(10, 1), scene(14, 2)], 2);

  it('finds the parts and gives them the same number in every image', () => {
    const first = applyPrototypes(prototypes, scene(10)).data;
    const moved = applyPrototypes(prototypes, scene(16)).data;
    const red = first[12 * SIZE + 15]!;
    const blue = first[28 * SIZE + 15]!;
    expect([red, blue].sort()).toEqual([1, 2]);
    expect(moved[12 * SIZE + 21]).toBe(red);
    expect(moved[28 * SIZE + 21]).toBe(blue);
    expect(first[0]).toBe(0);
    expect(Math.abs(areaOf(first, red) - 80)).toBeLessThanOrEqual(12);
  });

  it('leaves a class out where its part is missing', () => {
    const cells = scene(10);
    const first = applyPrototypes(prototypes, cells).data;
    const blue = first[28 * SIZE + 15]!;
    const before = areaOf(first, blue);
    for (let i = 20 * SIZE; i < 36 * SIZE; i++) cells.lab.set([0.6, 0, 0], 3 * i);
    const tap = cells.deep[0]!;
    for (let i = (DEEP / 2) * DEEP; i < DEEP * DEEP; i++) tap.data.set([1, 0, 0], 3 * i);
    expect(areaOf(applyPrototypes(prototypes, cells).data, blue)).toBeLessThan(0.1 * before);
  });

  it('keeps the numbers of parts when it is fitted again', () => {
    const swapped = { ...prototypes, centres: new Float32Array(prototypes.centres.length) };
    swapped.centres.set(prototypes.centres.subarray(prototypes.dim), 0);
    swapped.centres.set(prototypes.centres.subarray(0, prototypes.dim), prototypes.dim);
    expect(keepNumbers(swapped, prototypes).centres).toEqual(prototypes.centres);
    expect(keepNumbers(swapped, null).centres).toEqual(swapped.centres);
  });
});
