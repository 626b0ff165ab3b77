import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { makeFolder, systemCode } from '../../files/replaceFile.ts';
import { writeError } from '../files.ts';

/** Where unfinished things live inside the store: on the same disk as the models, so that a rename puts them into place. */
const WORK = '.downloads';

/** Ids are names of folders: no separators, no dot in front. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function isModelId(id: string): boolean {
  return ID.test(id) && !id.endsWith('.');
}

/** The user's store: a folder for each model, which appears and goes as a whole. */
export class StoreFolder {
  constructor(readonly root: string) {}

  /** A model's folder, whether there or not. @throws EngineError `model-missing` where the id can be none. */
  model(id: string): string {
    if (isModelId(id)) return path.join(this.root, id);
    throw new EngineError(
      'model-missing',
      `Expected a model's id (letters, digits, ".", "_" and "-"); got ${JSON.stringify(id)}. kshot models list shows them.`,
    );
  }

  /** Where a model's download grows. */
  download(id: string): string {
    return path.join(this.root, WORK, path.basename(this.model(id)));
  }

  /** Whether there is a folder, whole or not. */
  async holds(id: string): Promise<boolean> {
    return isFolder(this.model(id));
  }

  /** A new, empty folder inside the store for something that will be installed. @throws EngineError as a write has them. */
  async stage(): Promise<string> {
    const folder = path.join(this.root, WORK, `staged-${randomUUID()}`);
    try {
      await makeFolder(path.dirname(folder));
      await mkdir(folder);
    } catch (error) {
      throw writeError(folder, error);
    }
    return folder;
  }

  /**
   * Renames a finished folder to the model's place; what was there goes. Errors: as a write has them, or `model-exists` where it appeared
   * meanwhile; the staged folder is then still there.
   */
  async install(staged: string, id: string, { replace }: { replace: boolean }): Promise<void> {
    const folder = this.model(id);
    const old = replace && (await this.holds(id)) ? await this.setAside(id) : null;
    try {
      await rename(staged, folder);
    } catch (error) {
      if (old !== null) await rename(old, folder).catch(() => undefined);
      if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error)) && (await isFolder(folder))) throw exists(id);
      throw writeError(folder, error);
    }
    if (old !== null) await rm(old, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Deletes a model and its unfinished download. Returns whether there was any. */
  async remove(id: string): Promise<boolean> {
    const installed = await this.holds(id);
    const unfinished = await isFolder(this.download(id));
    try {
      // Away from its place first: a model is there as a whole or not at all.
      if (installed) await rm(await this.setAside(id), { recursive: true });
      if (unfinished) await rm(this.download(id), { recursive: true });
    } catch (error) {
      throw writeError(this.model(id), error);
    }
    return installed || unfinished;
  }

  private async setAside(id: string): Promise<string> {
    const aside = path.join(this.root, WORK, `removed-${randomUUID()}`);
    try {
      await makeFolder(path.dirname(aside));
      await rename(this.model(id), aside);
    } catch (error) {
      throw writeError(this.model(id), error);
    }
    return aside;
  }
}

export function exists(id: string): EngineError {
  return new EngineError(
    'model-exists',
    `Expected no model called ${id} in the store; there is one. Use --replace, another --id, or kshot models remove ${id} first.`,
  );
}

/** Bytes of all files in a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (about) => about.isDirectory(),
    () => false,
  );
}
