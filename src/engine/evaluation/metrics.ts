/** Metrics of scores against binary labels (METHOD 5, FORMATS): anomalous = score ≥ threshold. */

export interface Labelled {
  readonly score: number;
  readonly anomalous: boolean;
}

/** Counts of positives and negatives at every distinct score, from the highest down, cumulated. */
function cumulate(samples: readonly Labelled[]): {
  positives: number;
  negatives: number;
  steps: { truePositives: number; falsePositives: number }[];
} {
  const sorted = [...samples].sort((a, b) => b.score - a.score);
  const steps: { truePositives: number; falsePositives: number }[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  sorted.forEach((sample, i) => {
    if (sample.anomalous) truePositives += 1;
    else falsePositives += 1;
    if (sorted[i + 1]?.score !== sample.score) steps.push({ truePositives, falsePositives });
  });
  return { positives: truePositives, negatives: falsePositives, steps };
}

/** Area under the ROC curve, ties count one half; null without both kinds. In [0, 1]. */
export function auroc(samples: readonly Labelled[]): number | null {
  const { positives, negatives, steps } = cumulate(samples);
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  let before = { truePositives: 0, falsePositives: 0 };
  for (const step of steps) {
    area += ((step.falsePositives - before.falsePositives) * (step.truePositives + before.truePositives)) / 2;
    before = step;
  }
  return area / (positives * negatives);
}

/** Average precision: Σ (recall step) · precision over the distinct scores from the highest down; null without both kinds. */
export function averagePrecision(samples: readonly Labelled[]): number | null {
  const { positives, negatives, steps } = cumulate(samples);
  if (positives === 0 || negatives === 0) return null;
  let sum = 0;
  let before = 0;
  for (const { truePositives, falsePositives } of steps) {
    sum += ((truePositives - before) / positives) * (truePositives / (truePositives + falsePositives));
    before = truePositives;
  }
  return sum;
}

/** The largest F1 over thresholds at every distinct score; null without both kinds. */
export function f1Max(samples: readonly Labelled[]): number | null {
  const { positives, negatives, steps } = cumulate(samples);
  if (positives === 0 || negatives === 0) return null;
  return Math.max(
    ...steps.map(
      ({ truePositives, falsePositives }) => (2 * truePositives) / (truePositives + falsePositives + positives),
    ),
  );
}

/** F1 of calling everything anomalous; null without both kinds. */
export function f1Floor(samples: readonly Labelled[]): number | null {
  const positives = samples.filter(({ anomalous }) => anomalous).length;
  return positives === 0 || positives === samples.length ? null : (2 * positives) / (samples.length + positives);
}
