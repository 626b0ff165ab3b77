/** CIELAB (D65) to sRGB: Lindbloom's equations with the constants of CIE 15 and IEC 61966-2-1. */
import type { Rgb } from './colorMap.ts';

const WHITE_D65 = [0.95047, 1, 1.08883] as const;
const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;
const XYZ_TO_LINEAR_SRGB = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
] as const;

/** sRGB in [0, 255], whole numbers, of a colour with L* in [0, 100]; what lies outside the gamut is clipped channel by channel. */
export function labToSrgb(lightness: number, a: number, b: number): Rgb {
  const fy = (lightness + 16) / 116;
  const [x, y, z] = [fy + a / 500, fy, fy - b / 200].map((f, i) => {
    const cube = f ** 3;
    return WHITE_D65[i]! * (cube > EPSILON ? cube : (116 * f - 16) / KAPPA);
  }) as [number, number, number];
  return XYZ_TO_LINEAR_SRGB.map(([r, g, s]) => toByte(r * x + g * y + s * z)) as unknown as Rgb;
}

function toByte(linear: number): number {
  const v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, v)));
}
