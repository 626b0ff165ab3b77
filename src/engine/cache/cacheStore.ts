import { createHash } from 'node:crypto';
import { access, constants, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder, systemCode } from '../../files/replaceFile.ts';
import { describe, readIfPresent, writeFileAtomic } from '../files.ts';
import { packBundle, unpackBundle } from './bundle.ts';
import type { Bundle } from './bundle.ts';

/** Part of every key: raise it when the meaning of what is stored changes. */
const CACHE_FORMAT = 2;

export const DEFAULT_CACHE_BYTES = 5 * 1024 ** 3;

/** Trimming goes down to this share of the limit, so that it does not run after every image. */
const TRIM_TO = 0.9;
/** A hit refreshes a file's time only when it is older: least recently used needs no more. */
const TOUCH_AFTER_MS = 60 * 60 * 1000;
/** More files than this are not written at a time: what waits for the disk is memory. */
const WRITES_UNDER_WAY = 6;
/** A temporary file that old belongs to no running process any more. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

export interface CacheOptions {
  /** Folders to try in order; the first that can be written is used. */
  readonly folders: readonly string[];
  readonly maxBytes: number;
  readonly onWarning: (message: string) => void;
}

/** The key of something computed: the SHA-256 of its inputs' identities. */
export function cacheKey(...parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([CACHE_FORMAT, ...parts]))
    .digest('hex');
}

/** The SHA-256 of bytes, in hex: the identity of a file by its content. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * What was computed, by content-addressed key. Safe to delete at any time, and safe for several processes at once: files are
 * written whole and never changed. A cache that cannot be written warns once and lets the work go on.
 */
export class CacheStore {
  private wrote = false;
  /** Files that are being written. */
  private readonly writing = new Map<string, Promise<unknown>>();
  private writable = true;

  private constructor(
    readonly folder: string,
    private readonly options: CacheOptions,
  ) {}

  /** Opens the first folder that can be made; a `.gitignore` in it keeps it out of version control. */
  static async open(options: CacheOptions): Promise<CacheStore> {
    let failure = '';
    for (const folder of options.folders) {
      try {
        await makeFolder(folder);
        await access(folder, constants.W_OK);
        if ((await readIfPresent(path.join(folder, '.gitignore'))) === null)
          await writeFileAtomic(path.join(folder, '.gitignore'), '*\n');
        if (failure !== '') options.onWarning(`${failure} What is computed goes to ${folder} instead.`);
        return new CacheStore(folder, options);
      } catch (error) {
        failure ||=
          error instanceof Error && error.name === 'EngineError'
            ? describe(error)
            : `Could not make ${folder}: ${describe(error)}.`;
      }
    }
    options.onWarning(`${failure} Nothing that is computed is kept; choose a writable cache folder.`);
    const store = new CacheStore(options.folders[0] ?? '', options);
    store.writable = false;
    return store;
  }

  async get(kind: string, key: string): Promise<Bundle | null> {
    const file = this.fileOf(kind, key);
    await this.writing.get(file);
    try {
      const bundle = unpackBundle(await readFile(file));
      if (bundle !== null && this.writable) await touch(file);
      return bundle;
    } catch {
      return null; // absent, or not readable: computed again
    }
  }

  /**
   * Keeps a bundle. The disk works while the caller goes on (it waits only where too much is under way; `flush` waits for the rest).
   * Never fails the caller: the first error is told, and nothing is written after it.
   */
  async put(kind: string, key: string, bundle: Bundle): Promise<void> {
    const file = this.fileOf(kind, key);
    const done = this.putFile(kind, key, packBundle(bundle)).finally(() => this.writing.delete(file));
    this.writing.set(file, done);
    if (this.writing.size > WRITES_UNDER_WAY) await Promise.race(this.writing.values());
  }

  /** Waits until everything that was put is on the disk. */
  async flush(): Promise<void> {
    await Promise.all(this.writing.values());
  }

  /** Keeps a plain file (a preview for the editor) and returns its path, or null where it could not be kept. */
  async putFile(kind: string, key: string, bytes: Uint8Array): Promise<string | null> {
    if (!this.writable) return null;
    try {
      await writeFileAtomic(this.fileOf(kind, key), bytes, { flush: false });
      this.wrote = true;
      return this.fileOf(kind, key);
    } catch (error) {
      this.writable = false;
      this.options.onWarning(`${describe(error)} The work goes on, but what is computed from here on is not kept.`);
      return null;
    }
  }

  /** The path of a plain file kept under a key, or null. */
  async findFile(kind: string, key: string): Promise<string | null> {
    const file = this.fileOf(kind, key);
    return stat(file).then(
      () => file,
      () => null,
    );
  }

  /** Brings the cache under its limit, least recently used first. Looks only when something was written; never fails the caller. */
  async trim(): Promise<void> {
    await this.flush();
    if (!this.wrote) return;
    this.wrote = false;
    await this.removeOldest().catch((error: unknown) => {
      this.options.onWarning(`Could not tidy the cache ${this.folder}: ${describe(error)}.`);
    });
  }

  private async removeOldest(): Promise<void> {
    const files = await listFiles(path.join(this.folder, 'cache'));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    if (total <= this.options.maxBytes) return;
    for (const { file, size } of files.sort((a, b) => a.time - b.time)) {
      if (total <= TRIM_TO * this.options.maxBytes) break;
      // A file that another process holds open stays; the next trim finds it again.
      await rm(file, { force: true }).catch(() => undefined);
      total -= size;
    }
  }

  private fileOf(kind: string, key: string): string {
    return path.join(this.folder, 'cache', kind, key.slice(0, 2), key.slice(2));
  }
}

async function touch(file: string): Promise<void> {
  const now = Date.now();
  const { mtimeMs } = await stat(file);
  if (now - mtimeMs > TOUCH_AFTER_MS) await utimes(file, now / 1000, now / 1000).catch(() => undefined);
}

/** All files below a folder, without what other processes removed meanwhile; abandoned temporary files are removed. */
async function listFiles(folder: string): Promise<{ file: string; size: number; time: number }[]> {
  const found: { file: string; size: number; time: number }[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const status = await stat(file).catch(() => null);
    if (status === null) continue;
    if (entry.name.endsWith('.tmp') && Date.now() - status.mtimeMs > ABANDONED_AFTER_MS)
      await rm(file, { force: true });
    else found.push({ file, size: status.size, time: status.mtimeMs });
  }
  return found;
}
