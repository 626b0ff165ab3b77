/*
 * Own code, because the writers on npm do not fit: `geotiff` brings eight packages and geographic keys for one strip of
 * floats, `utif2` writes RGBA bytes only, `tiff` reads only, and sharp turns floats into 8 bits. Uncompressed: noise in the mantissa
 * leaves deflate little to gain, and every reader knows it. TIFF 6.0, sections 2 and 19.
 */

const TYPE_SHORT = 3;
const TYPE_LONG = 4;

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const SAMPLE_BYTES = 4;
const BLACK_IS_ZERO = 1;
const IEEE_FLOAT = 3;
const UNCOMPRESSED = 1;

/**
 * Encodes one channel of real numbers as a float32 TIFF: little endian, one strip, uncompressed.
 * @param data height · width values, row-major.
 * @throws RangeError when `data` has another length.
 */
export function encodeFloatTiff(width: number, height: number, data: Float32Array): Uint8Array {
  if (data.length !== width * height) {
    throw new RangeError(`Expected ${width} × ${height} values, got ${data.length}.`);
  }
  // The header is filled up to a multiple of four, so that the samples can be set as floats.
  const entries = directory(width, height);
  const directoryBytes = 2 + entries.length * ENTRY_BYTES + 4;
  const dataOffset = Math.ceil((HEADER_BYTES + directoryBytes) / SAMPLE_BYTES) * SAMPLE_BYTES;
  const bytes = new Uint8Array(dataOffset + data.length * SAMPLE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]); // 'II': little endian
  view.setUint32(4, HEADER_BYTES, true);
  view.setUint16(HEADER_BYTES, entries.length, true);
  entries.forEach(([tag, type, value], index) => {
    const at = HEADER_BYTES + 2 + index * ENTRY_BYTES;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, tag === STRIP_OFFSETS ? dataOffset : value, true); // a short lies in the low half: the same bytes
  });
  writeSamples(bytes, dataOffset, data);
  return bytes;
}

const STRIP_OFFSETS = 273;

/** Tags in ascending order, as TIFF wants them: width, height, bits, compression, photometric, strip, … */
function directory(width: number, height: number): (readonly [tag: number, type: number, value: number])[] {
  return [
    [256, TYPE_LONG, width],
    [257, TYPE_LONG, height],
    [258, TYPE_SHORT, 8 * SAMPLE_BYTES],
    [259, TYPE_SHORT, UNCOMPRESSED],
    [262, TYPE_SHORT, BLACK_IS_ZERO],
    [STRIP_OFFSETS, TYPE_LONG, 0],
    [277, TYPE_SHORT, 1], // samples a pixel
    [278, TYPE_LONG, height], // rows a strip
    [279, TYPE_LONG, width * height * SAMPLE_BYTES],
    [339, TYPE_SHORT, IEEE_FLOAT],
  ];
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function writeSamples(bytes: Uint8Array, offset: number, data: Float32Array): void {
  if (IS_LITTLE_ENDIAN) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    return;
  }
  const view = new DataView(bytes.buffer);
  data.forEach((value, index) => {
    view.setFloat32(offset + index * SAMPLE_BYTES, value, true);
  });
}
