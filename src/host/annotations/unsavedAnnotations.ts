import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, readdir, stat, utimes } from 'node:fs/promises';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { replaceFile } from '../../files/replaceFile.ts';
import { formatBackup, parseBackup } from './annotationBackup.ts';
import type { AnnotationsBackup } from './imageAnnotations.ts';
import { SerialQueue } from './serialQueue.ts';

/** A window touches what it keeps this often: what is older than the second is nobody's any more. */
const TOUCH_MILLISECONDS = 3000;
const ABANDONED_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 500;

/** What a window that was killed left of an image. */
export interface LeftAnnotations {
  readonly backup: AnnotationsBackup;
  readonly file: string;
}

/**
 * What is not saved of images, in a folder of the workspace's, until it is. VS Code's own backups come a second later, are not made for the review, and are
 * not found where it was killed before it noted which tabs have one.
 */
export class UnsavedAnnotations implements vscode.Disposable {
  private readonly queue = new SerialQueue();
  private readonly window = randomUUID().slice(0, 8);
  private readonly kept = new Set<string>();
  /** Files that are about to be written. */
  private readonly waiting = new Set<string>();
  private readonly touching: NodeJS.Timeout;
  private isDisposed = false;

  /** @param folder need not be there. */
  constructor(private readonly folder: string) {
    this.touching = setInterval(() => void this.touch(), TOUCH_MILLISECONDS);
    this.touching.unref();
  }

  /**
   * Keeps what an image has that is not saved, as `read` gives it when it is its turn; null: nothing any more. Changes that come faster than they are written
   * are written as one. Throws the system's error.
   */
  async keep(image: vscode.Uri, read: () => AnnotationsBackup | null): Promise<void> {
    const file = this.file(image);
    if (this.waiting.has(file)) return;
    this.waiting.add(file);
    await this.queue.run(async () => {
      this.waiting.delete(file);
      const backup = read();
      if (backup === null) {
        if (this.kept.delete(file)) rmSync(file, { force: true });
        return;
      }
      this.kept.add(file);
      // Whatever happens to the process, the file is there; only where the machine fails it may not be.
      await replaceFile(file, formatBackup(backup), { flush: false });
    });
  }

  /**
   * What a window that was killed left of an image; null where there is nothing, or it is another window's that goes on. Waits until that is sure. Throws
   * where it cannot be read.
   */
  async left(image: vscode.Uri): Promise<LeftAnnotations | null> {
    for (const end = Date.now() + 2 * ABANDONED_MILLISECONDS; Date.now() < end && !this.isDisposed;) {
      const found = await this.others(image);
      if (found.length === 0) return null;
      const [newest] = found.filter(({ age }) => age > ABANDONED_MILLISECONDS);
      if (newest) return readLeft(newest.file);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
    return null;
  }

  /** What another window kept last, whether or not it goes on: VS Code has given its document to this one. */
  async latest(image: vscode.Uri): Promise<LeftAnnotations | null> {
    const [newest] = await this.others(image);
    return newest ? readLeft(newest.file) : null;
  }

  /** Removes what was left, once it is kept by this window. */
  drop({ file }: LeftAnnotations): void {
    rmSync(file, { force: true });
  }

  dispose(): void {
    this.isDisposed = true;
    clearInterval(this.touching);
  }

  /** What other windows keep or kept of an image, the latest first; ages in milliseconds. */
  private async others(image: vscode.Uri): Promise<{ file: string; age: number }[]> {
    const names = await readdir(this.folder).catch(() => []);
    const own = path.basename(this.file(image));
    const files = names.filter((name) => name.startsWith(keyOf(image)) && name.endsWith('.json') && name !== own);
    const ages = files.map(async (name) => {
      const file = path.join(this.folder, name);
      const { mtimeMs } = await stat(file);
      return { file, age: Date.now() - mtimeMs };
    });
    return (await Promise.all(ages)).sort((a, b) => a.age - b.age);
  }

  private async touch(): Promise<void> {
    const now = new Date();
    for (const file of this.kept) await utimes(file, now, now).catch(() => undefined); // not there yet, or not any more
  }

  private file(image: vscode.Uri): string {
    return path.join(this.folder, `${keyOf(image)}-${this.window}.json`);
  }
}

async function readLeft(file: string): Promise<LeftAnnotations> {
  return { file, backup: parseBackup(await readFile(file, 'utf8')) };
}

function keyOf(image: vscode.Uri): string {
  return createHash('sha256').update(image.toString()).digest('hex').slice(0, 32);
}
