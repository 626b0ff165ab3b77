/** What a project file says of its classes: which count as others, what may change, and what the Classes view lists. */
import type { ClassEntry } from './projectFile.ts';
import type { ProjectClass } from './records.ts';

/** New values of one class; what is left out stays, null is the default. A class without an entry of its own gets one. */
export interface ClassChange {
  id: number;
  name?: string | null;
  /** `#rrggbb`. */
  color?: string | null;
  hidden?: boolean;
  background?: boolean;
  mergedInto?: number | null;
}

/** The source text of `classes` in a project file, before and after a change; null where the file has none. */
export interface ClassesEdit {
  before: string | null;
  after: string | null;
}

/** A class of the fit or of the project file, merged and background ones too. */
export interface ClassInfo extends ProjectClass {
  hidden: boolean;
  background: boolean;
  mergedInto: number | null;
  /** Mean over the references, in [0, 1] of the image; null where no fit measured it. */
  area: number | null;
}

export interface ClassList {
  classes: ClassInfo[];
  /** Whether the project is fitted as it stands: else areas are those of an earlier fit. */
  fitted: boolean;
}

type Target = Pick<ClassEntry, 'id' | 'background' | 'mergedInto'>;

/**
 * What each class that does not stand for itself counts as, in order of the entries: 0 where it is background, else the class that it is merged
 * into; chains are followed to their end. A chain that closes ends where it would begin again (such files are refused, see `mergeCycle`).
 */
export function classTargets(entries: readonly Target[]): Map<number, number> {
  const targets = new Map<number, number>();
  for (const { id } of entries) {
    const end = chainOf(id, entries).at(-1)!;
    if (end !== id) targets.set(id, end);
  }
  return targets;
}

/** Classes that are merged into each other in a circle, the first one again at the end; or null. */
export function mergeCycle(entries: readonly Target[]): number[] | null {
  for (const { id } of entries) {
    const chain = chainOf(id, entries);
    const next = stepFrom(chain.at(-1)!, entries);
    if (next === id) return [...chain, id];
  }
  return null;
}

function chainOf(id: number, entries: readonly Target[]): number[] {
  const chain = [id];
  for (;;) {
    const next = stepFrom(chain.at(-1)!, entries);
    if (next === null || chain.includes(next)) return chain;
    chain.push(next);
  }
}

function stepFrom(id: number, entries: readonly Target[]): number | null {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry?.background === true) return 0;
  return entry?.mergedInto ?? null;
}
