import type { LabelMap, RgbImage } from './rgbImage.ts';
import { loadSharp, plainBytes, rawInput } from './sharpLibrary.ts';

/** PNG compression of written images: zlib's default trade of time against size. */
const PNG_COMPRESSION_LEVEL = 6;

/** Encodes an image as an 8-bit PNG: RGB for an {@link RgbImage}, grey for a {@link LabelMap} (told apart by the length of `data`). */
export async function encodePng(image: RgbImage | LabelMap): Promise<Uint8Array> {
  const { width, height, data } = image;
  const channels = data.length === width * height ? 1 : 3;
  if (data.length !== width * height * channels) {
    throw new RangeError(`Expected ${width} × ${height} pixels of one or three bytes, got ${data.length} bytes.`);
  }
  const sharp = await loadSharp();
  const pipeline = sharp(data, rawInput(width, height, channels));
  return (channels === 1 ? pipeline.toColourspace('b-w') : pipeline)
    .png({ compressionLevel: PNG_COMPRESSION_LEVEL })
    .toBuffer();
}

/** Renders an SVG document at `width` × `height` px, its aspect not kept; what it leaves transparent is black. */
export async function renderSvg(svg: string, width: number, height: number): Promise<RgbImage> {
  const sharp = await loadSharp();
  const data = await sharp(new TextEncoder().encode(svg), { limitInputPixels: false })
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#000000' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return { width, height, data: plainBytes(data) };
}
