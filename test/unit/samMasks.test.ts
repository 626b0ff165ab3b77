import { describe, expect, it } from 'vitest';
import { packBundle, unpackBundle } from '../../src/engine/cache/bundle.ts';
import { cleanMask } from '../../src/engine/segment/sam/maskCleanup.ts';
import { stabilityOf, suppress } from '../../src/engine/segment/sam/maskFilters.ts';
import { upsampleMask, validCells } from '../../src/engine/segment/sam/maskUpsample.ts';
import { packMasks, unpackMasks } from '../../src/engine/segment/sam/packMasks.ts';
import { bordersNear, paintLabelMap } from '../../src/engine/segment/sam/paint.ts';
import { pointGrid, unsettledPoints } from '../../src/engine/segment/sam/pointGrid.ts';
import { areaOf, boxOf, complementOf, hasPixel, joinRuns, type Runs } from '../../src/engine/segment/sam/runs.ts';
import { labelMapSize } from '../../src/engine/image/labelMaps.ts';
import { frameOf } from '../../src/engine/segment/sam/samFrame.ts';
import type { SamMask } from '../../src/engine/segment/sam/samMask.ts';

/** Runs of a drawing: # is mask. */
function drawn(...rows: string[]): Runs {
  return runsOf(
    rows
      .join('')
      .split('')
      .map((mark) => mark === '#'),
    rows[0]!.length,
  );
}

function runsOf(bits: readonly boolean[], width: number): Runs {
  const runs: number[] = [];
  bits.forEach((bit, i) => {
    if (bit && (i % width === 0 || !bits[i - 1]!)) runs.push(i, i);
    if (bit) runs[runs.length - 1] = i + 1;
  });
  return Int32Array.from(runs);
}

function bitsOf(runs: Runs, pixels: number): boolean[] {
  const bits = new Array<boolean>(pixels).fill(false);
  for (let i = 0; i < runs.length; i += 2) bits.fill(true, runs[i], runs[i + 1]);
  return bits;
}

/** Pseudo-random numbers in [0, 1), always the same. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function maskOf(runs: Runs, width: number, scores: Partial<SamMask> = {}): SamMask {
  return { area: areaOf(runs), box: boxOf(runs, width), predictedIou: 0.9, stability: 1, runs, ...scores };
}

/** The mask of a rectangle of pixels. */
function rectangle(width: number, x0: number, y0: number, x1: number, y1: number): SamMask {
  const runs = Array.from({ length: y1 - y0 }, (_, y) => [(y0 + y) * width + x0, (y0 + y) * width + x1]);
  return maskOf(Int32Array.from(runs.flat()), width);
}

describe('frames', () => {
  it('round sides half up, the longer one filling the input', () => {
    expect(frameOf(1600, 1280, 1024)).toEqual({
      width: 1600,
      height: 1280,
      inputSize: 1024,
      contentWidth: 1024,
      contentHeight: 819,
    });
    expect(frameOf(3, 2048, 1024)).toMatchObject({ contentWidth: 2, contentHeight: 1024 }); // 1.5
    expect(frameOf(10, 8, 1024)).toMatchObject({ contentWidth: 1024, contentHeight: 819 });
  });

  it('keep a pixel of what is very long', () => {
    expect(frameOf(1, 5000, 1024)).toMatchObject({ contentWidth: 1, contentHeight: 1024 });
  });

  it('leave small images their size', () => {
    expect(labelMapSize(640, 480)).toEqual({ width: 640, height: 480 });
    expect(labelMapSize(1024, 1)).toEqual({ width: 1024, height: 1 });
    expect(labelMapSize(1300, 700)).toEqual({ width: 1024, height: 551 });
  });
});

describe('runs', () => {
  const ring = drawn('.###', '.#.#', '####');

  it('tell area, box and pixels', () => {
    expect(Array.from(ring)).toEqual([1, 4, 5, 6, 7, 8, 8, 12]);
    expect(areaOf(ring)).toBe(9);
    expect(boxOf(drawn('....', '..#.', '.#..', '....'), 4)).toEqual({ x0: 1, y0: 1, x1: 2, y1: 2 });
    const bits = bitsOf(ring, 12);
    expect(bits.map((_, pixel) => hasPixel(ring, pixel))).toEqual(bits);
    expect(hasPixel(new Int32Array(0), 3)).toBe(false);
  });

  it('have a complement, which has them as its own', () => {
    expect(complementOf(ring, 4, 3)).toEqual(drawn('#...', '#.#.', '....'));
    expect(complementOf(complementOf(ring, 4, 3), 4, 3)).toEqual(ring);
    expect(complementOf(new Int32Array(0), 4, 2)).toEqual(drawn('####', '####'));
    expect(complementOf(drawn('##', '##'), 2, 2)).toHaveLength(0);
  });

  it('join within a row, not over its end', () => {
    expect(joinRuns(drawn('#.#.', '..##'), drawn('.#.#', '##..'), 4)).toEqual(drawn('####', '####'));
    expect(joinRuns(ring, complementOf(ring, 4, 3), 4)).toEqual(drawn('####', '####', '####'));
  });
});

describe('stabilityOf', () => {
  it('is the share of pixels beyond the upper threshold among those beyond the lower', () => {
    const logits = Float32Array.of(3, 1.5, 0, -0.5, -1, 1, 9, 9, 9);
    expect(stabilityOf(logits, 3, 3, 2)).toBe(2 / 5); // 3, 1.5 over 3, 1.5, 0, −0.5, 1
    expect(stabilityOf(logits, 3, 3, 3)).toBe(5 / 8);
    expect(stabilityOf(logits, 3, 1, 3)).toBe(2 / 3); // 3, 9 over 3, −0.5, 9
  });

  it('is nothing where there is nothing', () => {
    expect(stabilityOf(new Float32Array(9).fill(-5), 3, 3, 3)).toBeNaN();
  });
});

describe('upsampleMask', () => {
  /** The same, pixel by pixel. */
  function plainly(logits: Float32Array, side: number, valid: [number, number], width: number, height: number): Runs {
    const at = (target: number, size: number, cells: number, length: number): [number, number, number] => {
      const source = Math.min(Math.max(((target + 0.5) * cells) / length - 0.5, 0), size - 1);
      return [Math.floor(source), Math.min(Math.floor(source) + 1, size - 1), source % 1];
    };
    const [columns, rows] = valid.map((cells) => validCells(cells, side)) as [number, number];
    const bits = Array.from({ length: width * height }, (_, i) => {
      const [x0, x1, fx] = at(i % width, columns, valid[0], width);
      const [y0, y1, fy] = at(Math.floor(i / width), rows, valid[1], height);
      const line = (x: number): number => logits[y0 * side + x]! * (1 - fy) + logits[y1 * side + x]! * fy;
      return line(x0) * (1 - fx) + line(x1) * fx > 0;
    });
    return runsOf(bits, width);
  }

  it.each([
    [16, 16, 40, 40],
    [16, 11, 64, 44],
    [16, 10.6, 96, 64],
    [5.3, 16, 21, 70],
    [16, 0.2, 200, 3],
    [16, 12, 9, 7],
    [16, 16, 16, 16],
  ])('gives bilinear masks of %f × %f cells at %i × %i', (columns, rows, width, height) => {
    const next = randoms(7);
    for (const density of [0.5, 0.1, 0.9]) {
      const logits = Float32Array.from({ length: 256 }, () => (density - next()) * 20);
      const found = upsampleMask(logits, 16, { width: columns, height: rows }, width, height);
      expect(found).toEqual(plainly(logits, 16, [columns, rows], width, height));
    }
  });

  it('lets the image fill its label map where the padding begins within a cell', () => {
    // Cells 0 … 2 are in up to column 2.6: the step between cell 0 and 1, at 1 of 2.6 cells, is at 10 of 26 pixels.
    const logits = Float32Array.of(-1, 1, 1, -9, -1, 1, 1, -9, -9, -9, -9, -9, -9, -9, -9, -9);
    const runs = upsampleMask(logits, 4, { width: 2.6, height: 2 }, 26, 2);
    expect(Array.from(runs)).toEqual([10, 26, 36, 52]);
  });

  it('does not see the padding', () => {
    const logits = Float32Array.of(-1, -1, 9, 9, -1, -1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
    expect(upsampleMask(logits, 4, { width: 2, height: 2 }, 20, 20)).toHaveLength(0);
  });
});

describe('suppress', () => {
  const box = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });

  it('keeps the better of two alike, and what a suppressed one overlaps', () => {
    const boxes = [box(0, 0, 20, 20), box(2, 0, 22, 20), box(5, 0, 25, 20), box(50, 0, 60, 9)];
    expect(suppress(boxes, [0.9, 0.91, 0.95, 0.2])).toEqual([2, 0, 3]);
    expect(suppress(boxes, [0.9, 0.9, 0.9, 0.9])).toEqual([0, 2, 3]);
  });

  it('lets boxes without area alone', () => {
    expect(suppress([box(3, 3, 3, 9), box(3, 3, 3, 9)], [1, 1])).toEqual([0, 1]);
  });
});

describe('cleanMask', () => {
  it('fills small holes, one at the edge too, and leaves large ones', () => {
    const mask = drawn('######.', '#.#..##', '###..##', '#######');
    expect(cleanMask(mask, 7, 4, 3)).toEqual({
      runs: drawn('#######', '###..##', '###..##', '#######'),
      changed: true,
    });
  });

  it('removes small islands; corners hold together', () => {
    expect(cleanMask(drawn('##....', '##...#', '..#...', '......'), 6, 4, 5)).toEqual({
      runs: drawn('##....', '##....', '..#...', '......'),
      changed: true,
    });
  });

  it('does not join what meets over the end of a row', () => {
    expect(cleanMask(drawn('#...##', '##...#'), 6, 2, 4).runs).toHaveLength(0);
    expect(cleanMask(drawn('#...##'), 6, 1, 3).runs).toHaveLength(0);
  });

  it('leaves a mask as it is in which nothing is small', () => {
    const mask = drawn('###', '#.#');
    expect(cleanMask(mask, 3, 2, 1)).toEqual({ runs: mask, changed: false });
  });

  it('leaves nothing of small islands alone', () => {
    expect(cleanMask(drawn('#..#', '....'), 4, 2, 2)).toEqual({ runs: new Int32Array(0), changed: true });
  });

  it('is what flooding pixel by pixel gives', () => {
    const [width, height] = [23, 17];
    for (const [seed, density] of [0.3, 0.45, 0.6, 0.75].entries()) {
      const next = randoms(seed + 1);
      const bits = Array.from({ length: width * height }, () => next() < density);
      const filled = bits.map((bit, i) => bit || flood(bits, width, i).length < 6);
      const expected = filled.map((bit, i) => bit && flood(filled, width, i).length >= 6);
      expect(cleanMask(runsOf(bits, width), width, height, 6).runs).toEqual(runsOf(expected, width));
    }
  });

  /** The pixels of one value that are 8-connected with a pixel. */
  function flood(bits: readonly boolean[], width: number, start: number): number[] {
    const seen = new Set([start]);
    for (const pixel of seen) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const x = (pixel % width) + dx;
          const next = pixel + dy * width + dx;
          if (x >= 0 && x < width && bits[next] === bits[start]) seen.add(next);
        }
      }
    }
    return [...seen];
  }
});

describe('paintLabelMap', () => {
  const [width, height] = [60, 50]; // 3000 px: less than 3 is too little
  const labelAt = (map: { data: Uint8Array }, x: number, y: number): number => map.data[y * width + x]!;

  it('calls masks at two borders background, opposite ones too', () => {
    expect(bordersNear({ x0: 2, y0: 9, x1: 30, y1: 20 }, width, height)).toBe(1);
    expect(bordersNear({ x0: 3, y0: 3, x1: 56, y1: 46 }, width, height)).toBe(0);
    expect(bordersNear({ x0: 2, y0: 3, x1: 57, y1: 46 }, width, height)).toBe(2);
    const map = paintLabelMap(
      [rectangle(width, 0, 0, 30, 20), rectangle(width, 10, 5, 20, 10), rectangle(width, 1, 25, 30, 40)],
      width,
      height,
    );
    expect([labelAt(map, 5, 15), labelAt(map, 15, 7), labelAt(map, 15, 30)]).toEqual([0, 2, 1]);
  });

  it('paints small masks over large ones and numbers what shows', () => {
    const map = paintLabelMap(
      [rectangle(width, 10, 10, 30, 30), rectangle(width, 12, 12, 30, 30), rectangle(width, 40, 10, 50, 30)],
      width,
      height,
    );
    // 400 − 324 = 76 px show of the first, 324 of the second, 200 of the third
    expect([labelAt(map, 10, 10), labelAt(map, 20, 20), labelAt(map, 45, 20)]).toEqual([3, 1, 2]);
    expect(map.data.filter((label) => label === 3)).toHaveLength(76);
  });

  it('leaves out what shows too little, and shows what lies below it', () => {
    const outer = rectangle(width, 8, 8, 40, 40);
    const covered = rectangle(width, 10, 10, 21, 20);
    const left = rectangle(width, 10, 10, 16, 20);
    const right = rectangle(width, 16, 10, 21, 20);
    const all = paintLabelMap([outer, covered, left, right], width, height);
    expect(Math.max(...all.data)).toBe(3);
    const showing = maskOf(joinRuns(covered.runs, Int32Array.of(25 * width + 30, 25 * width + 32), width), width);
    const map = paintLabelMap([outer, showing, left, right], width, height);
    expect(labelAt(map, 30, 25)).toBe(labelAt(map, 39, 39)); // two pixels are less than three
    expect(Math.max(...map.data)).toBe(3);
  });

  it('keeps the forty that show most', () => {
    const many = Array.from({ length: 45 }, (_, i) => {
      const [x, y] = [4 + 6 * (i % 9), 4 + 9 * Math.floor(i / 9)];
      return rectangle(width, x, y, x + 5, y + (i < 5 ? 3 : 4 + (i % 3)));
    });
    const map = paintLabelMap(many, width, height);
    expect(Math.max(...map.data)).toBe(40);
    expect(many.slice(0, 5).map(({ box }) => labelAt(map, box.x0, box.y0))).toEqual([0, 0, 0, 0, 0]);
    const areas = Array.from({ length: 40 }, (_, i) => map.data.filter((label) => label === i + 1).length);
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    expect(areas[39]).toBe(20);
  });

  it('gives equals the numbers of their order', () => {
    const [a, b] = [rectangle(width, 5, 5, 15, 15), rectangle(width, 30, 5, 40, 15)];
    expect(labelAt(paintLabelMap([b, a], width, height), 35, 10)).toBe(1);
    expect(labelAt(paintLabelMap([a, b], width, height), 35, 10)).toBe(2);
  });

  it('is zeros where there is no mask', () => {
    expect(paintLabelMap([], 4, 2)).toEqual({ width: 4, height: 2, data: new Uint8Array(8) });
  });
});

describe('the grid', () => {
  it('has its points at the centres of its cells, row by row', () => {
    expect(pointGrid(2)).toEqual([
      { x: 0.25, y: 0.25 },
      { x: 0.75, y: 0.25 },
      { x: 0.25, y: 0.75 },
      { x: 0.75, y: 0.75 },
    ]);
    expect(pointGrid(32)).toHaveLength(1024);
  });

  it('skips points in small masks, not in large ones', () => {
    const [width, height] = [100, 80]; // 8000 px: less than 40 is small
    const points = [
      { x: 0.105, y: 0.11 },
      { x: 0.505, y: 0.51 },
      { x: 0.9, y: 0.9 },
    ];
    const small = rectangle(width, 8, 6, 14, 12);
    const large = rectangle(width, 48, 38, 58, 42);
    expect(small.area).toBe(36);
    expect(large.area).toBe(40);
    expect(unsettledPoints(points, [small, large], width, height)).toEqual(points.slice(1));
    expect(unsettledPoints(points, [], width, height)).toEqual(points);
  });
});

describe('packMasks', () => {
  it('survives the cache', () => {
    const [width, height] = [60, 50];
    const masks = [
      { ...rectangle(width, 5, 5, 15, 15), predictedIou: Math.fround(0.9123), stability: 2 / 3 },
      rectangle(width, 30, 5, 40, 15),
    ];
    const found = { width, height, prompts: 300, masks, map: paintLabelMap(masks, width, height) };
    const bundle = unpackBundle(Buffer.from(packBundle(packMasks(found))));
    expect(unpackMasks(bundle!)).toEqual(found);
    const none = { ...found, masks: [], map: paintLabelMap([], width, height) };
    expect(unpackMasks(unpackBundle(Buffer.from(packBundle(packMasks(none))))!)).toEqual(none);
  });
});
