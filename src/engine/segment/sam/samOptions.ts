import { LABELS_LONG_SIDE } from '../../image/labelMaps.ts';

/** Every number of the automatic mask generator that is no input (METHOD 6 `sam`): part of the keys under which its results are kept. */
export const SAM_OPTIONS = {
  /** Points a side of the full grid: segment-anything's default. */
  fullGrid: 32,
  /** Points a side of the adaptive grid's first round. */
  coarseGrid: 16,
  /** The adaptive grid's second round skips points in masks under this share of the image: nothing smaller is looked for there. */
  settledShare: 0.005,
  /** Least predicted IoU. */
  predictedIou: 0.88,
  /** Least stability: pixels above +`stabilityOffset` over pixels above −`stabilityOffset`. */
  stability: 0.95,
  /** Logits. */
  stabilityOffset: 1,
  /** Of two masks whose boxes overlap by more than this IoU one goes. */
  boxIou: 0.7,
  /** Holes, islands, masks and visible parts below this share of the image go. */
  smallShare: 0.001,
  /** The long side of L is at most this many pixels. */
  longSide: LABELS_LONG_SIDE,
  /** A box this many pixels from a border, or fewer, is at the border. */
  borderDistance: 2,
  /** A mask at so many borders is background. */
  borders: 2,
  /** Most classes. */
  classes: 40,
} as const;

/** The area in pixels that holes, islands, masks and visible parts must have to stay, on a label map of this size. */
export function leastArea(width: number, height: number): number {
  return SAM_OPTIONS.smallShare * width * height;
}
