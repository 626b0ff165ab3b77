import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** The system's error code of a failed file operation, or ''. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** So much of a file's name is in its temporary neighbour's, which then is no longer than any name may be (255 bytes, of up to 4 a letter). */
const NAME_LENGTH = 40;

/**
 * Writes a file whole or not at all: a temporary neighbour, then renamed over it. Makes missing folders. Throws the system's error; the old file is then
 * as it was.
 * @param flush whether the bytes are on the disk before the rename: for what a user owns; not for what can be computed again.
 */
export async function replaceFile(file: string, bytes: Uint8Array | string, { flush = true } = {}): Promise<void> {
  const name = path.basename(file).slice(0, NAME_LENGTH);
  const temporary = path.join(path.dirname(file), `.${name}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`);
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
    throw error;
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
