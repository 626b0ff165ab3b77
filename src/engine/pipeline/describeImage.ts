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

/** What can be done for {@link describeImage} on other threads, ahead of it: the image decoded, and resized as its steps want it. */
export async function prepareImage(
  source: ImageSource,
  segmenter: Segmenter,
  { backbone }: PipelineContext,
): Promise<void> {
  await Promise.all([atInputSize(source, backbone), segmenter.prepare?.(source)]);
}
