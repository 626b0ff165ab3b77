import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../../files/replaceFile.ts';
import type { SidecarFolder } from '../../../files/sidecars.ts';

/** Label files and images on the disk; each folder is listed once, at its first question. */
export class DiskFolders {
  private readonly folders = new Map<string, SidecarFolder>();

  /** @param folder absolute. */
  at(folder: string): SidecarFolder {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const made = diskFolder(folder);
    this.folders.set(folder, made);
    return made;
  }
}

function diskFolder(folder: string): SidecarFolder {
  let names: Promise<readonly string[]> | undefined;
  return {
    names: () => (names ??= listFiles(folder)),
    read: (name) => readText(path.join(folder, name)),
  };
}

/** The names of a folder's files; none where there is no such folder. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error));
}
