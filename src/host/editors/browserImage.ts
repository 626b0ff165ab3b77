/** Whether a browser shows an image as it is. Pure: looks at the first bytes of the file. */

/** Enough to reach a JPEG's frame header behind EXIF and colour profile. */
export const HEAD_BYTES = 128 * 1024;

/**
 * TIFF, PNG with 16 bits a channel and JPEG with four channels (CMYK) are shown as a preview; all else is left to the
 * browser, which says itself when it cannot.
 */
export function needsPreview(head: Uint8Array): boolean {
  return isTiff(head) || isDeepPng(head) || isFourChannelJpeg(head);
}

function isTiff(head: Uint8Array): boolean {
  const magic = [...head.subarray(0, 4)].join(' ');
  return ['73 73 42 0', '77 77 0 42', '73 73 43 0', '77 77 0 43'].includes(magic); // classic and BigTIFF, both orders
}

function isDeepPng(head: Uint8Array): boolean {
  const isPng = [0x89, 0x50, 0x4e, 0x47].every((byte, i) => head[i] === byte);
  return isPng && head[24] === 16; // IHDR is always first: bit depth after width and height
}

function isFourChannelJpeg(head: Uint8Array): boolean {
  if (head[0] !== 0xff || head[1] !== 0xd8) return false;
  for (let at = 2; at + 9 < head.length && head[at] === 0xff;) {
    const marker = head[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return head[at + 9] === 4; // SOF: length, precision, height, width, number of components
    at += 2 + ((head[at + 2]! << 8) | head[at + 3]!);
  }
  return false;
}
