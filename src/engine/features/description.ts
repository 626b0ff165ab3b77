import type { ClassMeasure } from '../../domain/records.ts';
import type { PatchFeatures } from '../backbone/backbone.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { absentClass } from './classMeasures.ts';
import { classEmbedding } from './embedding.ts';
import type { EmbeddingForm } from './embedding.ts';
import { assignPatches } from './patchLabels.ts';
import type { PatchLabels } from './patchLabels.ts';

/** Everything that the seven features of one image are read from (METHOD 3). */
export interface Description {
  readonly patches: PatchFeatures;
  readonly labels: PatchLabels;
  /** Classes 1 … C in order: `histogram` (area), `color`, `location`. */
  readonly classes: readonly ClassMeasure[];
  /** C × D or C. */
  readonly embedding: Float32Array;
}

/**
 * The features of one image from its patches, its label map and what its classes measure (METHOD 3).
 * @param measures classes 1 … of the map; those up to `count` that it does not hold are absent.
 */
export function describeFeatures(
  patches: PatchFeatures,
  map: LabelMap,
  measures: readonly ClassMeasure[],
  { count, embedding }: { count: number; embedding: EmbeddingForm },
): Description {
  const labels = assignPatches(map, patches.grid, count);
  const classes = Array.from({ length: count }, (_, index) => measures[index] ?? absentClass(index + 1));
  return { patches, labels, classes, embedding: classEmbedding(patches, labels, embedding) };
}
