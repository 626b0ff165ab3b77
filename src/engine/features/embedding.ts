import type { PatchFeatures } from '../backbone/backbone.ts';
import type { PatchLabels } from './patchLabels.ts';

export type EmbeddingForm = 'vector' | 'scalar';

/**
 * The `embedding` feature (METHOD 3): the mean of F over every class's patches. `vector`: L2-normalised, C × D;
 * `scalar` (the authors' literal form): its mean over D as well, C. An absent class is zero.
 */
export function classEmbedding(
  { dim, data }: PatchFeatures,
  { patchesOf }: PatchLabels,
  form: EmbeddingForm,
): Float32Array {
  const width = form === 'vector' ? dim : 1;
  const out = new Float32Array(patchesOf.length * width);
  patchesOf.forEach((patches, index) => {
    if (patches.length === 0) return;
    const mean = new Float64Array(dim);
    for (const patch of patches) for (let d = 0; d < dim; d++) mean[d]! += data[patch * dim + d]!;
    for (let d = 0; d < dim; d++) mean[d]! /= patches.length;
    if (form === 'scalar') {
      out[index] = mean.reduce((sum, value) => sum + value, 0) / dim;
      return;
    }
    const norm = Math.hypot(...mean);
    for (let d = 0; d < dim && norm > 0; d++) out[index * dim + d] = mean[d]! / norm;
  });
  return out;
}
