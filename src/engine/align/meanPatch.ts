import type { PatchFeatures } from '../backbone/backbone.ts';

/**
 * The mean of some rows of F, or of all of them, as they are (METHOD 1); D values.
 * @param members indices of patches, at least one.
 */
export function meanPatch({ dim, data }: PatchFeatures, members?: Int32Array): Float32Array {
  const count = members?.length ?? data.length / dim;
  const mean = new Float64Array(dim);
  for (let i = 0; i < count; i++) {
    const at = (members?.[i] ?? i) * dim;
    for (let d = 0; d < dim; d++) mean[d]! += data[at + d]!;
  }
  return Float32Array.from(mean, (sum) => sum / count);
}

/** d of two patches (METHOD 1): 1 − cosine, in [0, 2]; a zero vector has distance 1 to anything, another zero vector too. */
export function patchDistance(f: Float32Array, g: Float32Array): number {
  let dot = 0;
  let normF = 0;
  let normG = 0;
  for (let d = 0; d < f.length; d++) {
    dot += f[d]! * g[d]!;
    normF += f[d]! * f[d]!;
    normG += g[d]! * g[d]!;
  }
  return normF === 0 || normG === 0 ? 1 : 1 - dot / Math.sqrt(normF * normG);
}

/**
 * Which of several mean patches is most similar to an image's (METHOD 6 `memory: all`): the index, the first of equals.
 * @param means at least one.
 */
export function mostSimilar(mean: Float32Array, means: readonly Float32Array[]): number {
  if (means.length === 0) throw new RangeError('Expected at least one mean patch to compare with, got none.');
  const distances = means.map((other) => patchDistance(mean, other));
  return distances.indexOf(Math.min(...distances));
}
