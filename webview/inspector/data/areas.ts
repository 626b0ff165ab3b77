/** Class areas of one image against those of the references. Areas are fractions of the image in [0, 1]. */
import type { Inspection, ProjectClass } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';

export interface AreaRow extends ProjectClass {
  area: number;
  /** One area a reference, in the references' order. */
  references: number[];
  lowest: number;
  highest: number;
  /** Distance out of the references' range, 0 within it. */
  outside: number;
}

/** One row a class: those outside the references' range first, by how far for their size; then in the order of their numbers. */
export function areaRows(result: Inspection): AreaRow[] {
  const rows = result.classes.map((entry): AreaRow => {
    const area = areaOf(result.record.classes, entry.id);
    const references = result.references.map((reference) => areaOf(reference.classes, entry.id));
    const lowest = references.length > 0 ? Math.min(...references) : area;
    const highest = references.length > 0 ? Math.max(...references) : area;
    return { ...entry, area, references, lowest, highest, outside: Math.max(0, lowest - area, area - highest) };
  });
  return rows.sort((a, b) => oddness(b) - oddness(a) || a.id - b.id);
}

/** The largest area of all rows and references: what the axis must hold. */
export function largestArea(rows: readonly AreaRow[]): number {
  return rows.reduce((largest, row) => Math.max(largest, row.area, row.highest), 0);
}

export function areaTable(rows: readonly AreaRow[], references: readonly string[]): Table {
  return {
    header: [text('class'), text('area'), text('lowest'), text('highest'), ...references],
    rows: rows.map((row) => [row.name, row.area, row.lowest, row.highest, ...row.references]),
  };
}

function areaOf(classes: readonly { id: number; area: number }[], id: number): number {
  return classes.find((measure) => measure.id === id)?.area ?? 0;
}

function oddness(row: AreaRow): number {
  return row.outside === 0 ? 0 : row.outside / Math.max(row.highest, row.area);
}
