/** What can be done with a class, and what each action writes. Pure, so that it can be tested without an editor. */
import { mergeCycle } from '../../domain/classes.ts';
import type { ClassChange, ClassInfo } from '../../domain/classes.ts';

export type ClassAction = 'rename' | 'recolor' | 'hide' | 'show' | 'background' | 'restore' | 'merge' | 'unmerge';

/** A class that counts as another has no look of its own in any image. */
export function classActions({ hidden, background, mergedInto }: ClassInfo): ClassAction[] {
  if (background) return ['rename', 'recolor', 'restore'];
  if (mergedInto !== null) return ['rename', 'recolor', 'unmerge'];
  return ['rename', 'recolor', hidden ? 'show' : 'hide', 'background', 'merge'];
}

/** For `viewItem` in menus: a word for each action. */
export function classContext(entry: ClassInfo): string {
  return ['class', ...classActions(entry)].join(' ');
}

/** What an action that needs no further answer writes of each class. */
export function simpleChanges(
  action: 'hide' | 'show' | 'background' | 'restore' | 'unmerge',
  classes: readonly ClassInfo[],
): ClassChange[] {
  const changes: Record<typeof action, Omit<ClassChange, 'id'>> = {
    hide: { hidden: true },
    show: { hidden: false },
    background: { background: true, mergedInto: null },
    restore: { background: false },
    unmerge: { mergedInto: null },
  };
  return classes.map(({ id }) => ({ id, ...changes[action] }));
}

/** The classes that others can be merged into: those that stand for themselves. */
export function mergeTargets(all: readonly ClassInfo[], merged: readonly ClassInfo[]): ClassInfo[] {
  return all.filter(
    (entry) => !entry.background && entry.mergedInto === null && !merged.some(({ id }) => id === entry.id),
  );
}

/** Of classes that are merged, the one that stays: the largest, of several the first. */
export function keptOf(classes: readonly ClassInfo[]): ClassInfo {
  return classes.reduce((kept, entry) => ((entry.area ?? 0) > (kept.area ?? 0) ? entry : kept));
}

/**
 * Merges classes into another. What was merged into one of them goes along, so that the file has no chains. Undefined where that closes a circle, as
 * merging a class into itself does.
 */
export function mergeChanges(
  all: readonly ClassInfo[],
  merged: readonly number[],
  into: number,
): ClassChange[] | undefined {
  const moved = all.filter(
    ({ id, mergedInto }) => merged.includes(id) || (mergedInto !== null && merged.includes(mergedInto)),
  );
  const changes = moved.map(({ id }) => ({ id, mergedInto: into, background: false }));
  const after = all.map(({ id, background, mergedInto }) => {
    const change = changes.find((candidate) => candidate.id === id);
    const target = change?.mergedInto ?? mergedInto;
    return { id, background: change ? false : background, ...(target === null ? {} : { mergedInto: target }) };
  });
  return mergeCycle(after) ? undefined : changes;
}
