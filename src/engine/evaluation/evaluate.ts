import { byFeature } from '../../domain/features.ts';
import { isScored } from '../../domain/records.ts';
import type {
  ErrorRecord,
  Evaluation,
  FeatureMetrics,
  ImageRecord,
  Metrics,
  ScoreRecord,
} from '../../domain/records.ts';
import { auroc, averagePrecision, f1Floor, f1Max } from './metrics.ts';

/** One image with its ground truth: `group` names the defect of an anomalous one (FORMATS). */
export interface JudgedImage {
  readonly record: ImageRecord;
  readonly anomalous: boolean;
  readonly group: string;
}

/** The two groups of MVTec LOCO AD, whose metrics' mean is reported beside the pooled one. */
const LOCO_GROUPS = ['logical_anomalies', 'structural_anomalies'] as const;

/** All metrics of scored images against their ground truth (METHOD 5); images with errors are listed and count in nothing. */
export function evaluateRecords(judged: readonly JudgedImage[], threshold: number): Omit<Evaluation, 'truth'> {
  const scored = judged.flatMap(({ record, ...truth }) => (isScored(record) ? [{ ...truth, record }] : []));
  const measure = (value: (record: ScoreRecord) => number): FeatureMetrics =>
    groupMetrics(scored.map(({ record, anomalous, group }) => ({ score: value(record), anomalous, group })));
  return {
    images: scored.length,
    anomalous: scored.filter(({ anomalous }) => anomalous).length,
    f1Floor: f1Floor(scored.map(({ anomalous }) => ({ score: 0, anomalous }))),
    threshold,
    ...measure(({ score }) => score),
    perFeature: byFeature((name) => measure(({ features }) => features[name].raw)),
    atThreshold: {
      found: scored.filter(({ anomalous, record }) => anomalous && record.score >= threshold).length,
      missed: scored.filter(({ anomalous, record }) => anomalous && record.score < threshold).map(imageOf),
      falseAlarms: scored.filter(({ anomalous, record }) => !anomalous && record.score >= threshold).map(imageOf),
    },
    errors: judged.flatMap(({ record }) => (isScored(record) ? [] : [record satisfies ErrorRecord])),
  };
}

function imageOf({ record }: { record: ScoreRecord }): string {
  return record.image;
}

interface GroupedScore {
  readonly score: number;
  readonly anomalous: boolean;
  readonly group: string;
}

/** Pooled metrics and those of each anomalous group against all normal images. */
export function groupMetrics(samples: readonly GroupedScore[]): FeatureMetrics {
  const normal = samples.filter(({ anomalous }) => !anomalous);
  const names = [...new Set(samples.filter(({ anomalous }) => anomalous).map(({ group }) => group))].sort();
  const groups: Record<string, Metrics> = Object.fromEntries(
    names.map((name) => {
      const members = [...normal, ...samples.filter(({ anomalous, group }) => anomalous && group === name)];
      return [
        name,
        {
          images: members.length - normal.length,
          auroc: auroc(members),
          averagePrecision: averagePrecision(members),
          f1Max: f1Max(members),
        },
      ];
    }),
  );
  const halves = LOCO_GROUPS.map((name) => groups[name]?.auroc ?? null);
  return {
    auroc: auroc(samples),
    aurocMean: halves.every((half) => half !== null) ? halves.reduce((sum, half) => sum + half / 2, 0) : null,
    averagePrecision: averagePrecision(samples),
    f1Max: f1Max(samples),
    groups,
  };
}
