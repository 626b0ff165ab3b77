import { readFile, stat } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { EngineError } from '../errors.ts';
import { systemCode } from '../../files/replaceFile.ts';
import { describe } from '../files.ts';
import { decodeBmp, readBmpHeader } from './bmp.ts';
import type { RgbImage } from './rgbImage.ts';
import { loadSharp, plainBytes } from './sharpLibrary.ts';
import { describeContent, sniffFormat } from './sniff.ts';

/** The most pixels an image may have unless the caller says otherwise: 300 MB as RGB. */
const MAX_PIXELS = 100_000_000;

/** 65535 / 257 = 255 exactly. */
const SCALE_16_TO_8 = 257;

export interface DecodeOptions {
  /** The most pixels an image may have; checked from its header, before anything is decoded. */
  readonly maxPixels?: number;
}

/**
 * Reads and decodes an image file; see {@link decodeBuffer}.
 * @throws EngineError `image-missing` (no such file, or a folder), `image-unreadable`, `image-too-large`.
 */
export async function decodeImage(file: string, options: DecodeOptions = {}): Promise<RgbImage> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw await readError(file, error);
  }
  return decodeBuffer(bytes, file, options);
}

/**
 * Decodes a PNG, JPEG, WebP, TIFF or BMP image, known by its content, to 8-bit sRGB (METHOD 1):
 * EXIF orientation applied, alpha composited on black, grey repeated in three channels, CMYK and embedded ICC profiles
 * converted to sRGB, 16-bit samples v as round(v / 257). Of several pages or frames it is the first.
 * @param name the file's name for messages.
 * @throws EngineError `image-unreadable` (not an image, damaged or cut off, samples that are not 8- or 16-bit), `image-too-large`.
 */
export async function decodeBuffer(bytes: Uint8Array, name: string, options: DecodeOptions = {}): Promise<RgbImage> {
  const { maxPixels = MAX_PIXELS } = options;
  const format = sniffFormat(bytes);
  if (format === null) {
    const advice = bytes.length === 0 ? 'Copy the file again.' : 'Convert it, or take it out of the project.';
    throw new EngineError(
      'image-unreadable',
      `Expected a PNG, JPEG, WebP, TIFF or BMP image at ${name}, got ${describeContent(bytes)}. ${advice}`,
    );
  }
  try {
    if (format === 'bmp') {
      checkSize(name, readBmpHeader(bytes), maxPixels);
      return decodeBmp(bytes);
    }
    return await decodeWithSharp(bytes, name, maxPixels);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const message = `Expected a whole ${format.toUpperCase()} image at ${name}, but it is damaged, cut off or of a rare kind (${describe(error)}). Copy or export it again.`;
    throw new EngineError('image-unreadable', message, { cause: error });
  }
}

async function decodeWithSharp(bytes: Uint8Array, name: string, maxPixels: number): Promise<RgbImage> {
  const sharp = await loadSharp();
  // 'error' and not the default 'warning': cut-off files fail, harmless oddities in metadata do not.
  const pipeline = sharp(bytes, { failOn: 'error', limitInputPixels: false });
  const { width, height, depth } = await pipeline.metadata();
  checkSize(name, { width, height }, maxPixels);
  if (depth !== 'uchar' && depth !== 'ushort') {
    const message = `Expected 8 or 16 bits a sample in ${name}, got ${depth} samples, whose range is unknown. Export it with 8 or 16 bits.`;
    throw new EngineError('image-unreadable', message);
  }
  return rawPixels(pipeline.autoOrient(), depth === 'ushort');
}

async function rawPixels(pipeline: Sharp, is16Bit: boolean): Promise<RgbImage> {
  // libvips halves 16 bits by a shift (65279 → 254); the exact quotient is taken below instead.
  const converted = is16Bit
    ? pipeline.toColourspace('rgb16').raw({ depth: 'ushort' })
    : pipeline.toColourspace('srgb').raw();
  const { data, info } = await converted.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (!is16Bit) return { width, height, data: channels === 3 ? plainBytes(data) : onBlack(data, channels, 255) };
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  return { width, height, data: channels === 3 ? to8Bit(samples) : onBlack(samples, channels, 65535) };
}

function to8Bit(samples: Uint16Array): Uint8Array {
  const out = new Uint8Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = (samples[i]! + (SCALE_16_TO_8 >> 1)) / SCALE_16_TO_8;
  return out;
}

/** Interleaved RGBA samples in [0, `max`] composited on black, as 8-bit RGB. */
function onBlack(samples: Uint8Array | Uint16Array, channels: number, max: number): Uint8Array {
  const pixels = samples.length / channels;
  const out = new Uint8Array(pixels * 3);
  const scale = 255 / (max * max);
  for (let i = 0; i < pixels; i++) {
    const alpha = samples[i * channels + 3]! * scale;
    for (let c = 0; c < 3; c++) out[i * 3 + c] = samples[i * channels + c]! * alpha + 0.5;
  }
  return out;
}

function checkSize(name: string, { width, height }: { width: number; height: number }, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const most = `${Math.round(maxPixels / 1e5) / 10} megapixels`;
  const message = `Expected at most ${most} in ${name}, got ${width} × ${height}. Make it smaller, or cut it into tiles.`;
  throw new EngineError('image-too-large', message);
}

async function readError(file: string, error: unknown): Promise<EngineError> {
  const code = systemCode(error);
  const isFolder =
    code === 'EISDIR' ||
    (await stat(file).then(
      (s) => s.isDirectory(),
      () => false,
    ));
  if (isFolder) {
    return new EngineError(
      'image-missing',
      `Expected an image file at ${file}, found a folder. Name the files in it.`,
      { cause: error },
    );
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new EngineError(
      'image-missing',
      `Expected an image at ${file}, found none. Restore the file, or take it out of the project.`,
      { cause: error },
    );
  }
  return new EngineError(
    'image-unreadable',
    `Could not read the image ${file} (${describe(error)}). Check its permissions.`,
    { cause: error },
  );
}
