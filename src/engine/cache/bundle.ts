/**
 * The file format of the cache: a JSON value and named typed arrays, with a checksum, so that a damaged file is noticed
 * and computed again. Little-endian, as every platform of ONNX Runtime is.
 */
import { crc32 } from 'node:zlib';

const MAGIC = 0x3153_4b00; // "\0KS1"
const ALIGNMENT = 8;
const PREFIX = 16; // magic, checksum of what follows, header length, reserved

const ARRAYS = { f32: Float32Array, u16: Uint16Array, u8: Uint8Array, i32: Int32Array } as const;
type ArrayKind = keyof typeof ARRAYS;
export type BundleArray = Float32Array | Uint16Array | Uint8Array | Int32Array;

export interface Bundle {
  readonly json: unknown;
  readonly arrays: Readonly<Record<string, BundleArray>>;
}

interface Header {
  json: unknown;
  sections: { name: string; kind: ArrayKind; offset: number; length: number }[];
}

export function packBundle({ json, arrays }: Bundle): Uint8Array {
  let size = 0;
  const sections = Object.entries(arrays).map(([name, array]) => {
    const section = { name, kind: kindOf(array), offset: size, length: array.length };
    size += padded(array.byteLength);
    return section;
  });
  const header = Buffer.from(JSON.stringify({ json, sections } satisfies Header));
  const start = padded(PREFIX + header.length);
  const out = Buffer.alloc(start + size);
  out.writeUInt32LE(MAGIC, 0);
  out.writeUInt32LE(header.length, 8);
  header.copy(out, PREFIX);
  for (const { name, offset } of sections) {
    const array = arrays[name]!;
    out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset);
  }
  out.writeUInt32LE(crc32(out.subarray(8)), 4);
  return out;
}

/** The inverse of {@link packBundle}; null where the bytes are not a whole, undamaged bundle. */
export function unpackBundle(bytes: Buffer): Bundle | null {
  if (bytes.length < PREFIX || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8)))
    return null;
  const length = bytes.readUInt32LE(8);
  const { json, sections } = JSON.parse(bytes.toString('utf8', PREFIX, PREFIX + length)) as Header;
  const start = padded(PREFIX + length);
  // Typed arrays need their own alignment, and a pooled Buffer may start anywhere.
  const body = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const arrays = Object.fromEntries(
    sections.map(({ name, kind, offset, length: count }) => [name, new ARRAYS[kind](body, offset, count)]),
  );
  return { json, arrays };
}

function kindOf(array: BundleArray): ArrayKind {
  for (const kind of Object.keys(ARRAYS) as ArrayKind[]) if (array instanceof ARRAYS[kind]) return kind;
  throw new TypeError(`Expected one of ${Object.keys(ARRAYS).join(', ')} for a cached array.`);
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
