import { byFeature } from '../../domain/features.ts';
import type { ByFeature } from '../../domain/features.ts';
import type { Description } from '../features/description.ts';
import { compareClasses } from './classScores.ts';
import type { ClassDissimilarities, ClassScoreOptions } from './classScores.ts';
import { scorePatches, similaritiesTo } from './patchScores.ts';
import type { PatchScores, ReferenceSimilarities } from './patchScores.ts';
import type { Neighbours } from './referenceBank.ts';

/** One image measured against every reference: what any subset's seven scores are read from. */
export interface Comparison {
  readonly image: Description;
  /** One entry a reference. */
  readonly patches: readonly ReferenceSimilarities[];
  readonly classes: ClassDissimilarities;
}

export interface RawScores {
  /** METHOD 4's seven scores. */
  readonly raw: ByFeature<number>;
  readonly patches: PatchScores;
}

export function compare(
  image: Description,
  neighbours: Neighbours,
  references: readonly Description[],
  options: ClassScoreOptions,
): Comparison {
  const patches = references.map((_, reference) => similaritiesTo(image.labels, neighbours, reference));
  return { image, patches, classes: compareClasses(image, references, options) };
}

/** The seven raw scores against the references in `subset`, at least one (METHOD 4). */
export function rawScores({ image, patches: similarities, classes }: Comparison, subset: readonly number[]): RawScores {
  const patches = scorePatches(
    image.labels,
    subset.map((reference) => similarities[reference]!),
  );
  const raw = byFeature((name) => {
    switch (name) {
      case 'patch':
      case 'classPatch':
      case 'foreground':
        return patches[name];
      case 'embedding':
      case 'histogram':
      case 'color':
      case 'location':
        return Math.min(...subset.map((reference) => classes[name][reference]!));
    }
  });
  return { raw, patches };
}

/** Raw scores of every reference against the other k − 1 (METHOD 5), given each reference's comparison with all; none for k = 1. */
export function leaveOneOut(comparisons: readonly Comparison[]): ByFeature<number>[] {
  if (comparisons.length < 2) return [];
  const everyone = comparisons.map((_, index) => index);
  return comparisons.map(
    (comparison, index) =>
      rawScores(
        comparison,
        everyone.filter((other) => other !== index),
      ).raw,
  );
}
