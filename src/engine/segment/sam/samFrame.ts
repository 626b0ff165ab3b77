import { scaledSide } from '../../image/labelMaps.ts';

/** Where an image lies in the network's square input: resized into the upper left corner, padding to the right and below. */
export interface SamFrame {
  /** The image's own size in pixels. */
  readonly width: number;
  readonly height: number;
  /** The input's side in pixels. */
  readonly inputSize: number;
  /** The size at which the image lies in the input, in its pixels: the longer one is `inputSize`. */
  readonly contentWidth: number;
  readonly contentHeight: number;
}

/** The frame of a `width` × `height` image: sides rounded half up, as segment-anything rounds them. */
export function frameOf(width: number, height: number, inputSize: number): SamFrame {
  const scale = inputSize / Math.max(width, height);
  return {
    width,
    height,
    inputSize,
    contentWidth: scaledSide(width, scale),
    contentHeight: scaledSide(height, scale),
  };
}
