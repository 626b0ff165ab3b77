import { normalizePixels } from '../../image/normalize.ts';
import { resizeBilinear } from '../../image/resize.ts';
import type { RgbImage } from '../../image/rgbImage.ts';
import type { SamFrame } from './samFrame.ts';

/**
 * The encoder's input, 3 · inputSize² values, plane by plane: the image resized into its frame (bilinear, with antialias),
 * (x / 255 − mean) / std, and zeros to the right and below: the padding is grey for the network, not black.
 */
export async function samInput(
  image: RgbImage,
  { inputSize, contentWidth, contentHeight }: SamFrame,
  mean: readonly number[],
  std: readonly number[],
): Promise<Float32Array> {
  const { data } = await resizeBilinear(image, contentWidth, contentHeight);
  const planes = normalizePixels(data, mean, std);
  if (contentWidth === inputSize && contentHeight === inputSize) return planes;
  const padded = new Float32Array(3 * inputSize * inputSize);
  for (let row = 0; row < 3 * contentHeight; row++) {
    const y = row % contentHeight;
    const plane = (row - y) / contentHeight;
    const from = row * contentWidth;
    padded.set(planes.subarray(from, from + contentWidth), (plane * inputSize + y) * inputSize);
  }
  return padded;
}
