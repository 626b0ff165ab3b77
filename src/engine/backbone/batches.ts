import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<I, O> {
  readonly item: I;
  readonly done: (output: O) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Runs together what waits at the same time, at most `size` items a run, one run after the other. A run of several that fails (memory ran
 * out, or the graph takes only one after all) is tried again in halves, which is also the size from then on; an item that fails alone fails.
 */
export class Batches<I, O> {
  private readonly waiting: Waiting<I, O>[] = [];
  private working: Promise<void> | null = null;

  constructor(
    public size: number,
    private readonly run: (items: readonly I[]) => Promise<O[]>,
  ) {}

  add(item: I): Promise<O> {
    return new Promise((done, failed) => {
      this.waiting.push({ item, done, failed });
      this.working ??= this.work();
    });
  }

  /** Waits until nothing waits any more. */
  async idle(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      await nextTurn(); // runs block the event loop: between them others have a turn, and what they add goes along
      const group = this.waiting.splice(0, this.size);
      try {
        const outputs = await this.run(group.map(({ item }) => item));
        group.forEach(({ done }, i) => {
          done(outputs[i]!);
        });
      } catch (error) {
        if (group.length === 1) group[0]!.failed(error);
        else {
          this.size = Math.floor(group.length / 2);
          this.waiting.unshift(...group);
        }
      }
    }
    this.working = null;
  }
}
