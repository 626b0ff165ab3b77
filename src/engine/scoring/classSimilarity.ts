import { classEmbedding } from '../features/embedding.ts';
import type { Description } from '../features/description.ts';

/** Cosine similarities in [−1, 1] by class (index c − 1) and reference; null where the class is absent in one of the two. */
export type ClassSimilarity = (number | null)[][];

/** How like each class's mean patch (METHOD 3 `embedding`, form `vector`) is to the same class's in every reference. */
export function classSimilarity(image: Description, references: readonly Description[]): ClassSimilarity {
  const own = classVectors(image);
  const others = references.map(classVectors);
  return own.map((vector, index) => others.map((vectors) => similarity(vector, vectors[index])));
}

/**
 * How far each class of each reference is from the same class of the nearest other reference: what is usual.
 * @returns cosine distances in [0, 2] by class (index c − 1) and reference; null where no two references have the class.
 */
export function usualDistances(references: readonly Description[]): (number | null)[][] {
  const vectors = references.map(classVectors);
  const classes = Math.max(0, ...vectors.map(({ length }) => length));
  return Array.from({ length: classes }, (_, index) =>
    vectors.map((own, reference) => {
      const near = vectors.flatMap((other, i) => {
        const value = i === reference ? null : similarity(own[index], other[index]);
        return value === null ? [] : [1 - value];
      });
      return near.length === 0 ? null : Math.min(...near);
    }),
  );
}

/** One L2-normalised vector a class. */
function classVectors({ patches, labels, classes, embedding }: Description): Float32Array[] {
  const { dim } = patches;
  const vectors = embedding.length === classes.length * dim ? embedding : classEmbedding(patches, labels, 'vector');
  return classes.map((_, index) => vectors.subarray(index * dim, (index + 1) * dim));
}

function similarity(a: Float32Array | undefined, b: Float32Array | undefined): number | null {
  if (a === undefined || b === undefined || isZero(a) || isZero(b)) return null;
  let dot = 0;
  for (let d = 0; d < a.length; d++) dot += a[d]! * b[d]!;
  return Math.min(1, Math.max(-1, dot));
}

function isZero(vector: Float32Array): boolean {
  return vector.every((value) => value === 0);
}
