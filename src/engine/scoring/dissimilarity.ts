import type { Dissimilarity } from '../../domain/features.ts';

/**
 * The dissimilarity of two flattened vectors (METHOD 4). `cosine`: 1 − cosine, in [0, 2]; both zero: 0; one zero: 1.
 * `l1`: Σ |a − b|; `l2`: Euclidean.
 */
export function dissimilarity(a: ArrayLike<number>, b: ArrayLike<number>, measure: Dissimilarity): number {
  if (a.length !== b.length)
    throw new RangeError(`Expected two vectors of one length, got ${a.length} and ${b.length}.`);
  switch (measure) {
    case 'cosine':
      return cosineDistance(a, b);
    case 'l1': {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
      return sum;
    }
    case 'l2': {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
      return Math.sqrt(sum);
    }
  }
}

function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let normA = 0;
  let normB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    normA += a[i]! * a[i]!;
    normB += b[i]! * b[i]!;
  }
  if (normA === 0 || normB === 0) return normA === normB ? 0 : 1;
  // Rounding can put equal vectors a hair beyond 1.
  return Math.max(0, 1 - dot / Math.sqrt(normA * normB));
}
