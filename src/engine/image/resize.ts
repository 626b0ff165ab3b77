import type { LabelMap, RgbImage } from './rgbImage.ts';
import { loadSharp, rawInput } from './sharpLibrary.ts';

/**
 * The image at `width` × `height` px for a backbone (METHOD 1): bicubic, with antialias where it shrinks, aspect not kept.
 * An image that has this size already is returned as it is.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  return resizeWith(image, width, height, 'cubic');
}

/**
 * The image at `width` × `height` px for class colours (METHOD 2): the mean over each pixel's footprint, a triangle of twice
 * its width. Lanczos would be sharper, but overshoots at edges and so adds colours that the image does not have.
 * An image that has this size already is returned as it is.
 */
export function resizeArea(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  return resizeWith(image, width, height, 'linear');
}

async function resizeWith(
  image: RgbImage,
  width: number,
  height: number,
  kernel: 'cubic' | 'linear',
): Promise<RgbImage> {
  if (image.width === width && image.height === height) return image;
  const sharp = await loadSharp();
  const data = await sharp(image.data, rawInput(image.width, image.height, 3))
    .resize(width, height, { fit: 'fill', kernel, fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
  return { width, height, data };
}

/** The label map at `width` × `height` px: each pixel takes the label at its centre (METHOD 2). The same size: returned as it is. */
export function resizeNearest(map: LabelMap, width: number, height: number): LabelMap {
  if (map.width === width && map.height === height) return map;
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * map.width) / width));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * map.height) / height) * map.width;
    for (let x = 0; x < width; x++) data[y * width + x] = map.data[row + columns[x]!]!;
  }
  return { width, height, data };
}
