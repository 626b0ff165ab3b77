/** Each feature's part of a score. */
import { byFeature } from './features.ts';
import type { ByFeature } from './features.ts';
import type { ScoreRecord } from './records.ts';

/** A weighted sum this small is rounding: a reference's own, say. What parts it has says nothing. */
const NOTHING = 1e-3;

/** factor · normalized of each feature as a part of their sum (METHOD 5): they sum to 1, or are all 0. */
export function scoreParts({ features }: Pick<ScoreRecord, 'features'>): ByFeature<number> {
  const weighted = byFeature((name) => features[name].factor * features[name].normalized);
  const total = Object.values(weighted).reduce((sum, part) => sum + part, 0);
  return byFeature((name) => (total > NOTHING ? weighted[name] / total : 0));
}
