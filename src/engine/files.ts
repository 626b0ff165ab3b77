import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from './errors.ts';

/** The system's error code of a failed file operation, or ''. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Writes a file whole or not at all: a temporary neighbour, then renamed over it. Makes missing folders.
 * @param flush whether the bytes are on the disk before the rename: for what a user owns; not for what can be computed again.
 * @throws EngineError `disk-full`, `disk-readonly` or `disk-failed`; the old file is then as it was.
 */
export async function writeFileAtomic(file: string, bytes: Uint8Array | string, { flush = true } = {}): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`,
  );
  try {
    await makeFolder(path.dirname(file));
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(file, error);
  }
}

/**
 * Makes a folder and those above it that are missing. Not by mkdir's own `recursive`, which in Node 20 never returns where a
 * parent exists and yet says that a child has none (/proc).
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (systemCode(error) !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    await makeFolder(path.dirname(folder));
    await mkdir(folder).catch((again: unknown) => {
      if (systemCode(again) !== 'EEXIST') throw again; // another process was faster
    });
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
