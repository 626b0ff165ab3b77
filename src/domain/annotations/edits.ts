/** Edits of an image's annotations: made by tools, undone by their inverse. Pure. */
import type { Annotations, HumanVerdict, Region } from './annotations.ts';

/** One step of an edit. */
export type Change =
  /** The region with this id becomes `region`: new where there is none with the id, gone where it is null. `at`: the place of a new one, the top unless given. */
  | { readonly type: 'region'; readonly id: string; readonly region: Region | null; readonly at?: number }
  | { readonly type: 'verdict'; readonly verdict: HumanVerdict | null };

/** What the user did, as the Undo entry names it. */
export type EditName = 'add' | 'change' | 'delete' | 'label' | 'comment' | 'verdict' | 'merge' | 'import';

export interface Edit {
  readonly name: EditName;
  readonly changes: readonly Change[];
}

/** The annotations after the changes, in their order, and the changes that lead back. What a change finds already so it leaves. */
export function applyChanges(
  before: Annotations,
  changes: readonly Change[],
): { after: Annotations; inverse: Change[] } {
  let { verdict } = before;
  const regions = [...before.regions];
  const inverse: Change[] = [];
  for (const change of changes) {
    if (change.type === 'verdict') {
      inverse.unshift({ type: 'verdict', verdict });
      verdict = change.verdict;
      continue;
    }
    const at = regions.findIndex(({ id }) => id === change.id);
    const old = regions[at] ?? null;
    if (old === null && change.region === null) continue;
    inverse.unshift({ type: 'region', id: change.id, region: old, ...(change.region === null ? { at } : {}) });
    if (change.region === null) regions.splice(at, 1);
    else if (old !== null) regions[at] = change.region;
    else regions.splice(change.at ?? regions.length, 0, change.region);
  }
  return { after: { verdict, regions }, inverse };
}

export function addRegions(regions: readonly Region[]): Edit {
  return { name: 'add', changes: regions.map((region) => ({ type: 'region', id: region.id, region })) };
}

export function deleteRegions(ids: readonly string[]): Edit {
  return { name: 'delete', changes: ids.map((id) => ({ type: 'region', id, region: null })) };
}

/** Another region in the place of one with the same id. */
export function changeRegion(region: Region, name: EditName = 'change'): Edit {
  return { name, changes: [{ type: 'region', id: region.id, region }] };
}

export function changeVerdict(verdict: HumanVerdict | null): Edit {
  return { name: 'verdict', changes: [{ type: 'verdict', verdict }] };
}
