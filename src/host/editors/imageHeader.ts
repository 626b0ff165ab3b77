/** How large an image is by its header alone: what the engine is asked for, for where it does not run. Pure. */
import type { Size } from '../../domain/annotations/mask.ts';
import { readTags } from './exifTags.ts';
import type { ImageTags } from './exifTags.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const PNG_CHUNKS_OFFSET = 8;
const JPEG_APP1 = 0xe1;
const JPEG_START_OF_SCAN = 0xda;
const JPEG_NO_FRAMES = [0xc4, 0xc8, 0xcc];
const WEBP_CHUNKS_OFFSET = 12;
const BMP_CORE_HEADER_BYTES = 12;
/** From this value of EXIF's orientation on, 5 to 8, rows and columns are swapped. */
const FIRST_SWAPPED = 5;

/**
 * An image's size in pixels as it is shown, EXIF's orientation applied.
 * @param bytes of the file, from its start. @returns null where they are none of an image, or too few to be sure: give it more.
 */
export function sizeInHeader(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return checked(sizeIn(bytes, view));
  } catch (error) {
    if (error instanceof RangeError) return null; // read beyond the end
    throw error;
  }
}

function sizeIn(bytes: Uint8Array, view: DataView): Size | null {
  if (PNG.every((byte, i) => bytes[i] === byte)) return pngSize(view);
  if (view.getUint16(0) === 0xffd8) return jpegSize(view);
  if (text(view, 0) === 'RIFF' && text(view, 8) === 'WEBP') return webpSize(view);
  if (text(view, 0).startsWith('BM')) return bmpSize(view);
  return tiffSize(readTags(view));
}

function checked(size: Size | null): Size | null {
  return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

/** EXIF counts where it stands before the pixels, as for browsers. */
function pngSize(view: DataView): Size {
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = PNG_CHUNKS_OFFSET; ; at += 12 + view.getUint32(at)) {
    const name = text(view, at + 4);
    if (name === 'eXIf') return turned(size, readTags(view, at + 8));
    if (name === 'IDAT') return size;
  }
}

function jpegSize(view: DataView): Size | null {
  let tags: ImageTags | null = null;
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === JPEG_START_OF_SCAN) return null;
    if (marker >= 0xc0 && marker <= 0xcf && !JPEG_NO_FRAMES.includes(marker))
      return turned({ width: view.getUint16(at + 7), height: view.getUint16(at + 5) }, tags);
    if (marker === JPEG_APP1 && text(view, at + 4) === 'Exif') tags ??= readTags(view, at + 10);
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Layout: https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(view: DataView): Size | null {
  const at = WEBP_CHUNKS_OFFSET;
  switch (text(view, at)) {
    case 'VP8 ':
      return { width: view.getUint16(at + 14, true) & 0x3fff, height: view.getUint16(at + 16, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(at + 9, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const hasExif = (view.getUint8(at + 8) & 0x08) !== 0;
      const size = { width: uint24(view, at + 12) + 1, height: uint24(view, at + 15) + 1 };
      return hasExif ? turned(size, webpTags(view)) : size;
    }
    default:
      return null;
  }
}

function webpTags(view: DataView): ImageTags | null {
  for (let at = WEBP_CHUNKS_OFFSET; ;) {
    const length = view.getUint32(at + 4, true);
    if (text(view, at) === 'EXIF') {
      const start = at + 8;
      return readTags(view, text(view, start) === 'Exif' ? start + 6 : start);
    }
    at += 8 + length + (length % 2);
  }
}

function bmpSize(view: DataView): Size {
  if (view.getUint32(14, true) === BMP_CORE_HEADER_BYTES)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

function tiffSize(tags: ImageTags | null): Size | null {
  const { width, height } = tags ?? {};
  return width === undefined || height === undefined ? null : turned({ width, height }, tags);
}

function turned({ width, height }: Size, tags: ImageTags | null): Size {
  return (tags?.orientation ?? 1) >= FIRST_SWAPPED ? { width: height, height: width } : { width, height };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
