import { CLASS_FEATURES } from '../../domain/features.ts';
import type { ClassFeature, Dissimilarity } from '../../domain/features.ts';
import type { Description } from '../features/description.ts';
import type { EmbeddingForm } from '../features/embedding.ts';
import { dissimilarity } from './dissimilarity.ts';

export interface ClassScoreOptions {
  readonly dissimilarity: Readonly<Record<ClassFeature, Dissimilarity>>;
  readonly embedding: EmbeddingForm;
  /** The number of classes C of the project. */
  readonly classCount: number;
}

/** Dissimilarity of each class feature to each reference, in the references' order (METHOD 4). */
export type ClassDissimilarities = Record<ClassFeature, number[]>;

/**
 * Compares one image's class features with every reference (METHOD 4). With one class `cosine` becomes `l1`: one element has no
 * direction (`embedding` in its vector form has one).
 */
export function compareClasses(
  image: Description,
  references: readonly Description[],
  options: ClassScoreOptions,
): ClassDissimilarities {
  const compare = (feature: ClassFeature): number[] => {
    const chosen = options.dissimilarity[feature];
    const directed = feature === 'embedding' && options.embedding === 'vector';
    const measure = chosen === 'cosine' && options.classCount <= 1 && !directed ? 'l1' : chosen;
    const own = vectorOf(image, feature);
    return references.map((reference) => {
      const other = vectorOf(reference, feature);
      const length = Math.max(own.length, other.length);
      return dissimilarity(padded(own, length), padded(other, length), measure);
    });
  };
  return Object.fromEntries(CLASS_FEATURES.map((feature) => [feature, compare(feature)])) as ClassDissimilarities;
}

/** The flattened vector of one class feature (METHOD 3). */
function vectorOf({ classes, embedding }: Description, feature: ClassFeature): ArrayLike<number> {
  switch (feature) {
    case 'embedding':
      return embedding;
    case 'histogram':
      return classes.map(({ area }) => area);
    case 'color':
      return classes.map(({ color }) => color.ratio);
    case 'location':
      return classes.map(({ location }) => location.distance);
  }
}

/** An image with further classes than the references (mask files): the others are absent, that is zero. */
function padded(vector: ArrayLike<number>, length: number): ArrayLike<number> {
  if (vector.length === length) return vector;
  const out = new Float64Array(length);
  for (let i = 0; i < vector.length; i++) out[i] = vector[i]!;
  return out;
}
