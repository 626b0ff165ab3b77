/** One class's value against the references', as rows of charts and tables show it. */
import type { FactKind } from '../../../src/domain/explanation.ts';
import type { ClassMeasure, Inspection, ProjectClass } from '../../../src/domain/records.ts';

export interface ClassRow extends ProjectClass {
  /** In the chart's own unit; null where this image or every reference lacks the class. */
  value: number | null;
  /** The same of each reference, in the references' order; null where it has none. */
  references: readonly (number | null)[];
  /** The range of the references; null where none has a value. */
  range: { lowest: number; highest: number } | null;
  /** Distance out of the range, 0 within it. */
  outside: number;
  /** Whether a fact tells it: only then it is clearly other than in the references. */
  isFact: boolean;
  /** The reference that is most like this image in this class: its index, or null. */
  nearest: number | null;
  /** Whether this image and whether any reference has the class. */
  here: boolean;
  known: boolean;
}

/** A class in this image and in every reference; what is absent is null. */
export interface ClassCase {
  entry: ProjectClass;
  own: ClassMeasure | null;
  references: readonly (ClassMeasure | null)[];
  /** What the facts say of the class. */
  kinds: ReadonlySet<FactKind>;
}

/** One a class; those that nothing shows (they count as another class, or as background) are left out. */
export function classCases(result: Inspection): ClassCase[] {
  return result.classes
    .map((entry) => ({
      entry,
      own: present(result.record.classes, entry.id),
      references: result.references.map(({ classes }) => present(classes, entry.id)),
      kinds: new Set(result.explanation.facts.filter(({ classId }) => classId === entry.id).map(({ kind }) => kind)),
    }))
    .filter(({ own, references }) => own !== null || references.some((reference) => reference !== null));
}

function present(classes: readonly ClassMeasure[], id: number): ClassMeasure | null {
  const measure = classes.find((candidate) => candidate.id === id);
  return measure !== undefined && measure.area > 0 ? measure : null;
}

/** The classes that charts show: all that the project does not hide. */
export function shown<Row extends ProjectClass>(rows: readonly Row[]): Row[] {
  return rows.filter(({ hidden }) => hidden !== true);
}

export function rangeOf(values: readonly (number | null)[]): ClassRow['range'] {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { lowest: Math.min(...known), highest: Math.max(...known) };
}

/** Finds the nearest of others that have the class. */
type Nearest = (from: ClassMeasure, others: readonly ClassMeasure[]) => ClassMeasure | undefined;
type Distance = (a: ClassMeasure, b: ClassMeasure) => number;

/**
 * Rows of distances: this image's to the nearest reference, and each reference's to the nearest other one. Beyond the largest of those the image
 * stands apart, as METHOD 5 weighs features by the oddest reference. A single reference has no such distance and no range.
 */
export function distanceRow(
  { entry, own, references, kinds }: ClassCase,
  kind: 'moved' | 'recolored',
  find: Nearest,
  distance: Distance,
): ClassRow {
  const toNearest = (from: ClassMeasure | null, except: number): { index: number; distance: number } | null => {
    const others = references.filter((reference, i): reference is ClassMeasure => reference !== null && i !== except);
    const found = from === null ? undefined : find(from, others);
    return from && found ? { index: references.indexOf(found), distance: distance(from, found) } : null;
  };
  const nearest = toNearest(own, -1);
  const usual = references.map((reference, i) => toNearest(reference, i)?.distance ?? null);
  const range = rangeOf(usual);
  return {
    ...entry,
    value: nearest?.distance ?? null,
    references: usual,
    range,
    outside: nearest === null || range === null ? 0 : Math.max(0, nearest.distance - range.highest),
    isFact: kinds.has(kind) || kinds.has('extra'),
    nearest: nearest?.index ?? null,
    here: own !== null,
    known: references.some((reference) => reference !== null),
  };
}

/** Classes outside the range first, by how far for their size; then by their numbers. Classes of one side only stand at the ends. */
export function byDeviation(a: ClassRow, b: ClassRow): number {
  return deviation(b) - deviation(a) || a.id - b.id;
}

function deviation({ outside, value, range, here, known }: ClassRow): number {
  if (here && !known) return Infinity;
  if (value === null) return -1;
  return outside === 0 ? 0 : outside / Math.max(range?.highest ?? 0, value);
}

/** The largest value of all rows and references: what an axis must hold. */
export function largestValue(rows: readonly ClassRow[]): number {
  return rows.reduce((largest, row) => Math.max(largest, row.value ?? 0, row.range?.highest ?? 0), 0);
}
