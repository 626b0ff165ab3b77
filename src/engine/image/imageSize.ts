import { readFile } from 'node:fs/promises';
import type { Size } from '../../domain/annotations/mask.ts';
import { readBmpHeader } from './bmp.ts';
import { decodeImage } from './decode.ts';
import { loadSharp } from './sharpLibrary.ts';
import { sniffFormat } from './sniff.ts';

/**
 * How large an image is, in pixels as it is shown (EXIF orientation applied), from its header.
 * @throws EngineError as {@link decodeImage} does.
 */
export async function imageSize(file: string): Promise<Size> {
  try {
    return await headerSize(await readFile(file));
  } catch {
    const { width, height } = await decodeImage(file); // says what is wrong with it
    return { width, height };
  }
}

async function headerSize(bytes: Uint8Array): Promise<Size> {
  if (sniffFormat(bytes) === 'bmp') {
    const { width, height } = readBmpHeader(bytes);
    return { width, height };
  }
  const sharp = await loadSharp();
  const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { width: autoOrient.width, height: autoOrient.height };
}
