/** Whether a browser shows an image just as the engine decodes it. Pure: looks at the first bytes of the file. */

/** Enough to reach a JPEG's frame header behind EXIF and colour profile. */
export const HEAD_BYTES = 128 * 1024;

/** `unsure`: the engine knows, which reads the whole file; what is not an image is the browser's to refuse. */
export type BrowserShows = 'yes' | 'no' | 'unsure';

const PNG = [0x89, 0x50, 0x4e, 0x47];
/** Where a PNG's header chunk, always the first, says how many bits a sample has; where the chunks after it begin. */
const PNG_DEPTH_OFFSET = 24;
const PNG_CHUNKS_OFFSET = 33;
/** WebP's extended header: flags of EXIF and animation. */
const WEBP_FLAGS_OFFSET = 20;
const WEBP_EXIF_OR_ANIMATION = 0x08 | 0x02;
/** JPEG markers: frames of Huffman-coded images, all frames but tables between them, start of scan. */
const JPEG_PLAIN_FRAMES = [0xc0, 0xc1, 0xc2];
const JPEG_NO_FRAMES = [0xc4, 0xc8, 0xcc];
const JPEG_START_OF_SCAN = 0xda;

/** Not shown: TIFF, PNG with 16 bits a channel, JPEG with four channels (CMYK) or 12 bits. Unsure: EXIF outside JPEG, films. */
export function browserShows(head: Uint8Array): BrowserShows {
  if (isTiff(head)) return 'no';
  if (PNG.every((byte, i) => head[i] === byte)) return showsPng(head);
  if (head[0] === 0xff && head[1] === 0xd8) return showsJpeg(head);
  if (text(head, 0) === 'RIFF' && text(head, 8) === 'WEBP') return showsWebp(head);
  return 'yes';
}

function isTiff(head: Uint8Array): boolean {
  const magic = [...head.subarray(0, 4)].join(' ');
  return ['73 73 42 0', '77 77 0 42', '73 73 43 0', '77 77 0 43'].includes(magic); // classic and BigTIFF, both orders
}

function showsPng(head: Uint8Array): BrowserShows {
  if (head[PNG_DEPTH_OFFSET] === 16) return 'no';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = PNG_CHUNKS_OFFSET; at + 8 <= head.length; at += 12 + view.getUint32(at)) {
    const name = text(head, at + 4);
    if (name === 'eXIf' || name === 'acTL') return 'unsure';
    if (name === 'IDAT') return 'yes';
  }
  return 'unsure';
}

function showsWebp(head: Uint8Array): BrowserShows {
  const isExtended = text(head, 12) === 'VP8X';
  return isExtended && ((head[WEBP_FLAGS_OFFSET] ?? 0xff) & WEBP_EXIF_OR_ANIMATION) !== 0 ? 'unsure' : 'yes';
}

function showsJpeg(head: Uint8Array): BrowserShows {
  for (let at = 2; at + 9 < head.length && head[at] === 0xff;) {
    const marker = head[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === JPEG_START_OF_SCAN) break;
    if (marker >= 0xc0 && marker <= 0xcf && !JPEG_NO_FRAMES.includes(marker)) {
      const bits = head[at + 4]!; // SOF: length, precision, height, width, number of components
      const components = head[at + 9]!;
      if (components === 4 || bits === 12) return 'no';
      return JPEG_PLAIN_FRAMES.includes(marker) && bits === 8 && [1, 3].includes(components) ? 'yes' : 'unsure';
    }
    at += 2 + ((head[at + 2]! << 8) | head[at + 3]!);
  }
  return 'unsure';
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
