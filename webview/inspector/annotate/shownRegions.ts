import type { Region } from '../../../src/domain/annotations/annotations.ts';
import type { InspectorModel } from '../model.ts';

const NONE: readonly Region[] = [];

/** The regions on the canvas from the bottom to the top: where two versions are compared, those that were removed too. */
export function shownRegions({
  annotations,
  snapshot,
}: Pick<InspectorModel, 'annotations' | 'snapshot'>): readonly Region[] {
  const regions = annotations?.value.regions ?? NONE;
  const removed = snapshot?.comparison?.removed ?? NONE;
  return removed.length === 0 ? regions : [...removed, ...regions];
}
