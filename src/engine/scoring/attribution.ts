import { CLASS_FEATURES } from '../../domain/features.ts';
import type { ByFeature, ClassFeature, FeatureName, PatchFeature } from '../../domain/features.ts';
import type { Description } from '../features/description.ts';
import type { PatchScores } from './patchScores.ts';
import { tailIndices } from './tail.ts';

/** A feature's score shared among the classes: index c holds class c's share, index 0 the background's; sums to 1, or all 0. */
export type ClassShares = readonly number[];

/**
 * Shares each feature's score among the classes, once for each reference that may be the nearest: the patch features by the labels
 * of their tail patches (`classPatch` wholly to the class with the highest score), the class features by each class's deviation.
 */
export function classShares(
  image: Description,
  references: readonly Description[],
  patches: PatchScores,
): ByFeature<ClassShares>[] {
  const classes = image.classes.length;
  const { labels, foreground } = image.labels;
  const shares = {
    patch: byLabel(
      tailIndices(patches.distances).map((patch) => labels[patch]!),
      classes,
    ),
    foreground: byLabel(
      tailIndices(patches.foregroundDistances).map((i) => labels[foreground[i]!]!),
      classes,
    ),
    classPatch: worstClass(patches.perClass),
  } satisfies Record<PatchFeature, ClassShares>;
  return references.map((nearest) => {
    const deviations = Object.fromEntries(
      CLASS_FEATURES.map((feature) => [
        feature,
        normalized([0, ...image.classes.map((_, index) => deviation(image, nearest, feature, index))]),
      ]),
    ) as Record<ClassFeature, ClassShares>;
    return { ...shares, ...deviations };
  });
}

/** The mean distance of each class's tail patches in the patch features (METHOD 4), index 0 the background's; null where it has none. */
export type ClassTails = Record<PatchFeature, readonly (number | null)[]>;

/** What the patch features' shares are made of. `classPatch` has every class's own score, though the highest alone counts. */
export function classTails(image: Description, patches: PatchScores): ClassTails {
  const { labels, foreground } = image.labels;
  const means = (distances: Float32Array, labelOf: (index: number) => number): (number | null)[] => {
    const own: number[][] = Array.from({ length: image.classes.length + 1 }, () => []);
    for (const index of tailIndices(distances)) own[labelOf(index)]!.push(distances[index]!);
    return own.map((values) =>
      values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    );
  };
  return {
    patch: means(patches.distances, (patch) => labels[patch]!),
    foreground: means(patches.foregroundDistances, (index) => labels[foreground[index]!]!),
    classPatch: [null, ...patches.perClass],
  };
}

/** The class that most of the total is due to (1 … C), or null where no class has a share. */
export function topClass(shares: ByFeature<ClassShares>, parts: ByFeature<number>): number | null {
  const classes = Math.max(...Object.values(shares).map(({ length }) => length));
  let best: number | null = null;
  let most = 0;
  for (let c = 1; c < classes; c++) {
    let sum = 0;
    for (const name of Object.keys(shares) as FeatureName[]) sum += parts[name] * (shares[name][c] ?? 0);
    if (sum > most) [best, most] = [c, sum];
  }
  return best;
}

function byLabel(labels: readonly number[], classes: number): ClassShares {
  const counts = new Array<number>(classes + 1).fill(0);
  for (const label of labels) counts[label]! += 1;
  return normalized(counts);
}

function worstClass(perClass: readonly (number | null)[]): ClassShares {
  const scores = perClass.map((score) => score ?? -1);
  const worst = scores.indexOf(Math.max(...scores, 0));
  return [0, ...scores.map((_, index) => (index === worst ? 1 : 0))];
}

function normalized(values: number[]): ClassShares {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum === 0 ? values : values.map((value) => value / sum);
}

/** How far class `index` + 1 of the image is from the nearest reference's, in the feature's own units. */
function deviation(image: Description, nearest: Description, feature: ClassFeature, index: number): number {
  const own = image.classes[index]!;
  const other = nearest.classes[index];
  switch (feature) {
    case 'histogram':
      return Math.abs(own.area - (other?.area ?? 0));
    case 'color':
      return Math.abs(own.color.ratio - (other?.color.ratio ?? 0));
    case 'location':
      return Math.abs(own.location.distance - (other?.location.distance ?? 0));
    case 'embedding': {
      const dim = image.embedding.length / image.classes.length;
      let sum = 0;
      for (let d = index * dim; d < (index + 1) * dim; d++)
        sum += (image.embedding[d]! - (nearest.embedding[d] ?? 0)) ** 2;
      return Math.sqrt(sum);
    }
  }
}
