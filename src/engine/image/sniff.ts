/** The formats an image may have; found by content, because names lie. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp';

/** The first bytes of what people mistake for an image we read, for an error that says what came instead. */
const OTHERS: readonly (readonly [name: string, offset: number, magic: string])[] = [
  ['GIF', 0, 'GIF8'],
  ['HEIF or AVIF', 4, 'ftyp'],
  ['PDF', 0, '%PDF'],
  ['PSD', 0, '8BPS'],
  ['JPEG 2000', 4, 'jP  '],
  ['JPEG XL', 0, '\xff\x0a'],
  ['JPEG XL', 4, 'JXL '],
  ['OpenEXR', 0, '\x76\x2f\x31\x01'],
  ['DICOM', 128, 'DICM'],
  ['ZIP', 0, 'PK\x03\x04'],
  ['NumPy', 0, '\x93NUMPY'],
  ['SVG', 0, '<svg'],
  ['XML', 0, '<?xml'],
  ['HTML', 0, '<!DOCTYPE'],
  ['Git LFS pointer', 0, 'version https://git-lfs'],
];

/** The format of an image by its first bytes (BMP: also by a header size that exists); null for anything else. */
export function sniffFormat(bytes: Uint8Array): ImageFormat | null {
  if (starts(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (starts(bytes, 0, '\xff\xd8\xff')) return 'jpeg';
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return 'webp';
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((magic) => starts(bytes, 0, magic))) return 'tiff';
  if (starts(bytes, 0, 'BM')) return 'bmp';
  return null;
}

/** What a file that is no image seems to be, for a message. */
export function describeContent(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const known = OTHERS.find(([, offset, magic]) => starts(bytes, offset, magic));
  if (known !== undefined) return `a ${known[0]} file`.replace(/^a (?=HEIF|OpenEXR|SVG|XML|HTML)/, 'an ');
  return 'something else';
}

function starts(bytes: Uint8Array, offset: number, magic: string): boolean {
  if (bytes.length < offset + magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (bytes[offset + i] !== magic.charCodeAt(i)) return false;
  return true;
}
