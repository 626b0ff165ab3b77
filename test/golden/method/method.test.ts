/** The engine's numbers against the independent implementation in make.py: 1e-5, relative above 1 (README.md). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURE_NAMES, byFeature } from '../../../src/domain/features.ts';
import type { ByFeature, ClassFeature, Dissimilarity } from '../../../src/domain/features.ts';
import { groupMetrics } from '../../../src/engine/evaluation/evaluate.ts';
import { f1Floor } from '../../../src/engine/evaluation/metrics.ts';
import { measureClasses } from '../../../src/engine/features/classMeasures.ts';
import { describeFeatures } from '../../../src/engine/features/description.ts';
import type { Description } from '../../../src/engine/features/description.ts';
import type { EmbeddingForm } from '../../../src/engine/features/embedding.ts';
import { rgbToLab } from '../../../src/engine/image/lab.ts';
import { Runtime } from '../../../src/engine/runtime/runtime.ts';
import { ReferenceBank } from '../../../src/engine/scoring/referenceBank.ts';
import { compare, leaveOneOut, rawScores } from '../../../src/engine/scoring/scoreImage.ts';
import { automaticThreshold, featureWeights, totalScore } from '../../../src/engine/scoring/weights.ts';

interface GoldenInput {
  features: number[];
  labels: number[];
  rgb: number[];
}

interface GoldenImage {
  P: number[];
  classPatches: number[][];
  foreground: number[];
  embeddingVector: number[][];
  embeddingScalar: number[];
  histogram: number[];
  color: number[];
  location: number[];
  meanA: (number | null)[];
  meanB: (number | null)[];
  meanX: (number | null)[];
  meanY: (number | null)[];
  patchDistances?: number[];
  classPatchScores?: (number | null)[];
}

interface GoldenVariant {
  raw: ByFeature<number>[];
  leaveOneOut: ByFeature<number>[] | null;
  weights: ByFeature<number>;
  totals: Record<string, { threshold: number; scores: number[] }>;
}

interface GoldenCase {
  name: string;
  G: number;
  D: number;
  C: number;
  h: number;
  w: number;
  naiveWeights: ByFeature<number>;
  references: GoldenInput[];
  tests: GoldenInput[];
  expected: { references: GoldenImage[]; tests: GoldenImage[]; variants: Record<string, GoldenVariant> };
}

interface Scores {
  variants: Record<string, { embedding: EmbeddingForm; dissimilarity: Record<ClassFeature, Dissimilarity> }>;
  scorings: Record<string, { features: string[]; factors: Partial<ByFeature<number>> }>;
  cases: GoldenCase[];
}

const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(__dirname, name), 'utf8')) as T;
const { variants, scorings, cases } = read<Scores>('scores.json');
const runtime = new Runtime({ provider: 'cpu' });

const TOLERANCE = 1e-5;
/** Fails unless the values agree within 1e-5, relative above 1. */
function near(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    expect(error, `${what}[${i}]: ${actual[i]!} for ${expected[i]!}`).toBeLessThanOrEqual(TOLERANCE);
  }
}
const ordered = (scores: ByFeature<number>): number[] => FEATURE_NAMES.map((name) => scores[name]);

function describeInput(
  { features, labels, rgb }: GoldenInput,
  { G, D, C, h, w }: GoldenCase,
  embedding: EmbeddingForm,
): Description {
  const map = { width: w, height: h, data: Uint8Array.from(labels) };
  const planes = rgbToLab({ width: w, height: h, data: Uint8Array.from(rgb) });
  const patches = { grid: G, dim: D, data: Float32Array.from(features) };
  return describeFeatures(patches, map, measureClasses(map, planes, C), { count: C, embedding });
}

afterAll(() => runtime.dispose());

describe.each(cases.map((golden) => [golden.name, golden] as const))('case %s', (_, golden) => {
  const { C, expected, naiveWeights } = golden;

  it('describes every image', () => {
    const images = [...golden.references, ...golden.tests];
    [...expected.references, ...expected.tests].forEach((want, i) => {
      const { labels, classes, embedding } = describeInput(images[i]!, golden, 'vector');
      expect(Array.from(labels.labels)).toEqual(want.P);
      expect(labels.patchesOf.map((patches) => Array.from(patches))).toEqual(want.classPatches);
      expect(Array.from(labels.foreground)).toEqual(want.foreground);
      near(embedding, want.embeddingVector.flat(), 'embedding');
      near(describeInput(images[i]!, golden, 'scalar').embedding, want.embeddingScalar, 'scalar embedding');
      near(
        classes.map(({ area }) => area),
        want.histogram,
        'histogram',
      );
      near(
        classes.map(({ color }) => color.ratio),
        want.color,
        'color',
      );
      near(
        classes.map(({ location }) => location.distance),
        want.location,
        'location',
      );
      const present = classes.filter(({ area }) => area > 0);
      const given = (values: (number | null)[]): number[] => values.filter((value) => value !== null);
      near(
        present.map(({ color }) => color.a + 128),
        given(want.meanA),
        'mean a',
      );
      near(
        present.map(({ color }) => color.b + 128),
        given(want.meanB),
        'mean b',
      );
      near(
        present.map(({ location }) => location.x),
        given(want.meanX),
        'mean x',
      );
      near(
        present.map(({ location }) => location.y),
        given(want.meanY),
        'mean y',
      );
    });
  });

  describe.each(Object.keys(variants))('variant %s', (variant) => {
    const { embedding, dissimilarity } = variants[variant]!;
    const options = { embedding, dissimilarity, classCount: C };
    const want = expected.variants[variant]!;
    let raw: ByFeature<number>[];
    let tests: ByFeature<number>[];
    let maps: { distances: Float32Array; perClass: readonly (number | null)[] }[];

    beforeAll(async () => {
      const references = golden.references.map((input) => describeInput(input, golden, embedding));
      const bank = await ReferenceBank.create(references, C, runtime.prepareSearch.bind(runtime));
      const comparison = async (image: Description) =>
        compare(image, await bank.search(image.patches), references, options);
      const everyone = references.map((__, index) => index);
      const images = await Promise.all(
        golden.tests.map((input) => comparison(describeInput(input, golden, embedding))),
      );
      const scored = images.map((image) => rawScores(image, everyone));
      raw = scored.map((scores) => scores.raw);
      maps = scored.map(({ patches }) => patches);
      tests = leaveOneOut(await Promise.all(references.map(comparison)));
      await bank.dispose();
    });

    it('gives the seven scores', () => {
      want.raw.forEach((scores, i) => {
        near(ordered(raw[i]!), ordered(scores), 'raw');
        near(maps[i]!.distances, expected.tests[i]!.patchDistances!, 'map');
        near(
          maps[i]!.perClass.map((score) => score ?? -1),
          expected.tests[i]!.classPatchScores!.map((score) => score ?? -1),
          'classes',
        );
      });
    });

    it('weighs by leave-one-out', () => {
      expect(tests).toHaveLength(want.leaveOneOut?.length ?? 0);
      want.leaveOneOut?.forEach((scores, i) => {
        near(ordered(tests[i]!), ordered(scores), 'leave one out');
      });
      near(ordered(featureWeights(tests, naiveWeights)), ordered(want.weights), 'weights');
    });

    it.each(Object.keys(scorings))('sums up as %s', (scoring) => {
      const { features, factors: given } = scorings[scoring]!;
      const factors = byFeature((name) => (features.includes(name) ? (given[name] ?? 1) : 0));
      const weights = featureWeights(tests, naiveWeights);
      const { threshold, scores } = want.totals[scoring]!;
      near(
        raw.map((one) => totalScore(one, weights, factors)),
        scores,
        'total',
      );
      near([automaticThreshold(tests, weights, factors)], [threshold], 'threshold');
    });
  });
});

interface MetricValues {
  images: number;
  f1Max: number | null;
  f1Floor: number | null;
  auroc: number | null;
  averagePrecision: number | null;
}
interface MetricsCase {
  name: string;
  scores: number[];
  groups: string[];
  expected: { pooled: MetricValues; groups: Record<string, MetricValues>; aurocMean?: number | null };
}

describe('metrics', () => {
  const same = (actual: number | null, expected: number | null, what: string): void => {
    if (expected === null) expect(actual, what).toBeNull();
    else near([actual ?? NaN], [expected], what);
  };

  it.each(read<{ cases: MetricsCase[] }>('metrics.json').cases.map((one) => [one.name, one] as const))(
    'of case %s',
    (_, { scores, groups, expected }) => {
      const samples = scores.map((score, i) => ({ score, group: groups[i]!, anomalous: groups[i] !== 'good' }));
      const found = groupMetrics(samples);
      for (const name of ['auroc', 'averagePrecision', 'f1Max'] as const)
        same(found[name], expected.pooled[name], name);
      same(f1Floor(samples), expected.pooled.f1Floor, 'f1Floor');
      if (expected.aurocMean !== undefined) same(found.aurocMean, expected.aurocMean, 'aurocMean');
      expect(Object.keys(found.groups)).toEqual(Object.keys(expected.groups).sort());
      for (const [group, want] of Object.entries(expected.groups)) {
        for (const name of ['auroc', 'averagePrecision', 'f1Max'] as const)
          same(found.groups[group]![name], want[name], `${group} ${name}`);
      }
    },
  );
});

describe('CIELAB', () => {
  // The engine reads the cube root off a table that is off by less than 2e-4; the class colours above still agree within 1e-5.
  const TABLE_ERROR = 2e-4;
  it('agrees for every colour', () => {
    const { rgb, lab } = read<{ rgb: number[][]; lab: number[][] }>('lab.json');
    const { L, a, b } = rgbToLab({ width: rgb.length, height: 1, data: Uint8Array.from(rgb.flat()) });
    lab.forEach((want, i) => {
      const apart = Math.max(Math.abs(L[i]! - want[0]!), Math.abs(a[i]! - want[1]!), Math.abs(b[i]! - want[2]!));
      expect(apart, `rgb ${String(rgb[i])}`).toBeLessThanOrEqual(TABLE_ERROR);
    });
  });
});
