import { colorDistance, placeDistance } from '../../domain/classDistances.ts';
import type { ClassMeasure } from '../../domain/records.ts';

/** When a class counts as other than the references' (docs/decisions/0010). Areas are relative, places parts of the image, colours in a*, b*. */
const RANGE_OPTIONS = {
  /** What leaves the references' range must do so by this many times their own spread: that of each from the nearest other one, the largest. */
  spreads: 1.5,
  /** Nothing smaller is told. The first for several references, the second for one, which has no spread. */
  leastArea: { several: 0.05, one: 0.1 },
  leastMove: { several: 0.015, one: 0.02 },
  leastColor: { several: 4, one: 5 },
} as const;

/**
 * How far the class's area lies outside the references', in multiples of what counts as clear: above 1 it covers clearly more of the image than
 * in any reference, below −1 clearly less; 0 within their range.
 */
export function areaExcess(own: ClassMeasure, references: readonly ClassMeasure[]): number {
  const areas = references.map(({ area }) => area);
  const [lowest, highest] = [Math.min(...areas), Math.max(...areas)];
  const outside = Math.max(0, own.area - highest) + Math.min(0, own.area - lowest);
  const least = leastOf(RANGE_OPTIONS.leastArea, references) * (outside < 0 ? lowest : highest);
  return outside / Math.max(least, RANGE_OPTIONS.spreads * spread(areas, (a, b) => Math.abs(a - b)));
}

/** How far the class's centre lies from the nearest reference's, in multiples of what counts as clear. */
export function placeExcess(own: ClassMeasure, references: readonly ClassMeasure[]): number {
  return excess(own, references, placeDistance, RANGE_OPTIONS.leastMove);
}

/** How far the class's mean colour lies from the nearest reference's, in multiples of what counts as clear. */
export function colorExcess(own: ClassMeasure, references: readonly ClassMeasure[]): number {
  return excess(own, references, colorDistance, RANGE_OPTIONS.leastColor);
}

function excess(
  own: ClassMeasure,
  references: readonly ClassMeasure[],
  distance: (a: ClassMeasure, b: ClassMeasure) => number,
  least: { several: number; one: number },
): number {
  const nearest = Math.min(...references.map((reference) => distance(own, reference)));
  return nearest / Math.max(leastOf(least, references), RANGE_OPTIONS.spreads * spread(references, distance));
}

function leastOf({ several, one }: { several: number; one: number }, references: readonly unknown[]): number {
  return references.length > 1 ? several : one;
}

/** The largest distance of one from the nearest other one; 0 of fewer than two. */
function spread<T>(values: readonly T[], distance: (a: T, b: T) => number): number {
  if (values.length < 2) return 0;
  const nearest = values.map((value, i) =>
    Math.min(...values.filter((_, j) => j !== i).map((other) => distance(value, other))),
  );
  return Math.max(...nearest);
}
