import { SharedWork } from '../sharedWork.ts';

/**
 * A network that is opened when something first has to run on it: what comes from the cache needs its key alone. One that is large and
 * seldom wanted can be let go in between.
 */
export class LazyNetwork<T extends { dispose(): Promise<void> }> {
  private opened: SharedWork<T> | null = null;
  private users = 0;
  private unwanted = false;

  constructor(
    /** Identifies what is computed with it, opened or not: part of cache keys. */
    readonly key: string,
    private readonly create: (signal: AbortSignal) => Promise<T>,
  ) {}

  /**
   * The network, opened if it is not open. Throws what opening it throws, and `cancelled`; the next call then tries again.
   * @param signal ends the waiting, and the opening where nobody else waits for it.
   */
  open(signal?: AbortSignal): Promise<T> {
    if (!this.opened?.isOfUse) this.opened = new SharedWork(this.create, (network) => network.dispose());
    return this.opened.wait(signal);
  }

  /** Does some work with the network open, whoever else releases it meanwhile. */
  async use<R>(work: (network: T) => Promise<R>, signal?: AbortSignal): Promise<R> {
    this.users += 1;
    try {
      return await work(await this.open(signal));
    } finally {
      this.users -= 1;
      if (this.users === 0 && this.unwanted) await this.release();
    }
  }

  /** Closes the network, now or when the last `use` is done; the next one opens it again. */
  async release(): Promise<void> {
    this.unwanted = this.users > 0;
    if (this.unwanted) return;
    const { opened } = this;
    this.opened = null;
    await (await opened?.result.catch(() => null))?.dispose();
  }
}
