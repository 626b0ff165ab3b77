import { FEATURE_NAMES, PATCH_FEATURES, PRESETS, byFeature } from '../../domain/features.ts';
import type { ByFeature, PresetName } from '../../domain/features.ts';

/** METHOD 5: what stands for the weights with one reference, unless the backbone's manifest has its own. */
export const NAIVE_WEIGHTS: Readonly<ByFeature<number>> = byFeature((name) =>
  (PATCH_FEATURES as readonly string[]).includes(name) ? 0.3 : 0.05,
);

/** METHOD 5: a weight is at least this share of its naive weight. */
const WEIGHT_FLOOR = 0.1;

/** METHOD 5: the automatic threshold over the highest leave-one-out total. */
const THRESHOLD_MARGIN = 1.1;

/**
 * The weights w_f (METHOD 5): with k ≥ 2 references the highest leave-one-out score of each feature, at least a tenth
 * of its naive weight; with one reference (no leave-one-out scores) the naive weights.
 * @param leaveOneOut raw scores of each reference against the others.
 */
export function featureWeights(
  leaveOneOut: readonly ByFeature<number>[],
  naive: Readonly<ByFeature<number>>,
): ByFeature<number> {
  if (leaveOneOut.length < 2) return { ...naive };
  return byFeature((name) => Math.max(WEIGHT_FLOOR * naive[name], ...leaveOneOut.map((scores) => scores[name])));
}

/** a_f: 1 for the features of the preset, or the project's own factor; 0 for all that the preset leaves out (METHOD 5). */
export function featureFactors(
  preset: PresetName,
  factors: Partial<Record<keyof ByFeature<number>, number | undefined>>,
): ByFeature<number> {
  const active: readonly string[] = PRESETS[preset];
  return byFeature((name) => (active.includes(name) ? (factors[name] ?? 1) : 0));
}

/** `score` = Σ a_f · s_f / w_f / Σ a_f (METHOD 5); 0 where no feature is active. */
export function totalScore(raw: ByFeature<number>, weights: ByFeature<number>, factors: ByFeature<number>): number {
  let sum = 0;
  let all = 0;
  for (const name of FEATURE_NAMES) {
    sum += (factors[name] * raw[name]) / weights[name];
    all += factors[name];
  }
  return all === 0 ? 0 : sum / all;
}

/** The automatic threshold: 1.1 times the highest leave-one-out total; 1.0 with one reference. */
export function automaticThreshold(
  leaveOneOut: readonly ByFeature<number>[],
  weights: ByFeature<number>,
  factors: ByFeature<number>,
): number {
  if (leaveOneOut.length < 2) return 1;
  return THRESHOLD_MARGIN * Math.max(...leaveOneOut.map((raw) => totalScore(raw, weights, factors)));
}
