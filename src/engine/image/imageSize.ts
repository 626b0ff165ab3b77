import { open } from 'node:fs/promises';
import type { Size } from '../../domain/annotations/mask.ts';
import { readBmpHeader } from './bmp.ts';
import { decodeImage } from './decode.ts';
import { loadSharp } from './sharpLibrary.ts';
import { sniffFormat } from './sniff.ts';

/** So much of a file holds the header of a BMP, its palette too. */
const BEGINNING_BYTES = 4096;

/**
 * How large an image is, in pixels as it is shown (EXIF orientation applied), from its header: of a large image little is read.
 * @throws EngineError as {@link decodeImage} does.
 */
export async function imageSize(file: string): Promise<Size> {
  try {
    return await headerSize(file);
  } catch {
    const { width, height } = await decodeImage(file); // says what is wrong with it
    return { width, height };
  }
}

async function headerSize(file: string): Promise<Size> {
  const bytes = await beginningOf(file);
  const format = sniffFormat(bytes);
  if (format === null) throw new Error('no image that kShot reads');
  if (format === 'bmp') {
    const { width, height } = readBmpHeader(bytes);
    return { width, height };
  }
  const sharp = await loadSharp();
  const { autoOrient } = await sharp(file, { limitInputPixels: false }).metadata();
  return { width: autoOrient.width, height: autoOrient.height };
}

async function beginningOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(BEGINNING_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
