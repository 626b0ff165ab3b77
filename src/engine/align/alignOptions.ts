import { SAM_OPTIONS } from '../segment/sam/samOptions.ts';

/** Every number of the aligners that is no input and stands in no manifest (METHOD 6): part of the keys under which their results are kept. */
export const ALIGN_OPTIONS = {
  /** Segments that are further apart than this do not match (`hungarian`, `nearest`). */
  maxCost: 0.8,
  /** What |Δarea| / max area counts in that cost, beside the distance of the mean patches, which counts 1. */
  areaWeight: 0.5,
  /** What ‖Δcentroid‖ / √2 counts in it. */
  centroidWeight: 0.5,
  /** DeAOT's sides are 16n + 1 pixels, so that its grid's corners are the image's corners. */
  stride: 16,
  /** n is at least this: one grid cell a side would leave nothing to compare. */
  leastSteps: 1,
  /** DeAOT's long side in pixels, about: its attention grows with the square of the area. Only images longer than 6.6 : 1 notice. */
  networkLongSide: 3072,
  /** Memories kept of references as seen at other sizes than their own: an image of another size than the last few computes them anew. */
  keptSizes: 4,
  /** References are kept for that at so many times the size that the network sees: photos are many times as large. */
  keptScale: 2,
  /** The long side of L is at most this many pixels. */
  longSide: SAM_OPTIONS.longSide,
} as const;
