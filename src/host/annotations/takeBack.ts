/** Taking back edits that were saved as they were made, in images that others may have changed since. */
import type { Annotations } from '../../domain/annotations/annotations.ts';
import { isSameRegion } from '../../domain/annotations/diff.ts';
import type { Change, Edit } from '../../domain/annotations/edits.ts';
import type { ImageAnnotations } from './imageAnnotations.ts';

/** An edit that was made, and the changes that lead back. */
export interface MadeEdit {
  readonly edit: Edit;
  readonly inverse: readonly Change[];
}

export function makeEdit(model: ImageAnnotations, edit: Edit): MadeEdit {
  return { edit, inverse: model.edit(edit) };
}

/** Takes an edit back, which is an edit itself; null where what it made is not there any more: that is somebody else's work by now. */
export function takeBack(model: ImageAnnotations, { edit, inverse }: MadeEdit): MadeEdit | null {
  if (model.problem !== null || !isStillThere(edit.changes, model.value)) return null;
  return makeEdit(model, { name: edit.name, changes: inverse });
}

function isStillThere(changes: readonly Change[], { verdict, regions }: Annotations): boolean {
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
