import type { Inspection } from '../../domain/records.ts';
import type { EngineService } from './engineService.ts';

/** A page, its companion and the neighbours of a review, of a few pages; each is some 100 kB. */
const KEPT = 32;

/** The inspections that pages asked for last, so that going back, comparing and walking on ask the engine once. */
export class Inspections {
  private readonly kept = new Map<string, { basis: string; result: Promise<Inspection> }>();

  constructor(private readonly engine: Pick<EngineService, 'request'>) {}

  /** The inspection of an image, asked for where what it depends on (`basis`) is not what it was. Throws what the engine throws. */
  get(project: string, image: string, basis: string): Promise<Inspection> {
    const key = `${project}\n${image}`;
    const known = this.kept.get(key);
    this.kept.delete(key);
    const result = known?.basis === basis ? known.result : this.engine.request('inspect', { project, image });
    this.keep(key, basis, result);
    result.catch(() => {
      if (this.kept.get(key)?.result === result) this.kept.delete(key);
    });
    return result;
  }

  /** Keeps an inspection that a task made. */
  put(project: string, image: string, basis: string, result: Inspection): void {
    this.kept.delete(`${project}\n${image}`);
    this.keep(`${project}\n${image}`, basis, Promise.resolve(result));
  }

  private keep(key: string, basis: string, result: Promise<Inspection>): void {
    this.kept.set(key, { basis, result });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
  }
}
