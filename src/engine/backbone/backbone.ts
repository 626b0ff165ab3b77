import type { RgbImage } from '../image/rgbImage.ts';

/** Dense activations of one layer: `size` × `size` cells, `channels` each, row-major, channels last. */
export interface DenseTap {
  readonly size: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** What the prototype segmenter reads off the default backbone (METHOD 6): a shallow tap (block 2) and deeper ones (blocks 9 and 12). */
export interface SegmentTaps {
  readonly shallow: DenseTap;
  readonly deep: readonly DenseTap[];
}

/** The patch features F of one image (METHOD 1): N = grid² rows of `dim` values, row-major, as the network gives them. */
export interface PatchFeatures {
  readonly grid: number;
  readonly dim: number;
  readonly data: Float32Array;
}

export interface BackboneOutput {
  readonly patches: PatchFeatures;
  /** Only the default backbone's graph has them. */
  readonly taps: SegmentTaps | null;
}

/** Describes images by patches. Owns a session: call `dispose`. */
export interface Backbone {
  /** Identifies what was computed: model checksum, input size, preprocessing, provider kind. Part of cache keys. */
  readonly key: string;
  readonly providerName: string;
  /** S: the side in pixels that images are resized to (METHOD 1). */
  readonly inputSize: number;
  /** Images that one run takes at most, when so many wait at the same time. */
  readonly batchSize: number;
  /** Cells a side of the shallow tap; null before the first image, and without taps. */
  readonly tapSize: number | null;
  /** The image may have any size; one of S × S already is not resized. */
  describe(image: RgbImage): Promise<BackboneOutput>;
  dispose(): Promise<void>;
}
