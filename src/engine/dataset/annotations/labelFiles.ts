import path from 'node:path';
import { isEmpty } from '../../../domain/annotations/annotations.ts';
import type { Annotations } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { LabelFileError } from '../../../files/labelFileError.ts';
import { formatLabelFile, holdsMore } from '../../../files/labelme/format.ts';
import { NEW_LABEL_FILE } from '../../../files/labelme/labelFile.ts';
import type { LabelFile } from '../../../files/labelme/labelFile.ts';
import { checkSize, parseLabelFile } from '../../../files/labelme/parse.ts';
import { hasName, sidecarName } from '../../../files/sidecars.ts';
import { EngineError } from '../../errors.ts';
import { describe, removeFile, writeFileAtomic } from '../../files.ts';
import type { DiskFolders } from './diskFolder.ts';

/** An image's label file on the disk. */
export interface StoredLabels {
  /** Its absolute path, whether or not it is there. */
  readonly path: string;
  readonly exists: boolean;
  readonly content: LabelFile;
}

/**
 * Reads an image's label file; an empty one where there is none.
 * @param image absolute path.
 * @throws EngineError `labels-unreadable`.
 */
export async function readLabels(image: string, folders: DiskFolders): Promise<StoredLabels> {
  const folder = path.dirname(image);
  let file = `${image}.json`;
  try {
    const files = folders.at(folder);
    const name = await sidecarName(path.basename(image), files);
    file = path.join(folder, name);
    const text = hasName(await files.names(), name) ? await files.read(name) : null;
    if (text === null) return { path: file, exists: false, content: NEW_LABEL_FILE };
    return { path: file, exists: true, content: await parseLabelFile(text, file) };
  } catch (error) {
    throw labelError(file, error);
  }
}

/** Throws where labels are for an image of another size. @throws EngineError `labels-size`. */
export function checkLabelSize({ content, path: file }: StoredLabels, size: Size): void {
  try {
    checkSize(content, size, file);
  } catch (error) {
    throw labelError(file, error);
  }
}

/**
 * Writes an image's label file whole or not at all. What the file held besides stays in it; one that would say nothing is not made, or goes.
 * @param size the image's, in pixels as it is shown.
 * @throws EngineError `disk-*`; the old file is then as it was.
 */
export async function writeLabels(
  image: string,
  annotations: Annotations,
  { path: file, content, exists }: StoredLabels,
  size: Size,
): Promise<void> {
  if (isEmpty(annotations) && !holdsMore(content)) {
    if (exists) await removeFile(file);
    return;
  }
  await writeFileAtomic(file, await formatLabelFile(annotations, { path: path.basename(image), size }, content));
}

function labelError(file: string, error: unknown): EngineError {
  if (error instanceof LabelFileError) return new EngineError(error.code, error.message, { cause: error });
  return new EngineError('labels-unreadable', `Could not read ${file}: ${describe(error)}. Check its permissions.`, {
    cause: error,
  });
}
