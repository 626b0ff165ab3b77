import { describe, expect, it } from 'vitest';
import { resizeBilinear } from '../../src/engine/image/resize.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { frameOf } from '../../src/engine/segment/sam/samFrame.ts';
import { samInput } from '../../src/engine/segment/sam/samInput.ts';

/** A row of grey pixels. */
function greys(...values: number[]): RgbImage {
  return { width: values.length, height: 1, data: Uint8Array.from(values.flatMap((value) => [value, value, value])) };
}

const redOf = ({ data }: RgbImage): number[] => Array.from(data).filter((_, i) => i % 3 === 0);

describe('resizeBilinear', () => {
  it('widens its triangle where it shrinks', async () => {
    // Around 1: 0.75, 0.75, 0.25 of the first three pixels; bilinear without antialias would give 40 and 200.
    expect(redOf(await resizeBilinear(greys(0, 80, 160, 240), 2, 1))).toEqual([57, 183]);
  });

  it('interpolates where it enlarges', async () => {
    expect(redOf(await resizeBilinear(greys(0, 100), 4, 1))).toEqual([0, 25, 75, 100]);
  });
});

describe('samInput', () => {
  const [mean, std] = [
    [0, 0.5, 1],
    [1, 0.5, 2],
  ];
  const image: RgbImage = { width: 2, height: 1, data: Uint8Array.of(51, 102, 153, 255, 0, 204) };
  const expectValues = (found: Float32Array, expected: readonly number[]): void => {
    expect(found).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
  };

  it('normalises each channel and pads below', async () => {
    expectValues(await samInput(image, frameOf(2, 1, 2), mean, std), [0.2, 1, 0, 0, -0.2, -1, 0, 0, -0.2, -0.1, 0, 0]);
  });

  it('pads to the right', async () => {
    const tall = { ...image, width: 1, height: 2 };
    expectValues(await samInput(tall, frameOf(1, 2, 2), mean, std), [0.2, 0, 1, 0, -0.2, 0, -1, 0, -0.2, 0, -0.1, 0]);
  });

  it('has no padding for a square image', async () => {
    const square = { width: 1, height: 1, data: Uint8Array.of(255, 255, 255) };
    expectValues(await samInput(square, frameOf(1, 1, 2), mean, std), [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });
});
