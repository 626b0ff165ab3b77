/** The seven scores as the panel lists them. */
import { FEATURE_NAMES } from '../../../src/domain/features.ts';
import type { FeatureName } from '../../../src/domain/features.ts';
import type { FeatureScore, ScoreRecord } from '../../../src/domain/records.ts';
import { scoreParts } from '../../../src/domain/scoreParts.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';

export interface ScoreRow extends FeatureScore {
  name: FeatureName;
  /** Part of the total in [0, 1] (METHOD 5); 0 for a feature that is not counted. */
  share: number;
  active: boolean;
}

/** Counted features first, the largest share first; then the others, the oddest first. Ties keep the canonical order. */
export function scoreRows(record: ScoreRecord): ScoreRow[] {
  const parts = scoreParts(record);
  return FEATURE_NAMES.map((name): ScoreRow => {
    const score = record.features[name];
    return {
      ...score,
      name,
      share: parts[name],
      active: score.factor > 0,
    };
  }).sort((a, b) => Number(b.active) - Number(a.active) || b.share - a.share || b.normalized - a.normalized);
}

/** For CSV: the words of the table on screen, the numbers in full. */
export function scoreTable(rows: readonly ScoreRow[]): Table {
  return {
    header: [text('feature'), text('raw'), text('weight'), text('normalized'), text('factor'), text('share')],
    rows: rows.map((row) => [text(row.name), row.raw, row.weight, row.normalized, row.factor, row.share]),
  };
}
