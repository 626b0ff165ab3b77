import type { LabelMap } from '../../image/rgbImage.ts';
import type { Box, Runs } from './runs.ts';

/** One mask of an image, on the pixels of its label map L. */
export interface SamMask {
  /** Pixels. */
  readonly area: number;
  readonly box: Box;
  /** The network's own estimate of its IoU with what was meant; about 0 to 1, now and then a little more. */
  readonly predictedIou: number;
  /** In [0, 1]. */
  readonly stability: number;
  readonly runs: Runs;
}

/** What the automatic mask generator finds in an image (METHOD 6 `sam`). */
export interface SamMasks {
  /** The size of L: the image's own, its long side at most 1024. */
  readonly width: number;
  readonly height: number;
  /** In the order of the last suppression: masks that cleaning left as they were first, then by falling predicted IoU. */
  readonly masks: readonly SamMask[];
  /** Points that the network was asked about. */
  readonly prompts: number;
  /** L: the masks painted. */
  readonly map: LabelMap;
}
