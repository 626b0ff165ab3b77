/** The page's annotations: what the host has, with the page's own edits on top until the host has them too. Pure. */
import type { Annotations, Region } from '../../../src/domain/annotations/annotations.ts';
import { isSameRegion } from '../../../src/domain/annotations/diff.ts';
import { applyChanges } from '../../../src/domain/annotations/edits.ts';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import type { AnnotationState, InspectorSnapshot } from '../../../src/protocol/inspector.ts';

/** The annotations as the page shows them. */
export interface PageAnnotations {
  /** With the page's pending edits on top. A region that says the same as before is the same object. */
  readonly value: Annotations;
  /** Why nothing can be changed; null where all is well. */
  readonly problem: string | null;
  /** Whether there is something to take back and to make again; null where VS Code keeps it. */
  readonly undo: AnnotationState['undo'];
  /** Whether regions and verdict can be changed now. */
  readonly editable: boolean;
}

interface NumberedEdit {
  readonly number: number;
  readonly edit: Edit;
}

/** Edits that were sent, and what the host last said. */
export interface EditQueue {
  readonly host: AnnotationState | null;
  /** Those that the host's value does not hold yet, in their order. */
  readonly pending: readonly NumberedEdit[];
  /** The number of the next edit; the page counts from 1, across images. */
  readonly next: number;
}

export const NO_EDITS: EditQueue = { host: null, pending: [], next: 1 };

/** Takes what the host says of the image that the queue is about. A page that was made anew goes on counting where the host is. */
export function hostSaid(queue: EditQueue, host: AnnotationState | null): EditQueue {
  const applied = host?.applied ?? 0;
  return {
    host,
    pending: queue.pending.filter(({ number }) => number > applied),
    next: Math.max(queue.next, applied + 1),
  };
}

/** The queue for another image: the former one's edits were sent, and are not this one's. */
export function otherImage(queue: EditQueue, host: AnnotationState | null): EditQueue {
  return hostSaid({ ...queue, host: null, pending: [] }, host);
}

/** Puts an edit on top; gives its number. */
export function enqueue(queue: EditQueue, edit: Edit): { queue: EditQueue; number: number } {
  const number = queue.next;
  return { queue: { ...queue, pending: [...queue.pending, { number, edit }], next: number + 1 }, number };
}

/** What to show of a queue. @param before what is shown now: what says the same stays the same object. */
export function shownAnnotations(
  { host, pending }: EditQueue,
  before: PageAnnotations | null,
  comparison: InspectorSnapshot['comparison'],
): PageAnnotations | null {
  if (host === null) return null;
  const value = pending.reduce((so, { edit }) => applyChanges(so, edit.changes).after, host.value);
  const { problem, undo } = host;
  return {
    value: before === null ? value : reuse(before.value, value),
    problem,
    undo,
    editable: problem === null && comparison === null,
  };
}

/** The new value made of the old one's objects where they say the same. */
function reuse(before: Annotations, after: Annotations): Annotations {
  const old = new Map(before.regions.map((region) => [region.id, region]));
  const regions = after.regions.map((region): Region => {
    const known = old.get(region.id);
    return known !== undefined && (known === region || isSameRegion(known, region)) ? known : region;
  });
  const isSame =
    before.verdict === after.verdict &&
    regions.length === before.regions.length &&
    regions.every((region, i) => region === before.regions[i]);
  return isSame ? before : { verdict: after.verdict, regions };
}
