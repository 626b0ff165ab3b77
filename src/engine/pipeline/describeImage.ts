import type { Description } from '../features/description.ts';
import { describeFeatures } from '../features/description.ts';
import type { PipelineContext } from './context.ts';
import type { ImageSource } from './imageSource.ts';
import { atInputSize, backboneOutput } from './patches.ts';
import type { Segmented, Segmenter } from './segmentation.ts';

export interface DescribedImage {
  readonly description: Description;
  readonly segmented: Segmented;
}

/** One image's way to its features: pixels → patches; pixels → label map; both → the seven features' inputs (METHOD 1 to 3). */
export async function describeImage(
  source: ImageSource,
  segmenter: Segmenter,
  classes: number,
  context: PipelineContext,
): Promise<DescribedImage> {
  const { patches } = await backboneOutput(source, context.backbone, context.cache);
  const segmented = await segmenter.segment(source);
  const count = Math.max(classes, segmented.classes.length);
  const options = { count, embedding: context.project.file.features.embedding };
  return { segmented, description: describeFeatures(patches, segmented.map, segmented.classes, options) };
}

/**
 * Goes ahead of {@link describeImage} as far as that keeps several threads busy: the image decoded and resized, its patches where several
 * images share a run, its label map where another thread makes it.
 */
export async function prepareImage(
  source: ImageSource,
  segmenter: Segmenter,
  { backbone, cache }: PipelineContext,
): Promise<void> {
  const patches = backbone.batchSize > 1 ? backboneOutput(source, backbone, cache) : atInputSize(source, backbone);
  await Promise.all([patches, segmenter.prepare?.(source)]);
}
