import { describe, expect, it } from 'vitest';
import { brushPlace, forEachCapsuleRow } from '../../src/domain/annotations/brush.ts';
import { components } from '../../src/domain/annotations/components.ts';
import { beyond, drafts } from '../../src/domain/annotations/draft.ts';
import { floodColors, segmentMask } from '../../src/domain/annotations/flood.ts';
import { drawMask, maskArea, maskOf, newBitmap } from '../../src/domain/annotations/mask.ts';
import type { Mask } from '../../src/domain/annotations/mask.ts';
import { PixelRows } from '../../src/domain/annotations/rows.ts';
import { polygonsMask } from '../../src/domain/annotations/shapes.ts';
import { coarsened, traceMask } from '../../src/domain/annotations/trace.ts';
import { sampleMap } from '../../webview/inspector/data/distanceMap.ts';

/** Numbers in [0, 1), the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x80000000;
}

/** A picture of `#` and other signs as a mask, and the other way round. */
function picture(lines: readonly string[]): Mask {
  const bitmap = newBitmap({ width: lines[0]!.length, height: lines.length });
  lines.forEach((line, y) => {
    bitmap.data.set(
      Array.from(line, (sign) => (sign === '#' ? 1 : 0)),
      y * bitmap.width,
    );
  });
  return maskOf(bitmap);
}

function pixels(mask: Mask, width: number, height: number): number[] {
  const bitmap = newBitmap({ width, height });
  drawMask(mask, bitmap);
  return [...bitmap.data];
}

function lines(mask: Mask, width: number, height: number): string[] {
  const data = pixels(mask, width, height);
  return Array.from({ length: height }, (_, y) =>
    data.slice(y * width, (y + 1) * width).reduce((line, value) => line + (value === 1 ? '#' : '.'), ''),
  );
}

describe('rows of pixels', () => {
  it('hold what was added and not taken away, whatever the order', () => {
    const next = random(1);
    const size = { width: 23, height: 5 };
    for (let round = 0; round < 50; round++) {
      const rows = new PixelRows(size);
      const wanted = new Array<number>(size.width * size.height).fill(0);
      for (let step = 0; step < 40; step++) {
        const y = Math.floor(next() * 7) - 1;
        const x0 = Math.floor(next() * 30) - 4;
        const x1 = x0 + Math.floor(next() * 9);
        const isAdded = next() < 0.6;
        if (isAdded) rows.add(y, x0, x1);
        else rows.remove(y, x0, x1);
        for (let x = Math.max(0, x0); x < Math.min(size.width, x1); x++)
          if (y >= 0 && y < size.height) wanted[y * size.width + x] = isAdded ? 1 : 0;
      }
      const mask = rows.toMask();
      expect(pixels(mask, size.width, size.height)).toEqual(wanted);
      expect(mask).toEqual(maskOf({ ...size, data: Uint8Array.from(wanted) }));
      for (let y = 0; y < size.height; y++) {
        const row = rows.row(y);
        expect(
          row.every((value, i) => i === 0 || value > row[i - 1]!),
          'neither overlap nor touch',
        ).toBe(true);
      }
    }
  });

  it('join and part masks', () => {
    const a = picture(['##..', '##..', '....']);
    const b = picture(['....', '.##.', '.##.']);
    const size = { width: 4, height: 3 };
    expect(lines(PixelRows.of(a, size).addMask(b).toMask(), 4, 3)).toEqual(['##..', '###.', '.##.']);
    expect(lines(PixelRows.of(a, size).removeMask(b).toMask(), 4, 3)).toEqual(['##..', '#...', '....']);
    expect(PixelRows.of(a, size).removeMask(a).toMask()).toEqual({ x: 0, y: 0, width: 0, height: 0, runs: [] });
  });
});

describe('the brush', () => {
  it('covers exactly the pixels whose middle is within its radius of the stroke', () => {
    const next = random(2);
    for (let round = 0; round < 200; round++) {
      const whole = round % 2 === 0;
      const place = (): number => (whole ? Math.floor(next() * 20) + 0.5 : next() * 20);
      const [a, b] = [{ x: place(), y: place() }, round % 5 === 0 ? null : { x: place(), y: place() }];
      const end = b ?? a;
      const radius = whole ? Math.floor(next() * 12) / 2 + 0.5 : next() * 6 + 0.3;
      const rows = new PixelRows({ width: 20, height: 20 });
      forEachCapsuleRow(a, end, radius, (y, x0, x1) => {
        rows.add(y, x0, x1);
      });
      const wanted = Array.from({ length: 400 }, (_, i) => {
        const [x, y] = [(i % 20) + 0.5, Math.floor(i / 20) + 0.5];
        const [dx, dy] = [end.x - a.x, end.y - a.y];
        const square = dx * dx + dy * dy;
        const part = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / square));
        return (x - a.x - part * dx) ** 2 + (y - a.y - part * dy) ** 2 <= radius * radius ? 1 : 0;
      });
      expect(pixels(rows.toMask(), 20, 20)).toEqual(wanted);
    }
  });

  it.each([
    [1, ['.....', '.....', '..#..', '.....', '.....']],
    [2, ['.....', '.##..', '.##..', '.....', '.....']],
    [3, ['.....', '.###.', '.###.', '.###.', '.....']],
    [5, ['.###.', '#####', '#####', '#####', '.###.']],
  ])('of %i pixels is as wide as it says', (diameter, wanted) => {
    const rows = new PixelRows({ width: 5, height: 5 });
    const at = brushPlace({ x: 2.3, y: 2.4 }, diameter);
    forEachCapsuleRow(at, at, diameter / 2, (y, x0, x1) => {
      rows.add(y, x0, x1);
    });
    expect(lines(rows.toMask(), 5, 5)).toEqual(wanted);
  });

  it('of one pixel leaves no gap on a slanted stroke', () => {
    const rows = new PixelRows({ width: 12, height: 8 });
    forEachCapsuleRow({ x: 0.5, y: 0.5 }, { x: 11.5, y: 7.5 }, 0.5, (y, x0, x1) => {
      rows.add(y, x0, x1);
    });
    const mask = rows.toMask();
    for (let x = 0; x < 12; x++)
      expect(pixels(mask, 12, 8).filter((value, i) => i % 12 === x && value === 1)).not.toEqual([]);
  });
});

/** Depth-first, pixel by pixel. */
function slowFlood(
  fits: (x: number, y: number) => boolean,
  width: number,
  height: number,
  x: number,
  y: number,
): number[] {
  const found = new Array<number>(width * height).fill(0);
  const open = [[x, y] as const];
  while (open.length > 0) {
    const [px, py] = open.pop()!;
    if (px < 0 || py < 0 || px >= width || py >= height || found[py * width + px] === 1 || !fits(px, py)) continue;
    found[py * width + px] = 1;
    open.push([px + 1, py], [px - 1, py], [px, py + 1], [px, py - 1]);
  }
  return found;
}

describe('flood filling', () => {
  it('takes what is 4-connected and near in colour', () => {
    const next = random(3);
    const [width, height] = [19, 13];
    for (let round = 0; round < 60; round++) {
      const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => Math.floor(next() * 4) * 20);
      const tolerance = [0, 20, 40][round % 3]!;
      const [x, y] = [Math.floor(next() * width), Math.floor(next() * height)];
      const start = (y * width + x) * 4;
      const fits = (px: number, py: number): boolean =>
        [0, 1, 2].every((c) => Math.abs(data[(py * width + px) * 4 + c]! - data[start + c]!) <= tolerance);
      const colors = { width, height, row: (at: number) => new Uint32Array(data.buffer, at * width * 4, width) };
      const mask = floodColors(colors, x, y, tolerance);
      expect(pixels(mask, width, height)).toEqual(slowFlood(fits, width, height, x, y));
    }
  });

  it('outside of the image fills nothing', () => {
    const colors = { width: 2, height: 1, row: () => new Uint32Array(2) };
    expect(maskArea(floodColors(colors, 2, 0, 10))).toBe(0);
    expect(maskArea(floodColors(colors, 0, -1, 10))).toBe(0);
  });

  it('takes one segment of a label map, at the image’s size', () => {
    const next = random(4);
    const [w, h] = [9, 7];
    const size = { width: 40, height: 23 };
    for (let round = 0; round < 30; round++) {
      const labels = Uint8Array.from({ length: w * h }, () => Math.floor(next() * 2));
      const [x, y] = [Math.floor(next() * w), Math.floor(next() * h)];
      const segment = slowFlood((px, py) => labels[py * w + px] === labels[y * w + x], w, h, x, y);
      const wanted = Array.from({ length: size.width * size.height }, (_, i) => {
        const u = ((i % size.width) + 0.5) / size.width;
        const v = (Math.floor(i / size.width) + 0.5) / size.height;
        return segment[Math.floor(v * h) * w + Math.floor(u * w)];
      });
      expect(pixels(segmentMask({ width: w, height: h, labels }, x, y, size), size.width, size.height)).toEqual(wanted);
    }
  });
});

describe('components', () => {
  it('are parts that touch at an edge, not at a corner', () => {
    const parts = components(picture(['##..#', '#..##', '.##..', '#..#.', '####.']));
    expect(parts.map((part) => lines(part, 5, 5))).toEqual([
      ['##...', '#....', '.....', '.....', '.....'],
      ['....#', '...##', '.....', '.....', '.....'],
      ['.....', '.....', '.##..', '.....', '.....'],
      ['.....', '.....', '.....', '#..#.', '####.'],
    ]);
  });

  it('are those that a flood finds', () => {
    const next = random(5);
    const [width, height] = [17, 15];
    for (let round = 0; round < 40; round++) {
      const data = Uint8Array.from({ length: width * height }, () => (next() < 0.55 ? 1 : 0));
      const found = components(maskOf({ width, height, data }));
      expect(found.reduce((sum, part) => sum + maskArea(part), 0)).toBe(data.reduce((sum, value) => sum + value, 0));
      for (const part of found) {
        const own = pixels(part, width, height);
        const first = own.indexOf(1);
        const fits = (x: number, y: number): boolean => data[y * width + x] === 1;
        expect(own).toEqual(slowFlood(fits, width, height, first % width, Math.floor(first / width)));
      }
    }
  });
});

describe('drafts', () => {
  it('are where the bilinear map is beyond the threshold', () => {
    const next = random(6);
    for (const [grid, width, height] of [
      [1, 5, 4],
      [2, 31, 20],
      [7, 64, 48],
      [9, 6, 5],
    ] as const) {
      const distances = Float32Array.from({ length: grid * grid }, () => next());
      for (const threshold of [0.2, 0.5, 0.8]) {
        const wanted = Array.from({ length: width * height }, (_, i) => {
          const [u, v] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
          return sampleMap({ grid, distances, limit: 1 }, u, v) > threshold ? 1 : 0;
        });
        expect(pixels(beyond({ grid, distances }, { width, height }, threshold), width, height)).toEqual(wanted);
      }
    }
  });

  it('come one a region, the largest first, without specks', () => {
    const distances = new Float32Array(64);
    distances[9] = 1; // column 1, row 1
    distances[46] = distances[45] = 1; // columns 5 and 6, row 5
    distances[6] = 0.52; // hardly beyond
    const found = drafts({ grid: 8, distances }, { width: 80, height: 80 }, 0.5);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ x: 50, y: 50, width: 20, height: 10 });
    expect(found[1]).toMatchObject({ x: 10, y: 10, width: 10, height: 10 });
    expect(drafts({ grid: 8, distances }, { width: 80, height: 80 }, 2)).toEqual([]);
  });
});

describe('outlines', () => {
  it('give back the mask when they are filled', () => {
    const next = random(7);
    const size = { width: 16, height: 12 };
    for (let round = 0; round < 60; round++) {
      const share = [0.1, 0.5, 0.9][round % 3]!;
      const data = Uint8Array.from({ length: 16 * 12 }, () => (next() < share ? 1 : 0));
      const mask = maskOf({ ...size, data });
      expect(polygonsMask(traceMask(mask), size)).toEqual(mask);
    }
  });

  it('have corners alone, and pass between pixels that touch at one', () => {
    expect(traceMask(picture(['###', '###']))).toEqual([expect.arrayContaining([0, 0, 3, 0, 3, 2, 0, 2])]);
    expect(traceMask(picture(['###', '###']))[0]).toHaveLength(8);
    expect(traceMask(picture(['#.', '.#'])).map((polygon) => polygon.length)).toEqual([8, 8]);
    expect(traceMask(picture(['###', '#.#', '###'])), 'a hole').toHaveLength(2);
  });

  it('of a coarse mask lose no pixel', () => {
    const mask = picture(['#....#', '......', '.#....', '......']);
    expect(lines(coarsened(mask, 2), 3, 2)).toEqual(['#.#', '#..']);
    expect(coarsened(mask, 1)).toEqual(mask);
  });
});
