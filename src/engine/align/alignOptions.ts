import { LABELS_LONG_SIDE } from '../image/labelMaps.ts';

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
  /** Where images differ in size, references are kept at so many times the size that the network sees: photos are many times as large. */
  keptScale: 2,
  /**
   * Rows of the long-term memory (`memory: all`), one for each 16 × 16 pixels that the network sees of a reference: 18 square references at a
   * short side of 465. A row is up to 13.8 kB (DeAOT-L; T: 4.6 kB), a pass of ten classes 226 MB; propagation's time and memory grow with it.
   */
  longTermRows: 16_384,
  /** The long side of L is at most this many pixels. */
  longSide: LABELS_LONG_SIDE,
} as const;
