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
  let last = -1;
  for (let i = 0; i < pixels; i++) {
    const [r, g, blue] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
    const color = (r << 16) | (g << 8) | blue;
    if (color === last) {
      // Plain backgrounds repeat their colour, and the cube roots are what costs.
      [L[i], a[i], b[i]] = [L[i - 1]!, a[i - 1]!, b[i - 1]!];
      continue;
    }
    last = color;
    const [lr, lg, lb] = [LINEAR[r]!, LINEAR[g]!, LINEAR[blue]!];
    const fx = labCurve(xr * lr + xg * lg + xb * lb);
    const fy = labCurve(yr * lr + yg * lg + yb * lb);
    const fz = labCurve(zr * lr + zg * lg + zb * lb);
    L[i] = 116 * fy - 16;
    a[i] = 500 * (fx - fy);
    b[i] = 200 * (fy - fz);
  }
  return planes;
}

function labCurve(t: number): number {
  return t > LINEAR_BELOW ? Math.cbrt(t) : t * LINEAR_SLOPE + LINEAR_OFFSET;
}

/** a* and b* in 8-bit CIELAB coding, unrounded (METHOD 3): a* + 128 and max(b* + 128, 1), so that b can divide. */
export function labCoding(a: number, b: number): { readonly a: number; readonly b: number } {
  return { a: a + LAB_SHIFT, b: Math.max(b + LAB_SHIFT, LEAST_CODED_B) };
}
