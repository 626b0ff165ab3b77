import { rmSync } from 'node:fs';

/** Removes a folder that processes which are just ending may still write to. */
export function removeFolder(folder: string): void {
  for (let tries = 20; ; tries--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
}
