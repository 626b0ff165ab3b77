import type { LabelMap } from './rgbImage.ts';

/** The long side of L is at most this many pixels (METHOD 6). */
export const LABELS_LONG_SIDE = 1024;

/** The size of L (METHOD 6): the image's own, its long side at most {@link LABELS_LONG_SIDE}. */
export function labelMapSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LABELS_LONG_SIDE / Math.max(width, height));
  return { width: scaledSide(width, scale), height: scaledSide(height, scale) };
}

/** A side in pixels, rounded half up, as segment-anything rounds; at least one pixel: very long images stay images. */
export function scaledSide(side: number, scale: number): number {
  return Math.max(1, Math.floor(side * scale + 0.5));
}

/** The highest label of a map; 0 where it holds no class. */
export function highestLabel({ data }: LabelMap): number {
  return data.reduce((highest, label) => Math.max(highest, label), 0);
}
