import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** The system's error code of a failed file operation, or ''. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** So much of a file's name is in its temporary neighbour's, which then is no longer than any name may be (255 bytes, of up to 4 a letter). */
const NAME_LENGTH = 40;

/** The bits of a file's mode that let anyone write it. */
const ANY_WRITE = 0o222;
const PERMISSIONS = 0o7777;
/** A new file's, before the process's mask. */
const NEW_FILE_MODE = 0o666;

/**
 * Writes a file whole or not at all: a temporary neighbour, then renamed over it. Makes missing folders. Links are followed: the file that they lead to is written. A
 * file keeps its permissions. Throws the system's error (`EACCES` where the file is read-only); the old file is then as it was.
 * @param flush whether the bytes are on the disk before the rename: for what a user owns; not for what can be computed again.
 */
export async function replaceFile(file: string, bytes: Uint8Array | string, { flush = true } = {}): Promise<void> {
  const target = await behindLinks(file);
  const mode = await writableMode(target);
  const name = path.basename(target).slice(0, NAME_LENGTH);
  const temporary = path.join(path.dirname(target), `.${name}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`);
  try {
    await makeFolder(path.dirname(target));
    await writeNew(temporary, bytes, mode, flush);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** @param mode the permissions; null: those of any new file. */
async function writeNew(file: string, bytes: Uint8Array | string, mode: number | null, flush: boolean): Promise<void> {
  const handle = await open(file, 'w', mode ?? NEW_FILE_MODE);
  try {
    await handle.writeFile(bytes);
    // The process's mask took bits away. A file system without permissions has none to keep.
    if (mode !== null) await handle.chmod(mode).catch(() => undefined);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The file that a path leads to, which need not be there. */
async function behindLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  const next = await readlink(file).catch(() => null);
  return next === null ? file : behindLinks(path.resolve(path.dirname(file), next));
}

/**
 * A file's permissions; null where there is none. Throws where it must not be written: a rename over it would not ask. The mode is looked at too, as every
 * file is writable to an administrator.
 */
async function writableMode(file: string): Promise<number | null> {
  try {
    const { mode } = await stat(file);
    await access(file, constants.W_OK);
    if ((mode & ANY_WRITE) !== 0) return mode & PERMISSIONS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
  throw Object.assign(new Error(`EACCES: the file is read-only, ${file}`), { code: 'EACCES' });
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
