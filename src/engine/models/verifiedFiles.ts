import * as z from 'zod/mini';
import { readIfPresent, writeFileAtomic } from '../files.ts';

const schema = z.record(z.string(), z.string());

/**
 * Remembers between runs which model files were found right, by their size and times of change: gigabytes are not read again at each start.
 * A file that is missing or damaged remembers nothing.
 */
export class VerifiedFiles extends Map<string, string> {
  private changed = false;

  private constructor(
    private readonly file: string | null,
    entries: Iterable<readonly [string, string]>,
  ) {
    super();
    for (const [path, version] of entries) super.set(path, version);
  }

  /** @param file where it is kept; null keeps it for this process alone. */
  static async open(file: string | null): Promise<VerifiedFiles> {
    try {
      const bytes = file === null ? null : await readIfPresent(file);
      const known = bytes === null ? {} : z.parse(schema, JSON.parse(bytes.toString()));
      return new VerifiedFiles(file, Object.entries(known));
    } catch {
      return new VerifiedFiles(file, []); // damaged: read anew
    }
  }

  override set(path: string, version: string): this {
    this.changed = true;
    return super.set(path, version);
  }

  /** Writes what was learnt. A failure costs the next run time and nothing else. */
  async save(): Promise<void> {
    if (!this.changed || this.file === null) return;
    this.changed = false;
    await writeFileAtomic(this.file, JSON.stringify(Object.fromEntries(this)), { flush: false }).catch(() => undefined);
  }
}
