/** Cosine similarity of each class's mean patch to the same class in every reference. */
import type { Inspection, ProjectClass } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';

export interface SimilarityRow extends ProjectClass {
  /** One a reference; null where it or this image lacks the class. */
  cells: readonly (number | null)[];
  /** The highest, and its reference's index. */
  best: { value: number; reference: number } | null;
  /** The lowest similarity of a reference to the nearest other one; null with one reference. */
  usual: number | null;
  /** Less like every reference than these are like each other; where nobody knows how much that is, the least like class of all. */
  odd: boolean;
}

/** The least similar class first; those without a similarity last. */
export function similarityRows(result: Inspection): SimilarityRow[] {
  const rows = result.classes.map((entry): SimilarityRow => {
    const cells = result.similarity[entry.id - 1] ?? result.references.map(() => null);
    const best = bestOf(cells);
    const usual = result.usualSimilarity[entry.id - 1] ?? null;
    return { ...entry, cells, best, usual, odd: best !== null && usual !== null && best.value < usual };
  });
  const sorted = rows.sort(bySimilarity);
  const least = sorted.find(({ best }) => best !== null);
  if (least !== undefined && rows.every(({ usual }) => usual === null)) least.odd = true;
  return sorted;
}

function bestOf(cells: readonly (number | null)[]): SimilarityRow['best'] {
  let best: SimilarityRow['best'] = null;
  cells.forEach((value, reference) => {
    if (value !== null && (best === null || value > best.value)) best = { value, reference };
  });
  return best;
}

function bySimilarity(a: SimilarityRow, b: SimilarityRow): number {
  return Number(b.odd) - Number(a.odd) || (a.best?.value ?? 2) - (b.best?.value ?? 2) || a.id - b.id;
}

/** The low end of the shading: a round tenth below all values, so that the scale is read at once. */
export function lowEnd(rows: readonly SimilarityRow[]): number {
  const values = rows.flatMap(({ cells }) => cells.filter((value) => value !== null));
  const lowest = Math.min(0.9, ...values);
  return Math.max(-1, Math.floor(lowest * 10 + 1e-9) / 10);
}

/** Place of a similarity between the low end and 1, in [0, 1]. */
export function shadeOf(value: number, low: number): number {
  return low < 1 ? Math.min(1, Math.max(0, (value - low) / (1 - low))) : 1;
}

export function similarityTable(rows: readonly SimilarityRow[], references: readonly string[]): Table {
  return {
    header: [text('class'), text('best'), text('usualLeast'), ...references],
    rows: rows.map((row) => [row.name, row.best?.value ?? '', row.usual ?? '', ...row.cells.map((cell) => cell ?? '')]),
  };
}
