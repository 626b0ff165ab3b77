/** Centres of the classes against those of the references, in parts of the image's sides; distances in parts of its diagonal. */
import { nearestInPlace } from '../../../src/domain/classDistances.ts';
import type { ClassMeasure, Inspection } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';
import { byDeviation, classCases, distanceRow } from './classRows.ts';
import type { ClassRow } from './classRows.ts';

/** Across and down, in [0, 1]. */
export interface Centre {
  x: number;
  y: number;
}

/** `value` and `references` are distances in parts of the image's diagonal, to the reference that is nearest as facts judge it. */
export interface LocationRow extends ClassRow {
  own: Centre | null;
  centres: readonly (Centre | null)[];
  spread: Spread | null;
}

/** The box of the references' centres. */
interface Spread extends Centre {
  halfX: number;
  halfY: number;
}

export function locationRows(result: Inspection): LocationRow[] {
  const distance = (a: ClassMeasure, b: ClassMeasure): number =>
    diagonalDistance(a.location, b.location, result.width, result.height);
  const rows = classCases(result).map((entry): LocationRow => {
    const centres = entry.references.map(centreOf);
    return {
      ...distanceRow(entry, 'moved', nearestInPlace, distance),
      own: centreOf(entry.own),
      centres,
      spread: spreadOf(centres),
    };
  });
  return rows.sort(byDeviation);
}

/** Distance of two centres in an image of this size, as a part of its diagonal. */
export function diagonalDistance(from: Centre, to: Centre, width: number, height: number): number {
  return Math.hypot((to.x - from.x) * width, (to.y - from.y) * height) / Math.hypot(width, height);
}

function centreOf(measure: ClassMeasure | null): Centre | null {
  return measure === null ? null : { x: measure.location.x, y: measure.location.y };
}

function spreadOf(centres: readonly (Centre | null)[]): Spread | null {
  const known = centres.filter((centre) => centre !== null);
  if (known.length === 0) return null;
  const [left, right] = ends(known.map(({ x }) => x));
  const [top, bottom] = ends(known.map(({ y }) => y));
  return { x: (left + right) / 2, y: (top + bottom) / 2, halfX: (right - left) / 2, halfY: (bottom - top) / 2 };
}

function ends(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

export function locationTable(rows: readonly LocationRow[], references: readonly string[]): Table {
  return {
    header: [
      text('class'),
      'x',
      'y',
      text('distanceColumn'),
      text('nearestShort'),
      text('usualMost'),
      ...references.flatMap((image) => [`${image} x`, `${image} y`]),
    ],
    rows: rows.map((row) => [
      row.name,
      row.own?.x ?? '',
      row.own?.y ?? '',
      row.value ?? '',
      row.nearest === null ? '' : references[row.nearest]!,
      row.range?.highest ?? '',
      ...row.centres.flatMap((centre) => [centre?.x ?? '', centre?.y ?? '']),
    ]),
  };
}
