/** Taking back edits that were saved as they were made, in images that others may have changed since. Pure. */
import type { Annotations } from '../../domain/annotations/annotations.ts';
import { isSameRegion } from '../../domain/annotations/diff.ts';
import type { Change } from '../../domain/annotations/edits.ts';

/** Whether what the changes made is all there, so that taking them back destroys nobody else's work. */
export function isStillThere(changes: readonly Change[], { verdict, regions }: Annotations): boolean {
  return lastOf(changes).every((change) => {
    if (change.type === 'verdict') return change.verdict === verdict;
    const region = regions.find(({ id }) => id === change.id);
    if (change.region === null || region === undefined) return change.region === null && region === undefined;
    return isSameRegion(change.region, region);
  });
}

/** Of changes of the same thing the last one. */
function lastOf(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.type === 'verdict' ? 'verdict' : change.id, change])).values()];
}
