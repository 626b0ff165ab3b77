import { readFile } from 'node:fs/promises';
import { unpackBits } from '../../files/pngPixels.ts';
import { EngineError } from '../errors.ts';
import { systemCode } from '../../files/replaceFile.ts';
import { describe } from '../files.ts';
import type { LabelMap } from './rgbImage.ts';
import { sniffFormat } from './sniff.ts';

/*
 * PNG label maps, pixel = class. fast-png and not sharp, which turns palettes into colours where the indices are wanted. It is loaded
 * at the first use: its inflate tables cost more than a run that reads no mask should pay.
 */

/** Bytes of a PNG's signature and header chunk, and where the header says how a pixel is stored. */
const HEADER_BYTES = 26;
const DEPTH_OFFSET = 24;
const COLOR_TYPE_OFFSET = 25;
const GREY = 0;
const PALETTE = 3;

const WAY_OUT = 'Export the label map as an 8-bit greyscale or palette PNG whose pixels are class numbers.';

/**
 * Reads a label map from a PNG file; see {@link decodeLabelMap}.
 * @throws EngineError `mask-missing`, `mask-unreadable`.
 */
export async function readLabelMap(file: string): Promise<LabelMap> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCode(error))) {
      const message = `Expected a label map at ${file}, found none. Put it there, or change models.segmenter.masks in the project file.`;
      throw new EngineError('mask-missing', message, { cause: error });
    }
    const message = `Could not read the label map ${file} (${describe(error)}). Check its permissions.`;
    throw new EngineError('mask-unreadable', message, { cause: error });
  }
  return decodeLabelMap(bytes, file);
}

/**
 * Decodes a PNG label map (METHOD 6 `masks`): greyscale or palette of 1, 2, 4 or 8 bits; a pixel's value, or its index in
 * the palette, is its class. Values below 8 bits are taken as they are, not stretched to 255.
 * @param name the file's name for messages.
 * @throws EngineError `mask-unreadable`: not a PNG, damaged, 16 bits or colours.
 */
export async function decodeLabelMap(bytes: Uint8Array, name: string): Promise<LabelMap> {
  const refuse = (came: string, cause?: unknown): EngineError =>
    new EngineError(
      'mask-unreadable',
      `Expected a label map with one class number a pixel in ${name}, got ${came}. ${WAY_OUT}`,
      { cause },
    );
  const format = sniffFormat(bytes);
  if (format !== 'png' || bytes.length < HEADER_BYTES) {
    throw refuse(
      bytes.length === 0
        ? 'an empty file'
        : `a ${format === null || format === 'png' ? 'file that is no PNG' : format.toUpperCase()}`,
    );
  }
  const type = bytes[COLOR_TYPE_OFFSET]!;
  if (type !== GREY && type !== PALETTE) throw refuse('a colour or alpha PNG');
  if (bytes[DEPTH_OFFSET]! > 8) throw refuse('a PNG of 16 bits');
  const { decode } = await import('fast-png');
  try {
    const { width, height, depth, data } = decode(bytes, { checkCrc: true });
    return { width, height, data: depth === 8 ? Uint8Array.from(data) : unpackBits(data, width, height, depth) };
  } catch (error) {
    throw refuse(`a damaged PNG: ${describe(error)}`, error);
  }
}

/** Encodes a label map as an 8-bit greyscale PNG, pixel = class. */
export async function encodeLabelPng({ width, height, data }: LabelMap): Promise<Uint8Array> {
  const { encode } = await import('fast-png');
  return encode({ width, height, data, channels: 1, depth: 8 });
}
