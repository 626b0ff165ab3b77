import { describe, expect, it } from 'vitest';
import { cellOrigins, rotateImage, rotateLabels } from '../../src/engine/image/rotate.ts';
import type { LabelMap, RgbImage } from '../../src/engine/image/rgbImage.ts';
import { gradient, greatestDifference } from '../fixtures/images.ts';

/** Grey pixels, row by row. */
const grey = (rows: number[][]): RgbImage => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
});
const reds = ({ data, width }: RgbImage): number[][] =>
  Array.from({ length: data.length / 3 / width }, (_, y) =>
    Array.from({ length: width }, (_value, x) => data[3 * (y * width + x)]!),
  );

describe('rotateImage', () => {
  const square = grey([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);

  it('turns clockwise, at right angles without a change of any value', () => {
    expect(reds(rotateImage(square, 90))).toEqual([
      [7, 4, 1],
      [8, 5, 2],
      [9, 6, 3],
    ]);
    expect(reds(rotateImage(square, 180))).toEqual([
      [9, 8, 7],
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(rotateImage(square, 360).data).toEqual(square.data);
  });

  it('fills what comes from outside with the median of the border, a channel each', () => {
    // Of the 16 border pixels 9 are 10 and 7 are 90; the inner ones must not count.
    const values = Array.from({ length: 25 }, (_, i): number => (i < 9 ? 10 : 90));
    values[20] = values[21] = values[10] = 10;
    for (const inner of [6, 7, 8, 11, 12, 13, 16, 17, 18]) values[inner] = 255;
    const data = Uint8Array.from(values.flatMap((value) => [value, 255 - value, 7]));
    const turned = rotateImage({ width: 5, height: 5, data }, 45);
    for (const corner of [0, 4, 20, 24])
      expect([...turned.data.subarray(3 * corner, 3 * corner + 3)]).toEqual([10, 245, 7]);
    expect([...turned.data.subarray(36, 39)]).toEqual([255, 0, 7]);
  });

  it('keeps size and centre of an image that is not square', () => {
    const wide = grey([
      [50, 50, 50, 50, 50, 50],
      [50, 50, 80, 120, 50, 50],
    ]);
    const turned = rotateImage(wide, 90);
    expect([turned.width, turned.height]).toEqual([6, 2]);
    // The columns left and right of the centre become the rows above and below it.
    expect(reds(turned)).toEqual([
      [50, 50, 80, 50, 50, 50],
      [50, 50, 120, 50, 50, 50],
    ]);
  });

  it('blends between pixels: there and back is the same but for blur', () => {
    const image = gradient(64, 64);
    for (let i = 2; i < image.data.length; i += 3) image.data[i] = 0; // without the chequerboard
    const back = rotateImage(rotateImage(image, 30), -30);
    const middle = (data: Uint8Array): number[] => {
      const out = [];
      for (let y = 20; y < 44; y++) out.push(...data.subarray(3 * (y * 64 + 20), 3 * (y * 64 + 44)));
      return out;
    };
    expect(greatestDifference(middle(back.data), middle(image.data))).toBeLessThanOrEqual(2);
    expect(greatestDifference(middle(rotateImage(image, 30).data), middle(image.data))).toBeGreaterThan(20);
  });
});

/** Label 1 in the left half, 2 in the right one, 3 in the middle: a picture twice as wide as high, in any number of pixels. */
function picture(width: number, height: number): LabelMap {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const u = ((i % width) + 0.5) / width;
    const v = (Math.floor(i / width) + 0.5) / height;
    data[i] = Math.hypot(2 * (u - 0.6), v - 0.6) < 0.25 ? 3 : u < 0.5 ? 1 : 2;
  }
  return { width, height, data };
}

describe('rotateLabels', () => {
  it('turns with the image, in whatever proportions the map is', () => {
    const fine = rotateLabels(picture(200, 100), 40, 2);
    const squeezed = rotateLabels(picture(100, 100), 40, 2);
    let same = 0;
    for (let y = 0; y < 100; y++)
      for (let x = 0; x < 100; x++) if (squeezed.data[y * 100 + x] === fine.data[y * 200 + 2 * x]) same += 1;
    expect(same).toBeGreaterThan(9600);
    expect(new Set(fine.data)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('shows background where nothing was', () => {
    const turned = rotateLabels({ width: 4, height: 2, data: new Uint8Array(8).fill(5) }, 90, 2);
    expect([...turned.data]).toEqual([0, 5, 5, 0, 0, 5, 5, 0]);
  });

  it('moves a label where the image moves its colour', () => {
    const { data, width, height } = picture(60, 60);
    const image: RgbImage = { width, height, data: Uint8Array.from([...data].flatMap((label) => [80 * label, 0, 0])) };
    const labels = rotateLabels({ data, width, height }, 75, 1);
    const colours = rotateImage(image, 75);
    let differ = 0;
    for (let i = 0; i < labels.data.length; i++)
      if (labels.data[i] !== 0 && Math.abs(colours.data[3 * i]! - 80 * labels.data[i]!) > 60) differ += 1;
    expect(differ).toBeLessThan(0.03 * labels.data.length);
  });
});

describe('cellOrigins', () => {
  it.each([
    [15, 1],
    [45, 1],
    [120, 1.5],
    [195, 0.7],
    [270, 2],
  ])('leaves out exactly the cells with filled pixels: %i degrees, aspect %f', (degrees, aspect) => {
    const grid = 9;
    const side = 40 * grid;
    const origins = cellOrigins(grid, degrees, aspect);
    const { data } = rotateLabels(
      { width: side, height: side, data: new Uint8Array(side * side).fill(1) },
      degrees,
      aspect,
    );
    const whole = new Array<boolean>(grid * grid).fill(true);
    data.forEach((label, i) => {
      const cell = Math.floor(i / side / 40) * grid + Math.floor((i % side) / 40);
      if (label === 0) whole[cell] = false;
    });
    expect(Array.from(origins, (origin) => origin >= 0)).toEqual(whole);
    expect(whole).toContain(true);
    expect(whole).toContain(degrees % 180 === 90 && aspect === 1);
  });

  it('names the cell of the unrotated image under the centre', () => {
    const grid = 4;
    const origins = cellOrigins(grid, 90, 1);
    for (let row = 0; row < grid; row++)
      for (let column = 0; column < grid; column++)
        expect(origins[row * grid + column]).toBe((grid - 1 - column) * grid + row);
    // 30° clockwise: what is right of the centre came from up there.
    const turned = cellOrigins(9, 30, 1);
    expect(turned[4 * 9 + 4]).toBe(4 * 9 + 4);
    expect(turned[4 * 9 + 8]).toBe(2 * 9 + 7);
  });
});
