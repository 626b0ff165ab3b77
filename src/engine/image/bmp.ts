import type { RgbImage } from './rgbImage.ts';

/*
 * Uncompressed Windows and OS/2 bitmaps. Own code, because sharp reads no BMP and the small decoders on npm leave out what
 * industrial cameras write: fast-bmp drops 8-bit palettes, refuses 32 bits without masks and knows no top-down rows; bmp-ts ignores the
 * offset of the pixels. Layout: https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
 */

/** Offsets and values of the headers' fields. */
const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const MASKS_OFFSET = FILE_HEADER_BYTES + INFO_HEADER_BYTES;
const BI_RGB = 0;
const BI_BITFIELDS = 3;
const BI_ALPHABITFIELDS = 6;
/** What 16 and 32 bits mean without masks: 5-5-5 and 8-8-8, the rest unused. */
const DEFAULT_MASKS: Readonly<Record<number, Masks>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0x00ff00, 0x0000ff, 0],
};

type Masks = readonly [red: number, green: number, blue: number, alpha: number];

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Where the palette begins, its bytes an entry, and its entries. */
  readonly palette: { readonly offset: number; readonly entryBytes: 3 | 4; readonly entries: number };
  readonly masks: Masks;
}

/** Reads a bitmap's header. @throws Error in one line for what is no bitmap, or a compressed one. */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEADER_BYTES + CORE_HEADER_BYTES) throw new Error('its header is cut off');
  const offset = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  if (headerBytes === CORE_HEADER_BYTES) return coreHeader(view, offset);
  if (headerBytes < INFO_HEADER_BYTES || bytes.length < FILE_HEADER_BYTES + headerBytes)
    throw new Error('its header is cut off');
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (![BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS].includes(compression))
    throw new Error(`its pixels are compressed, kind ${compression}`);
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  const hasMasks = compression !== BI_RGB;
  // A 40-byte header has its masks behind it, longer ones have them inside, at the same place.
  const extra = hasMasks && headerBytes === INFO_HEADER_BYTES ? (compression === BI_ALPHABITFIELDS ? 16 : 12) : 0;
  return checked(bytes, {
    width,
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    offset,
    palette: {
      offset: FILE_HEADER_BYTES + headerBytes + extra,
      entryBytes: 4,
      entries: view.getUint32(46, true) || 2 ** Math.min(bits, 8),
    },
    masks: hasMasks ? readMasks(view, headerBytes + extra) : (DEFAULT_MASKS[bits] ?? [0, 0, 0, 0]),
  });
}

function coreHeader(view: DataView, offset: number): BmpHeader {
  const bits = view.getUint16(24, true);
  return checked(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), {
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    topDown: false,
    bits,
    offset,
    palette: { offset: FILE_HEADER_BYTES + CORE_HEADER_BYTES, entryBytes: 3, entries: 2 ** Math.min(bits, 8) },
    masks: DEFAULT_MASKS[bits] ?? [0, 0, 0, 0],
  });
}

function readMasks(view: DataView, headerBytes: number): Masks {
  const mask = (index: number): number => view.getUint32(MASKS_OFFSET + 4 * index, true);
  const hasAlpha = headerBytes >= INFO_HEADER_BYTES + 16;
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

function checked(bytes: Uint8Array, header: BmpHeader): BmpHeader {
  const { width, height, bits, offset, palette } = header;
  if (width <= 0 || height <= 0) throw new Error(`its size is ${width} × ${height}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`it has ${bits} bits a pixel`);
  if (bits <= 8 && palette.offset + palette.entries * palette.entryBytes > bytes.length)
    throw new Error('its palette is cut off');
  if (offset < FILE_HEADER_BYTES) throw new Error('its pixels have no place');
  return header;
}

/**
 * Decodes an uncompressed bitmap of 1, 4, 8, 16, 24 or 32 bits to RGB. The fourth byte of 32 bits is alpha only
 * where a mask says so; it is composited on black.
 * @throws Error in one line for what is no bitmap, compressed or cut off.
 */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const header = readBmpHeader(bytes);
  const { width, height, bits, offset, topDown } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  const needed = offset + stride * (height - 1) + Math.ceil((width * bits) / 8); // some writers save the last row's padding
  if (needed > bytes.length) throw new Error(`${bytes.length} of ${needed} bytes are there`);
  const data = new Uint8Array(width * height * 3);
  const readRow = rowReader(bytes, header);
  for (let y = 0; y < height; y++) readRow(offset + (topDown ? y : height - 1 - y) * stride, data, y * width * 3);
  return { width, height, data };
}

/** Reads one row that begins at byte `from` into `out` at `to`. */
type RowReader = (from: number, out: Uint8Array, to: number) => void;

function rowReader(bytes: Uint8Array, header: BmpHeader): RowReader {
  if (header.bits <= 8) return paletteRows(bytes, header);
  const [red, green, blue, alpha] = header.masks;
  const plain = header.bits === 24 || (red === 0xff0000 && green === 0xff00 && blue === 0xff && alpha === 0);
  return plain ? plainRows(bytes, header.width, header.bits / 8) : maskedRows(bytes, header);
}

function plainRows(bytes: Uint8Array, width: number, step: number): RowReader {
  return (from, out, to) => {
    for (let x = 0; x < width; x++, from += step, to += 3) {
      out[to] = bytes[from + 2]!;
      out[to + 1] = bytes[from + 1]!;
      out[to + 2] = bytes[from]!;
    }
  };
}

function paletteRows(bytes: Uint8Array, { width, bits, palette }: BmpHeader): RowReader {
  const { offset, entryBytes, entries } = palette;
  const top = 2 ** bits - 1;
  return (from, out, to) => {
    for (let x = 0; x < width; x++, to += 3) {
      const bit = x * bits;
      const index = (bytes[from + (bit >> 3)]! >> (8 - bits - (bit & 7))) & top;
      if (index >= entries) continue; // beyond the palette: black
      const entry = offset + index * entryBytes;
      out[to] = bytes[entry + 2]!;
      out[to + 1] = bytes[entry + 1]!;
      out[to + 2] = bytes[entry]!;
    }
  };
}

function maskedRows(bytes: Uint8Array, { width, bits, masks }: BmpHeader): RowReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = masks.map((mask) => {
    const unit = mask === 0 ? 1 : (mask & -mask) >>> 0; // the mask's lowest bit
    return { mask, unit, top: mask === 0 ? 1 : mask / unit };
  });
  const [red, green, blue, alpha] = fields as [Field, Field, Field, Field];
  const level = (value: number, { mask, unit, top }: Field): number => ((value & mask) >>> 0) / unit / top;
  return (from, out, to) => {
    for (let x = 0; x < width; x++, to += 3) {
      const value = bits === 16 ? view.getUint16(from + x * 2, true) : view.getUint32(from + x * 4, true);
      const opacity = alpha.mask === 0 ? 255 : 255 * level(value, alpha);
      out[to] = level(value, red) * opacity + 0.5;
      out[to + 1] = level(value, green) * opacity + 0.5;
      out[to + 2] = level(value, blue) * opacity + 0.5;
    }
  };
}

interface Field {
  readonly mask: number;
  readonly unit: number;
  readonly top: number;
}
