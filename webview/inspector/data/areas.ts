/** Class areas of one image against those of the references. Areas are fractions of the image in [0, 1]. */
import type { Inspection } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';
import { byDeviation, classCases, rangeOf } from './classRows.ts';
import type { ClassRow } from './classRows.ts';

/** A class's area is always known: 0 where it is absent. */
export interface AreaRow extends ClassRow {
  value: number;
  references: readonly number[];
}

/** Facts about a class's area. */
const AREA_KINDS = ['smaller', 'larger', 'missing', 'extra'] as const;

/** One row a class, the largest deviation from the references' range first. */
export function areaRows(result: Inspection): AreaRow[] {
  const rows = classCases(result).map(({ entry, own, references, kinds }): AreaRow => {
    const value = own?.area ?? 0;
    const areas = references.map((reference) => reference?.area ?? 0);
    const range = rangeOf(areas);
    const distances = areas.map((area) => Math.abs(area - value));
    return {
      ...entry,
      value,
      references: areas,
      range,
      outside: range === null ? 0 : Math.max(0, range.lowest - value, value - range.highest),
      isFact: AREA_KINDS.some((kind) => kinds.has(kind)),
      nearest: areas.length === 0 ? null : distances.indexOf(Math.min(...distances)),
      here: own !== null,
      // A class that no reference shows still has a place among them: an area of 0.
      known: true,
    };
  });
  return rows.sort(byDeviation);
}

export function areaTable(rows: readonly AreaRow[], references: readonly string[]): Table {
  return {
    header: [text('class'), text('area'), text('lowest'), text('highest'), ...references],
    rows: rows.map((row) => [
      row.name,
      row.value,
      row.range?.lowest ?? '',
      row.range?.highest ?? '',
      ...row.references,
    ]),
  };
}
