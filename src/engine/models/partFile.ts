import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { writeFileAtomic } from '../files.ts';

const aboutSchema = z.object({
  /** A strong ETag, or a date: the server then knows whether it still has the same file. */
  validator: z.nullable(z.string()),
  sha256: z.nullable(z.string()),
});

/** What the server said of the file that a part is the beginning of. */
export type PartAbout = z.infer<typeof aboutSchema>;

/** A part that can be continued. */
export interface Part extends PartAbout {
  readonly offset: number;
  /** Of the bytes that are there. */
  readonly hash: Hash;
}

/** The beginning of a download, with what is known of it in a file beside it. */
export class PartFile {
  constructor(readonly path: string) {}

  /** What is there; null where nothing is, or nothing tells what it is the beginning of. */
  async open(): Promise<Part | null> {
    const about = await this.about();
    const offset = await this.size();
    if (offset === 0 || about === null || (about.validator === null && about.sha256 === null)) return null;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path)) hash.update(chunk as Buffer);
    return { ...about, offset, hash };
  }

  async size(): Promise<number> {
    return stat(this.path).then(
      ({ size }) => size,
      () => 0,
    );
  }

  describe(about: PartAbout): Promise<void> {
    return writeFileAtomic(`${this.path}.json`, JSON.stringify(about), { flush: false });
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(`${this.path}.json`, { force: true });
  }

  private async about(): Promise<PartAbout | null> {
    try {
      return z.parse(aboutSchema, JSON.parse(await readFile(`${this.path}.json`, 'utf8')));
    } catch {
      return null; // missing or damaged: the download starts anew
    }
  }
}
