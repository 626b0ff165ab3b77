/** The tags of a TIFF header, which EXIF has too, that say how large an image is and how it is turned. Pure. */

const TAGS = { 256: 'width', 257: 'height', 274: 'orientation' } as const;
const SHORT = 3;
const ENTRY_BYTES = 12;

export interface ImageTags {
  readonly width?: number;
  readonly height?: number;
  /** 1 to 8, as EXIF counts them. */
  readonly orientation?: number;
}

/**
 * Reads them from the first directory of a header that begins at `start`; null where there is none, BigTIFF included.
 * @throws RangeError where the bytes end before.
 */
export function readTags(view: DataView, start = 0): ImageTags | null {
  const order = view.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  if (view.getUint16(start + 2, little) !== 42) return null;
  const directory = start + view.getUint32(start + 4, little);
  const found: { -readonly [key in keyof ImageTags]: number } = {};
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const at = directory + 2 + i * ENTRY_BYTES;
    const tag = TAGS[view.getUint16(at, little) as keyof typeof TAGS] as (typeof TAGS)[keyof typeof TAGS] | undefined;
    if (tag === undefined) continue;
    const isShort = view.getUint16(at + 2, little) === SHORT;
    found[tag] = isShort ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
  }
  return found;
}
