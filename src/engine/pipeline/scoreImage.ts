import { byFeature } from '../../domain/features.ts';
import type { ByFeature } from '../../domain/features.ts';
import type { ClassMeasure, ScoreRecord } from '../../domain/records.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { classShares, classTails, topClass } from '../scoring/attribution.ts';
import type { ClassShares, ClassTails } from '../scoring/attribution.ts';
import { classSimilarity } from '../scoring/classSimilarity.ts';
import type { ClassSimilarity } from '../scoring/classSimilarity.ts';
import { nearestMatches } from '../scoring/matches.ts';
import type { PatchMatches } from '../scoring/matches.ts';
import { compare, rawScores } from '../scoring/scoreImage.ts';
import { automaticThreshold, featureFactors, totalScore } from '../scoring/weights.ts';
import type { PipelineContext } from './context.ts';
import { describeImage } from './describeImage.ts';
import { scoreOptions } from './fitProject.ts';
import type { Fit, FittedProject } from './fitProject.ts';
import type { ImageSource } from './imageSource.ts';

/** What is measured of one image against a fit: independent of preset, factors and threshold, which only sum it up. */
export interface ImageScores {
  readonly raw: ByFeature<number>;
  /** The same against each reference alone, in the references' order. */
  readonly perReference: readonly ByFeature<number>[];
  /** How each feature's score is shared among the classes, taking each reference for the nearest. */
  readonly shares: readonly ByFeature<ClassShares>[];
  readonly tails: ClassTails;
  readonly similarity: ClassSimilarity;
  readonly classes: readonly ClassMeasure[];
  /** The image's own size in pixels. */
  readonly width: number;
  readonly height: number;
  /** METHOD 4's anomaly map on the patch grid: grid² distances in [0, 2]. */
  readonly grid: number;
  readonly distances: Float32Array;
  /** The reference patches that the distances are to. */
  readonly matches: PatchMatches;
}

/** One image's way: its description → nearest reference patches → seven raw scores. From the cache where it was gone before. */
export async function scoreImage(
  source: ImageSource,
  fitted: FittedProject,
  context: PipelineContext,
): Promise<ImageScores> {
  const key = await scoreKey(source, fitted);
  const kept = await readScores(key, context);
  if (kept !== null) return kept;
  const { bank, references } = await fitted.bank();
  const { description, segmented } = await describeImage(source, fitted.segmenter, fitted.fit.classes, context);
  const neighbours = await bank.search(description.patches);
  const comparison = compare(description, neighbours, references, scoreOptions(context, references));
  const everyone = references.map((_, index) => index);
  const { raw, patches } = rawScores(comparison, everyone);
  const perReference = everyone.map((index) => rawScores(comparison, [index]).raw);
  const scores: ImageScores = {
    raw,
    perReference,
    shares: classShares(description, references, patches),
    tails: classTails(description, patches),
    similarity: classSimilarity(description, references),
    classes: description.classes,
    width: segmented.width,
    height: segmented.height,
    grid: description.patches.grid,
    distances: patches.distances,
    matches: nearestMatches(neighbours, {
      patches: patches.distances.length,
      references: references.length,
      labels: fitted.fit.classes + 1,
    }),
  };
  if (fitted.isCurrent()) await keepScores(key, scores, context);
  return scores;
}

/** The scores of an image if they are in the cache; computes nothing. */
export async function cachedScores(
  source: ImageSource,
  fitted: FittedProject,
  context: PipelineContext,
): Promise<ImageScores | null> {
  return readScores(await scoreKey(source, fitted), context);
}

/** The label map of an image (METHOD 2). */
export async function labelMapOf(source: ImageSource, fitted: FittedProject): Promise<LabelMap> {
  return (await fitted.segmenter.segment(source)).map;
}

async function scoreKey(source: ImageSource, { fit, segmenter }: FittedProject): Promise<string> {
  return cacheKey('scores', source.hash, fit.key, await segmenter.keyFor(source));
}

async function keepScores(key: string, scores: ImageScores, { cache }: PipelineContext): Promise<void> {
  const { distances, matches, ...json } = scores;
  await cache.put('scores', key, { json, arrays: { distances, ...matches } });
}

async function readScores(key: string, { cache }: PipelineContext): Promise<ImageScores | null> {
  const kept = await cache.get('scores', key);
  if (kept === null) return null;
  const { distances, ...matches } = kept.arrays as unknown as PatchMatches & { distances: Float32Array };
  return { ...(kept.json as Omit<ImageScores, 'distances' | 'matches'>), distances, matches };
}

/** The project's factors (METHOD 5). */
export function factorsOf({ project }: PipelineContext): ByFeature<number> {
  const { preset, factors } = project.file.features;
  return featureFactors(preset, factors);
}

/** The project's threshold, or the automatic one. */
export function thresholdOf(fit: Fit, context: PipelineContext): number {
  const { threshold } = context.project.file;
  return threshold === 'auto' ? automaticThreshold(fit.leaveOneOut, fit.weights, factorsOf(context)) : threshold;
}

/** An image's record: its raw scores summed up as the project says (METHOD 5). */
export function recordOf(
  image: string,
  scores: ImageScores,
  fit: Fit,
  context: PipelineContext,
  seconds: number,
): ScoreRecord {
  const factors = factorsOf(context);
  const score = totalScore(scores.raw, fit.weights, factors);
  const nearest = nearestReference(scores, fit, factors);
  const normalized = byFeature((name) => scores.raw[name] / fit.weights[name]);
  return {
    image,
    score,
    verdict: score >= thresholdOf(fit, context) ? 'anomalous' : 'normal',
    features: byFeature((name) => ({
      raw: scores.raw[name],
      weight: fit.weights[name],
      normalized: normalized[name],
      factor: factors[name],
    })),
    classes: [...scores.classes],
    nearestReference: fit.references[nearest]!.image,
    topClass: topClass(
      scores.shares[nearest]!,
      byFeature((name) => factors[name] * normalized[name]),
    ),
    seconds,
  };
}

/** The index of the reference against which alone the image scores lowest; of several the first. */
export function nearestReference({ perReference }: ImageScores, { weights }: Fit, factors: ByFeature<number>): number {
  const totals = perReference.map((raw) => totalScore(raw, weights, factors));
  return totals.indexOf(Math.min(...totals));
}
