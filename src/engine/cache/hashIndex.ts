import { readFile, stat } from 'node:fs/promises';
import { readIfPresent, writeFileAtomic } from '../files.ts';
import { contentHash } from './cacheStore.ts';

/** A file that changed so shortly before it was hashed may change again within the same clock tick: it is not remembered. */
const SETTLED_AFTER_MS = 2000;

interface Entry {
  size: number;
  mtime: number;
  ctime: number;
  hash: string;
}

/**
 * Remembers the content hash of files by size and times of change, so that a second look at a folder reads no picture.
 * The change time (ctime) cannot be set by programs: a file that was replaced is noticed.
 */
export class HashIndex {
  private changed = false;

  private constructor(
    private readonly file: string,
    private readonly entries: Map<string, Entry>,
  ) {}

  static async open(file: string): Promise<HashIndex> {
    try {
      const bytes = await readIfPresent(file);
      const entries = bytes === null ? [] : Object.entries(JSON.parse(bytes.toString()) as Record<string, Entry>);
      return new HashIndex(file, new Map(entries));
    } catch {
      return new HashIndex(file, new Map()); // damaged: hashed anew
    }
  }

  /** The content hash of a file, and its bytes where it had to be read. Fails as `stat` and `readFile` do. */
  async hash(file: string): Promise<{ hash: string; bytes: Buffer | null }> {
    const { size, mtimeMs, ctimeMs } = await stat(file);
    const known = this.entries.get(file);
    if (known?.size === size && known.mtime === mtimeMs && known.ctime === ctimeMs)
      return { hash: known.hash, bytes: null };
    const bytes = await readFile(file);
    const hash = contentHash(bytes);
    if (Date.now() - Math.max(mtimeMs, ctimeMs) > SETTLED_AFTER_MS) {
      this.entries.set(file, { size, mtime: mtimeMs, ctime: ctimeMs, hash });
      this.changed = true;
    }
    return { hash, bytes };
  }

  /** Writes what was learnt. A failure costs the next run time and nothing else. */
  async save(): Promise<void> {
    if (!this.changed) return;
    this.changed = false;
    await writeFileAtomic(this.file, JSON.stringify(Object.fromEntries(this.entries)), { flush: false }).catch(
      () => undefined,
    );
  }
}
