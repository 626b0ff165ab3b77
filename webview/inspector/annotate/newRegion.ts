import type { Region, Shape } from '../../../src/domain/annotations/annotations.ts';

/** A region that has just been drawn. */
export function newRegion(shape: Shape, label: string): Region {
  return { id: crypto.randomUUID(), label, shape, comment: '', group: null };
}
