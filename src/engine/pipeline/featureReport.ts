import { contentHash } from '../cache/cacheStore.ts';
import type { FeatureReport, PatchSummary } from '../engineTypes.ts';
import type { PipelineContext } from './context.ts';
import { describeImage } from './describeImage.ts';
import type { FittedProject } from './fitProject.ts';
import type { ImageSource } from './imageSource.ts';

/** The seven features of one image as numbers (METHOD 3), for `kshot features`. */
export async function reportFeatures(
  source: ImageSource,
  fitted: FittedProject,
  context: PipelineContext,
): Promise<FeatureReport> {
  const { description } = await describeImage(source, fitted.segmenter, fitted.fit.classes, context);
  const { patches, labels, classes, embedding } = description;
  const { dim, data } = patches;
  const summarize = (rows: ArrayLike<number>): PatchSummary => {
    const gathered = new Float32Array(rows.length * dim);
    for (let i = 0; i < rows.length; i++) gathered.set(data.subarray(rows[i]! * dim, (rows[i]! + 1) * dim), i * dim);
    return { shape: [rows.length, dim], sha256: contentHash(new Uint8Array(gathered.buffer)) };
  };
  const width = embedding.length / classes.length;
  return {
    image: source.name,
    grid: patches.grid,
    patch: summarize(Array.from(labels.labels.keys())),
    classPatch: labels.patchesOf.map((rows, index) => ({ class: index + 1, ...summarize(rows) })),
    foreground: summarize(labels.foreground),
    embedding: classes.map((_, index) => Array.from(embedding.subarray(index * width, (index + 1) * width))),
    histogram: classes.map(({ area }) => area),
    color: classes.map(({ color }) => color.ratio),
    location: classes.map(({ location }) => location.distance),
  };
}
