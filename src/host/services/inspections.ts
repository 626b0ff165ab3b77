import type { Inspection } from '../../domain/records.ts';
import type { EngineService } from './engineService.ts';

/** A page, its companion and the neighbours of a review, of a few pages; each is some 100 kB. */
const KEPT = 32;

interface Entry {
  basis: string;
  result: Promise<Inspection>;
  /** Ends the request, where it is still at work. */
  stop: () => void;
  /** How many wait for the result and have not given up. */
  waiting: number;
}

/** The inspections that pages asked for last, so that going back, comparing and walking on ask the engine once. */
export class Inspections {
  private readonly kept = new Map<string, Entry>();

  constructor(private readonly engine: Pick<EngineService, 'request'>) {}

  /**
   * The inspection of an image, asked for where what it depends on (`basis`) is not what it was. It goes on while anybody waits: the last one whose
   * signal is aborted ends it. Throws what the engine throws.
   */
  async get(project: string, image: string, basis: string, signal?: AbortSignal): Promise<Inspection> {
    const key = `${project}\n${image}`;
    const known = this.kept.get(key);
    const entry = known?.basis === basis ? known : this.ask(key, project, image, basis);
    this.keep(key, entry);
    entry.waiting++;
    const giveUp = () => {
      if (--entry.waiting > 0) return;
      this.drop(key, entry);
      entry.stop();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await entry.result;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Keeps an inspection that a task made. */
  put(project: string, image: string, basis: string, result: Inspection): void {
    this.keep(`${project}\n${image}`, { basis, result: Promise.resolve(result), stop: () => undefined, waiting: 0 });
  }

  private ask(key: string, project: string, image: string, basis: string): Entry {
    const abort = new AbortController();
    const stop = () => {
      abort.abort();
    };
    const result = this.engine.request('inspect', { project, image }, { signal: abort.signal });
    const entry: Entry = { basis, result, stop, waiting: 0 };
    result.catch(() => {
      this.drop(key, entry);
    });
    return entry;
  }

  private drop(key: string, entry: Entry): void {
    if (this.kept.get(key) === entry) this.kept.delete(key);
  }

  private keep(key: string, entry: Entry): void {
    this.kept.delete(key);
    this.kept.set(key, entry);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
  }
}
