import { readFile, rm } from 'node:fs/promises';
import { replaceFile, systemCode } from '../files/replaceFile.ts';
import { EngineError } from './errors.ts';

/**
 * Writes a file whole or not at all: a temporary neighbour, then renamed over it. Makes missing folders.
 * @param flush whether the bytes are on the disk before the rename: for what a user owns; not for what can be computed again.
 * @throws EngineError `disk-full`, `disk-readonly` or `disk-failed`; the old file is then as it was.
 */
export async function writeFileAtomic(
  file: string,
  bytes: Uint8Array | string,
  options: { flush?: boolean } = {},
): Promise<void> {
  try {
    await replaceFile(file, bytes, options);
  } catch (error) {
    throw writeError(file, error);
  }
}

/** Removes a file, where it is there. @throws EngineError `disk-*`. */
export async function removeFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw writeError(file, error);
  }
}

/** The EngineError for a failed write to `file`. */
export function writeError(file: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const code = systemCode(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError(
        'disk-full',
        `Could not write ${file}: the disk is full. Free some space and run the same again.`,
        { cause: error },
      );
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new EngineError(
        'disk-readonly',
        `Could not write ${file}: the place is read-only. Choose another place or change its permissions.`,
        { cause: error },
      );
    default:
      return new EngineError(
        'disk-failed',
        `Could not write ${file}: ${describe(error)}. Check the path and the disk.`,
        { cause: error },
      );
  }
}

/** A file's bytes, or null where there is no such file. */
export async function readIfPresent(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return null;
    throw error;
  }
}

/** An error's message on one line. */
export function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
}

/** A file's path without its extension. */
export function withoutExtension(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}
