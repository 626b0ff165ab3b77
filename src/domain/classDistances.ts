/** How far a class lies from the same class in a reference, and which reference is nearest: one measure for facts, sentence and panels. */
import type { ClassMeasure } from './records.ts';

type Present = Pick<ClassMeasure, 'area'>;
type Placed = Pick<ClassMeasure, 'location'>;
type Colored = Pick<ClassMeasure, 'color'>;

/** Whether the class is there: what is absent measures zero throughout (METHOD 3). */
export function isPresent({ area }: Present): boolean {
  return area > 0;
}

/** Between two centres; each coordinate counts as a part of the image's side, as in METHOD 3, whatever the image's shape. In [0, √2]. */
export function placeDistance(a: Placed, b: Placed): number {
  return Math.hypot(a.location.x - b.location.x, a.location.y - b.location.y);
}

/** Between two mean colours in the a*, b* plane. */
export function colorDistance(a: Colored, b: Colored): number {
  return Math.hypot(a.color.a - b.color.a, a.color.b - b.color.b);
}

/** The reference whose centre of the class is nearest, of those that have it; the first of equally near ones. */
export function nearestInPlace<R extends Present & Placed>(own: Placed, references: readonly R[]): R | undefined {
  return nearestOf(own, references.filter(isPresent), placeDistance);
}

/** The reference whose mean colour of the class is nearest, of those that have it; the first of equally near ones. */
export function nearestInColor<R extends Present & Colored>(own: Colored, references: readonly R[]): R | undefined {
  return nearestOf(own, references.filter(isPresent), colorDistance);
}

/** The first of those with the least distance. */
function nearestOf<A, R>(own: A, references: readonly R[], distance: (a: A, b: R) => number): R | undefined {
  let nearest: { reference: R; distance: number } | undefined;
  for (const reference of references) {
    const candidate = { reference, distance: distance(own, reference) };
    if (nearest === undefined || candidate.distance < nearest.distance) nearest = candidate;
  }
  return nearest?.reference;
}
