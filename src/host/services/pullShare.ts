/** How far a download of several files is. Pure, so that it can be tested without an editor. */
import type { EngineNotifications } from '../../protocol/engine.ts';

export class PullShare {
  private readonly files = new Map<string, { bytes: number; total: number }>();

  /** @param expected bytes of all files, as the list of models has them: they may be rounded; null where nobody knows. */
  constructor(private readonly expected: number | null) {}

  update({ file = '', done, total }: Pick<EngineNotifications['progress'], 'file' | 'done' | 'total'>): void {
    this.files.set(file, { bytes: done, total });
  }

  get bytes(): number {
    return this.sum(({ bytes }) => bytes);
  }

  /** At least what the servers said so far; 0 where nothing is known. */
  get total(): number {
    return Math.max(
      this.expected ?? 0,
      this.sum(({ bytes, total }) => Math.max(bytes, total)),
    );
  }

  /** From 0 to 100. */
  get percent(): number {
    return this.total > 0 ? (100 * this.bytes) / this.total : 0;
  }

  private sum(value: (file: { bytes: number; total: number }) => number): number {
    return [...this.files.values()].reduce((sum, file) => sum + value(file), 0);
  }
}
