import path from 'node:path';
import { withoutExtension, writeFileAtomic } from '../files.ts';
import { anomalyMapAt } from '../image/anomalyMap.ts';
import { encodeFloatTiff } from '../image/floatTiff.ts';
import type { PipelineContext } from './context.ts';
import type { ImageScores } from './scoreImage.ts';

/** Writes anomaly maps (METHOD 4) as `FOLDER/<image path without extension>.tiff`: float32, the image's size. @throws EngineError `disk-*`. */
export function mapWriter(
  folder: string,
  { backbone }: PipelineContext,
): (image: string, scores: ImageScores) => Promise<void> {
  return async (image, { distances, grid, width, height }) => {
    const map = anomalyMapAt(distances, grid, width, height, backbone.inputSize);
    await writeFileAtomic(path.join(folder, `${withoutExtension(image)}.tiff`), encodeFloatTiff(width, height, map));
  };
}
