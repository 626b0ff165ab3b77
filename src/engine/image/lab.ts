import type { RgbImage } from './rgbImage.ts';

/** Planes of CIELAB, H · W each, row-major: L* in [0, 100], a* and b* unshifted, about [-108, 99]. */
export interface LabImage {
  readonly width: number;
  readonly height: number;
  readonly L: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Linear sRGB to XYZ, each row divided by the D65 white (X 0.95047, Y 1, Z 1.08883): IEC 61966-2-1 and CIE 15. */
const XYZ_OF_RGB = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
] as const;

/** CIE 15: f(t) = cbrt(t) above (6/29)³, a straight line below. */
const LINEAR_BELOW = (6 / 29) ** 3;
const LINEAR_SLOPE = (29 / 6) ** 2 / 3;
const LINEAR_OFFSET = 4 / 29;

/** What the 8-bit coding of CIELAB adds to a* and b*, and the least b* it may then have (METHOD 3). */
const LAB_SHIFT = 128;
const LEAST_CODED_B = 1;

/** 8-bit sRGB to linear light in [0, 1]. */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** Steps of the table of {@link labCurve} over [0, 1]; between them it is linear, which is off by less than 0.0002 in a*. */
const CURVE_STEPS = 16384;
let curve: Float64Array | undefined;

/** Made at the first use. Its last entry repeats the one for 1, to interpolate towards. */
function curveTable(): Float64Array {
  curve ??= Float64Array.from({ length: CURVE_STEPS + 2 }, (_, i) => labCurve(Math.min(i / CURVE_STEPS, 1)));
  return curve;
}

/** An image's CIELAB planes (METHOD 3): sRGB, D65, 2° observer, floats. */
export function rgbToLab({ width, height, data }: RgbImage): LabImage {
  const pixels = width * height;
  const planes = {
    width,
    height,
    L: new Float32Array(pixels),
    a: new Float32Array(pixels),
    b: new Float32Array(pixels),
  };
  const { L, a, b } = planes;
  const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = XYZ_OF_RGB;
  const table = curveTable(); // cube roots would take most of the time
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    const lr = LINEAR[data[at]!]!;
    const lg = LINEAR[data[at + 1]!]!;
    const lb = LINEAR[data[at + 2]!]!;
    const fx = lookUp(table, xr * lr + xg * lg + xb * lb);
    const fy = lookUp(table, yr * lr + yg * lg + yb * lb);
    const fz = lookUp(table, zr * lr + zg * lg + zb * lb);
    L[i] = 116 * fy - 16;
    a[i] = 500 * (fx - fy);
    b[i] = 200 * (fy - fz);
  }
  return planes;
}

/** `table` at t in [0, 1]; white's t exceeds 1 by a rounding. */
function lookUp(table: Float64Array, t: number): number {
  const position = t * CURVE_STEPS;
  const low = position | 0;
  return table[low]! + (table[low + 1]! - table[low]!) * (position - low);
}

function labCurve(t: number): number {
  return t > LINEAR_BELOW ? Math.cbrt(t) : t * LINEAR_SLOPE + LINEAR_OFFSET;
}

/** a* and b* in 8-bit CIELAB coding, unrounded (METHOD 3): a* + 128 and max(b* + 128, 1), so that b can divide. */
export function labCoding(a: number, b: number): { readonly a: number; readonly b: number } {
  return { a: a + LAB_SHIFT, b: Math.max(b + LAB_SHIFT, LEAST_CODED_B) };
}
