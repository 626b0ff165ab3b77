import { throwIfAborted } from './errors.ts';

/**
 * What a promise gives, or the error `cancelled` as soon as the signal is aborted: whoever waits stops waiting, the work goes on. What it then
 * fails with nobody hears.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  work.catch(() => undefined);
  throwIfAborted(signal);
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort);
  });
  try {
    await Promise.race([work, aborted]);
    throwIfAborted(signal);
    return await work;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Work that is done once for all who want its result, each with a signal of its own: it goes on while anybody waits, and is stopped when the
 * last one has given up. One whose work failed or was stopped is of no more use: begin another.
 */
export class SharedWork<T> {
  /** As the work ends; rejects with `cancelled` where it was stopped. */
  readonly result: Promise<T>;
  private readonly stop = new AbortController();
  private state: 'going on' | 'done' | 'of no use' = 'going on';
  private waiting = 0;

  /** @param start begins the work. @param discard frees a result that came after the work was stopped. */
  constructor(start: (signal: AbortSignal) => Promise<T>, discard: (result: T) => Promise<void>) {
    const { signal } = this.stop;
    const work = async (): Promise<T> => {
      const result = await start(signal);
      if (!signal.aborted) {
        this.state = 'done';
        return result;
      }
      await discard(result);
      throwIfAborted(signal);
      return result;
    };
    this.result = work();
    this.result.catch(() => {
      this.state = 'of no use';
    });
  }

  get isOfUse(): boolean {
    return this.state !== 'of no use';
  }

  /** @throws `cancelled` when the signal is aborted, and what the work throws. */
  async wait(signal: AbortSignal | undefined): Promise<T> {
    this.waiting += 1;
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && this.state === 'going on') {
        this.state = 'of no use';
        this.stop.abort();
      }
    }
  }
}
