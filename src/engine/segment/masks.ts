import path from 'node:path';
import { EngineError } from '../errors.ts';
import { contentHash } from '../cache/cacheStore.ts';
import { describe, readIfPresent, withoutExtension } from '../files.ts';
import { decodeLabelMap } from '../image/labelPng.ts';
import type { LabelMap } from '../image/rgbImage.ts';

/** A mask file may differ from its image's aspect ratio by at most this share. */
const ASPECT_TOLERANCE = 0.02;

export interface MaskFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

/** The mask file of an image: `{path}` in the pattern stands for the image's path without its extension (METHOD 6 `masks`). */
function maskPath(folder: string, pattern: string, image: string): string {
  const stem = withoutExtension(image);
  return path.join(
    folder,
    pattern.replaceAll('{path}', () => stem),
  );
}

/** Whether a path (relative to the project) may be a mask file of the pattern: such files lie among the images and are none. */
export function isMaskPath(pattern: string, file: string): boolean {
  const literal = path.posix
    .normalize(pattern)
    .split('{path}')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return literal.length > 1 && new RegExp(`^${literal.join('.+')}$`).test(file);
}

/** Reads a mask file's bytes. @throws EngineError `mask-missing`, `mask-unreadable`. */
export async function readMaskFile(folder: string, pattern: string, image: string): Promise<MaskFile> {
  const file = maskPath(folder, pattern, image);
  const bytes = await readIfPresent(file).catch((error: unknown) => {
    throw new EngineError(
      'mask-unreadable',
      `Could not read the label map ${file}: ${describe(error)}. Check its permissions.`,
      {
        cause: error,
      },
    );
  });
  if (bytes === null) {
    throw new EngineError(
      'mask-missing',
      `Expected the label map of ${image} at ${file}, found none. Put it there, or change models.segmenter.masks in the project file.`,
    );
  }
  return { path: file, bytes, hash: contentHash(bytes) };
}

/** Decodes a mask file. @throws EngineError `mask-unreadable`, `mask-shape` where its aspect ratio is not the image's. */
export async function decodeMask(
  mask: MaskFile,
  image: { name: string; width: number; height: number },
): Promise<LabelMap> {
  const map = await decodeLabelMap(mask.bytes, mask.path);
  const ratio = (map.width / map.height) * (image.height / image.width);
  if (Math.abs(ratio - 1) > ASPECT_TOLERANCE) {
    throw new EngineError(
      'mask-shape',
      `The label map ${mask.path} is ${map.width} × ${map.height}, its image ${image.name} ${image.width} × ${image.height}: another shape. Export the map at the image's size.`,
    );
  }
  return map;
}
