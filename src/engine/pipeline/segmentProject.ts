import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ErrorRecord, SegmentRecord } from '../../domain/records.ts';
import { EngineError, errorRecord, throwIfAborted } from '../errors.ts';
import { withoutExtension, writeFileAtomic } from '../files.ts';
import { encodePng } from '../image/encode.ts';
import { resizeNearest } from '../image/resize.ts';
import type { PipelineContext } from './context.ts';
import type { FittedProject } from './fitProject.ts';
import { ImageSource } from './imageSource.ts';

/**
 * Writes each image's label map as `FOLDER/<image path without extension>.png`: 8-bit, pixel = class, the image's own size. An image that
 * cannot be read becomes an error record. @throws EngineError `disk-*`, `cancelled`, `model-*`.
 */
export async function segmentImages(
  images: readonly string[],
  folder: string,
  fitted: FittedProject,
  context: PipelineContext,
): Promise<(SegmentRecord | ErrorRecord)[]> {
  refuseOneStem(images);
  const records: (SegmentRecord | ErrorRecord)[] = [];
  for (const image of images) {
    throwIfAborted(context.signal);
    records.push(await segmentOne(image, folder, fitted, context).catch((error: unknown) => errorRecord(image, error)));
    context.onProgress?.({ stage: 'label', done: records.length, total: images.length, image });
    await nextTurn(); // lets a signal or a message in
  }
  return records;
}

/** Two images whose names differ in the extension alone would write to one file. @throws EngineError `images-alike`. */
function refuseOneStem(images: readonly string[]): void {
  const known = new Map<string, string>();
  for (const image of images) {
    const other = known.get(withoutExtension(image));
    if (other !== undefined) {
      throw new EngineError(
        'images-alike',
        `Expected images whose names differ without their extensions; ${other} and ${image} would have one label map. Rename one of the two, or choose images by a glob.`,
      );
    }
    known.set(withoutExtension(image), image);
  }
}

async function segmentOne(
  image: string,
  folder: string,
  { segmenter }: FittedProject,
  context: PipelineContext,
): Promise<SegmentRecord> {
  const { map, classes, width, height } = await segmenter.segment(await ImageSource.open(image, context));
  const file = path.join(folder, `${withoutExtension(image)}.png`);
  await writeFileAtomic(file, await encodePng(resizeNearest(map, width, height)));
  return { image, file, classes: classes.filter(({ area }) => area > 0).length };
}
