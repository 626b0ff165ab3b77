import type { RgbImage } from './rgbImage.ts';

/*
 * Separable resampling, exact where sharp is not: libvips rounds positions to 1/64 of a pixel and shrinks by a box first. Against
 * the antialiased bicubic that backbones are trained with, sharp was off by up to 18/255 on noisy pictures, this is equal to the bit.
 * It costs some 80 ms for 1600 × 1280 → 518 × 518 where sharp takes 10 to 15.
 */

/** Weights are integers of this many fractional bits: 8 bits of a sample and the sum's sign then still fit in 32. */
const WEIGHT_BITS = 22;
const HALF = 1 << (WEIGHT_BITS - 1);

/** Rows that are added in one go: the sums are then read and written a quarter as often. */
const ROWS_AT_ONCE = 4;

/** Taps of a bicubic that enlarges or shrinks by less than a fifth; the weight of the last is 0 but for a few pixels. */
const FEW = 5;
/** Rows whose columns are summed one after the other: few enough that the next column finds their bytes in the cache. */
const ROWS_A_BLOCK = 32;

/** The cubic convolution kernel's parameter (Keys 1981), as in Pillow; -0.5 reproduces quadratics. */
const CUBIC_A = -0.5;

/** For each target pixel of one axis: the first source pixel, and `taps` weights from there on. */
interface Axis {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weights: Int32Array;
}

/** The weight of a source pixel: `distance` from the target's centre in source pixels, `scale` source pixels a target pixel. */
interface Kernel {
  /** How far it reaches, in source pixels. */
  reach(scale: number): number;
  weight(distance: number, scale: number): number;
}

/** Bicubic, widened by the scale where it shrinks, so that nothing aliases. */
const CUBIC: Kernel = {
  reach: (scale) => 2 * Math.max(scale, 1),
  weight: (distance, scale) => {
    const x = Math.abs(distance) / Math.max(scale, 1);
    if (x < 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC_A : 0;
  },
};

/** Bilinear, widened by the scale where it shrinks, so that nothing aliases. */
const LINEAR: Kernel = {
  reach: (scale) => Math.max(scale, 1),
  weight: (distance, scale) => Math.max(0, 1 - Math.abs(distance) / Math.max(scale, 1)),
};

/** Area: a source pixel counts by its share in the target pixel's footprint. */
const AREA: Kernel = {
  reach: (scale) => (scale + 1) / 2,
  weight: (distance, scale) => {
    const x = Math.abs(distance);
    const overlap = Math.min(x + 0.5, scale / 2) - Math.max(x - 0.5, -scale / 2);
    return Math.max(overlap, 0);
  },
};

const KERNELS = { cubic: CUBIC, linear: LINEAR, area: AREA } as const;
export type KernelName = keyof typeof KERNELS;

/**
 * Resamples an image across, then down, with 8 bits between: the order of PyTorch and of Pillow before 13, which now swaps it for some sizes
 * (that shows only where bicubic overshoots). Pixel centres are at half-integers, and weights sum to 1 at the edges too.
 */
export function resample(image: RgbImage, width: number, height: number, kernel: KernelName): RgbImage {
  return resampleDown(resampleAcross(image, width, KERNELS[kernel]), height, KERNELS[kernel]);
}

function axis(from: number, to: number, kernel: Kernel): Axis {
  const scale = from / to;
  const reach = kernel.reach(scale);
  const taps = Math.min(Math.floor(2 * reach) + 1, from);
  const first = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  const exact = new Float64Array(taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.min(Math.max(Math.ceil(centre - reach - 0.5), 0), from - taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      exact[tap] = kernel.weight(start + tap + 0.5 - centre, scale);
      sum += exact[tap]!;
    }
    first[i] = start;
    for (let tap = 0; tap < taps; tap++) weights[i * taps + tap] = Math.round((exact[tap]! / sum) * 2 ** WEIGHT_BITS);
  }
  return { taps, first, weights };
}

function resampleAcross(image: RgbImage, width: number, kernel: Kernel): RgbImage {
  if (image.width === width) return image;
  const { height } = image;
  const across = axis(image.width, width, kernel);
  const out = bytes(width * height * 3);
  if (across.taps === FEW) {
    for (let y = 0; y < height; y += ROWS_A_BLOCK)
      addColumns(image, y, Math.min(ROWS_A_BLOCK, height - y), across, out);
  } else addPixels(image, across, out);
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** Across, pixel by pixel. */
function addPixels(image: RgbImage, { taps, first, weights }: Axis, out: Uint8ClampedArray): void {
  const { height, data } = image;
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * image.width * 3;
    for (let x = 0; x < first.length; x++, to += 3) {
      let from = row + first[x]! * 3;
      let r = HALF;
      let g = HALF;
      let b = HALF;
      for (let at = x * taps, end = at + taps; at < end; at++, from += 3) {
        const weight = weights[at]!;
        r = (r + Math.imul(data[from]!, weight)) | 0;
        g = (g + Math.imul(data[from + 1]!, weight)) | 0;
        b = (b + Math.imul(data[from + 2]!, weight)) | 0;
      }
      out[to] = r >> WEIGHT_BITS;
      out[to + 1] = g >> WEIGHT_BITS;
      out[to + 2] = b >> WEIGHT_BITS;
    }
  }
}

/** Across with {@link FEW} taps, column by column of some rows: a column's weights are read once. */
function addColumns(
  { width, data }: RgbImage,
  top: number,
  rows: number,
  { first, weights }: Axis,
  out: Uint8ClampedArray,
): void {
  const stride = width * 3;
  const outStride = first.length * 3;
  for (let x = 0, at = 0; x < first.length; x++, at += FEW) {
    const w0 = weights[at]!;
    const w1 = weights[at + 1]!;
    const w2 = weights[at + 2]!;
    const w3 = weights[at + 3]!;
    const w4 = weights[at + 4]!;
    let from = top * stride + first[x]! * 3;
    let to = top * outStride + x * 3;
    for (let y = 0; y < rows; y++, from += stride, to += outStride) {
      let r = sumOfFour(data, from, 3, w0, w1, w2, w3);
      let g = sumOfFour(data, from + 1, 3, w0, w1, w2, w3);
      let b = sumOfFour(data, from + 2, 3, w0, w1, w2, w3);
      if (w4 !== 0) {
        r = (r + Math.imul(data[from + 12]!, w4)) | 0;
        g = (g + Math.imul(data[from + 13]!, w4)) | 0;
        b = (b + Math.imul(data[from + 14]!, w4)) | 0;
      }
      out[to] = r >> WEIGHT_BITS;
      out[to + 1] = g >> WEIGHT_BITS;
      out[to + 2] = b >> WEIGHT_BITS;
    }
  }
}

function resampleDown(image: RgbImage, height: number, kernel: Kernel): RgbImage {
  if (image.height === height) return image;
  const { taps, first, weights } = axis(image.height, height, kernel);
  const { width, data } = image;
  const stride = width * 3;
  const out = bytes(stride * height);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    if (taps === FEW && weights[y * FEW + FEW - 1] === 0) {
      writeRow(data, first[y]! * stride, weights, y * FEW, out.subarray(y * stride, (y + 1) * stride));
      continue;
    }
    sums.fill(HALF);
    for (let tap = 0; tap < taps; tap += ROWS_AT_ONCE) {
      addRows(sums, data, (first[y]! + tap) * stride, weights, y * taps + tap, Math.min(ROWS_AT_ONCE, taps - tap));
    }
    for (let i = 0; i < stride; i++) out[y * stride + i] = sums[i]! >> WEIGHT_BITS;
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** Adds up to {@link ROWS_AT_ONCE} rows of samples, from `row` on, each times its weight. */
function addRows(
  sums: Int32Array,
  data: Uint8Array,
  row: number,
  weights: Int32Array,
  weight: number,
  rows: number,
): void {
  const stride = sums.length;
  const w0 = weights[weight]!;
  const w1 = rows > 1 ? weights[weight + 1]! : 0;
  const w2 = rows > 2 ? weights[weight + 2]! : 0;
  const w3 = rows > 3 ? weights[weight + 3]! : 0;
  if ((w0 | w1 | w2 | w3) === 0) return;
  const r1 = rows > 1 ? row + stride : row;
  const r2 = rows > 2 ? r1 + stride : row;
  const r3 = rows > 3 ? r2 + stride : row;
  for (let i = 0; i < stride; i++) {
    const upper = Math.imul(data[row + i]!, w0) + Math.imul(data[r1 + i]!, w1);
    const lower = Math.imul(data[r2 + i]!, w2) + Math.imul(data[r3 + i]!, w3);
    sums[i] = (sums[i]! + upper + lower) | 0;
  }
}

/** One row of samples from four rows, from `row` on, each times its weight. */
function writeRow(data: Uint8Array, row: number, weights: Int32Array, weight: number, out: Uint8ClampedArray): void {
  const stride = out.length;
  const w0 = weights[weight]!;
  const w1 = weights[weight + 1]!;
  const w2 = weights[weight + 2]!;
  const w3 = weights[weight + 3]!;
  for (let i = 0; i < stride; i++) out[i] = sumOfFour(data, row + i, stride, w0, w1, w2, w3) >> WEIGHT_BITS;
}

/** Four samples, `step` apart, each times its weight, with the half that rounds. */
function sumOfFour(data: Uint8Array, at: number, step: number, w0: number, w1: number, w2: number, w3: number): number {
  const early = (Math.imul(data[at]!, w0) + Math.imul(data[at + step]!, w1)) | 0;
  const late = (Math.imul(data[at + 2 * step]!, w2) + Math.imul(data[at + 3 * step]!, w3)) | 0;
  return (HALF + early + late) | 0;
}

/** Samples to be written: stores clamp to 0 … 255, since sums overshoot both ends. */
function bytes(length: number): Uint8ClampedArray<ArrayBuffer> {
  return new Uint8ClampedArray(length);
}
