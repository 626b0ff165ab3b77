import { resample } from './resample.ts';
import type { KernelName } from './resample.ts';
import type { LabelMap, RgbImage } from './rgbImage.ts';

/**
 * The image at `width` × `height` px for a backbone (METHOD 1): bicubic, with antialias where it shrinks, aspect not kept.
 * It is the one that backbones are trained with, Pillow's, to within 1/255. An image of this size already is returned as it is.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  return resized(image, width, height, 'cubic');
}

/**
 * The image at `width` × `height` px for networks that were trained with bilinear resizing: with antialias where it shrinks.
 * An image of this size already is returned as it is.
 */
export function resizeBilinear(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  return resized(image, width, height, 'linear');
}

/**
 * The image at `width` × `height` px for class colours (METHOD 2): the mean over each pixel's footprint; where it enlarges,
 * pixels are repeated. Lanczos would be sharper, but overshoots at edges and so adds colours that the image does not have.
 * An image of this size already is returned as it is.
 */
export function resizeArea(image: RgbImage, width: number, height: number): Promise<RgbImage> {
  return resized(image, width, height, 'area');
}

function resized(image: RgbImage, width: number, height: number, kernel: KernelName): Promise<RgbImage> {
  const isSame = image.width === width && image.height === height;
  return Promise.resolve(isSame ? image : resample(image, width, height, kernel));
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
