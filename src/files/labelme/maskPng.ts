/** LabelMe's `mask`: a base64 PNG of a region's crop, 0 outside. */
import { drawMask, maskOf, newBitmap } from '../../domain/annotations/mask.ts';
import type { Mask } from '../../domain/annotations/mask.ts';
import { unpackBits } from '../pngPixels.ts';

/** What labelme writes inside a region; every tool takes a value above 0 for inside. */
const INSIDE = 1;
const ALPHA_CHANNELS = [2, 4];
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** So many letters hold the signature, white space among them too. */
const SIGNATURE_LETTERS = 32;

/** A crop's PNG as base64; of a mask without pixels one pixel outside, as there is no PNG without any. */
export async function encodeMaskPng(mask: Mask): Promise<string> {
  const { encode } = await import('fast-png');
  const bitmap = newBitmap({ width: Math.max(1, mask.width), height: Math.max(1, mask.height) });
  drawMask({ ...mask, x: 0, y: 0 }, bitmap, INSIDE);
  const png = encode({ ...bitmap, channels: 1, depth: 8 });
  return Buffer.from(png).toString('base64');
}

/** Whether base64 begins as a PNG does; nothing is decoded. */
export function isPng(base64: string): boolean {
  return Buffer.from(base64.slice(0, SIGNATURE_LETTERS), 'base64').subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/**
 * The mask of a base64 PNG whose upper left pixel is (x, y) of the image: grey, palette or colours; inside is whatever is not 0 in any channel but alpha.
 * Throws where it is no PNG.
 */
export async function decodeMaskPng(base64: string, x: number, y: number): Promise<Mask> {
  const { decode } = await import('fast-png');
  const { width, height, depth, channels, data } = decode(Buffer.from(base64, 'base64'));
  const samples = depth < 8 ? unpackBits(data, width, height, depth) : data;
  const colors = ALPHA_CHANNELS.includes(channels) ? channels - 1 : channels;
  const bitmap = newBitmap({ width, height });
  for (let i = 0; i < bitmap.data.length; i++) {
    for (let c = 0; c < colors; c++) if (samples[i * channels + c] !== 0) bitmap.data[i] = 1;
  }
  const mask = maskOf(bitmap);
  return mask.runs.length === 0 ? mask : { ...mask, x: mask.x + x, y: mask.y + y };
}
