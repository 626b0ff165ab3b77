import { decodeBuffer } from './decode.ts';
import type { DecodeOptions } from './decode.ts';
import { encodePng } from './encode.ts';
import { sniffFormat } from './sniff.ts';

/** Where a PNG's header chunk says how many bits a sample has, and where the chunks after it begin. */
const PNG_DEPTH_OFFSET = 24;
const PNG_CHUNKS_OFFSET = 33;

/** WebP's extended header: its flags, of which these mean that Chromium may show another geometry, or a film. */
const WEBP_FLAGS_OFFSET = 20;
const WEBP_EXIF = 0x08;
const WEBP_ANIMATION = 0x02;

/** JPEG markers: frames of Huffman-coded images, which browsers read; start of scan, where the headers end. */
const JPEG_FRAMES = [0xc0, 0xc1, 0xc2];
const JPEG_START_OF_SCAN = 0xda;

/**
 * Whether Chromium shows an image just as {@link decodeBuffer} decodes it, by its headers alone: 8-bit PNG, JPEG, WebP, BMP. Not so TIFF,
 * 16 bits, CMYK or 12-bit JPEG, animations, and PNG or WebP with EXIF, whose orientation browsers treat in different ways.
 * Alpha is left to the page, which is to put black behind it.
 * @param bytes the whole file.
 */
export function isDisplayable(bytes: Uint8Array): boolean {
  switch (sniffFormat(bytes)) {
    case 'png':
      return bytes.length > PNG_DEPTH_OFFSET && bytes[PNG_DEPTH_OFFSET]! <= 8 && !hasPngChunk(bytes, ['eXIf', 'acTL']);
    case 'jpeg':
      return isPlainJpeg(bytes);
    case 'webp':
      return !isExtendedWebp(bytes) || (bytes[WEBP_FLAGS_OFFSET]! & (WEBP_EXIF | WEBP_ANIMATION)) === 0;
    case 'bmp':
      return true;
    case 'tiff':
    case null:
      return false;
  }
}

/**
 * A PNG that a browser shows in place of an image that it cannot: 8-bit sRGB, pixel for pixel what {@link decodeBuffer} gives.
 * @param name the file's name for messages.
 * @throws EngineError `image-unreadable`, `image-too-large`.
 */
export async function encodePreview(bytes: Uint8Array, name: string, options: DecodeOptions = {}): Promise<Uint8Array> {
  return encodePng(await decodeBuffer(bytes, name, options));
}

function hasPngChunk(bytes: Uint8Array, names: readonly string[]): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = PNG_CHUNKS_OFFSET; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (names.includes(text(bytes, at + 4))) return true;
  }
  return false;
}

function isExtendedWebp(bytes: Uint8Array): boolean {
  return bytes.length > WEBP_FLAGS_OFFSET && text(bytes, 12) === 'VP8X';
}

/** 8 bits, Huffman-coded, one or three components. */
function isPlainJpeg(bytes: Uint8Array): boolean {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === JPEG_START_OF_SCAN) return false;
    if (JPEG_FRAMES.includes(marker)) return bytes[at + 4] === 8 && [1, 3].includes(bytes[at + 9]!);
    at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  }
  return false;
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
