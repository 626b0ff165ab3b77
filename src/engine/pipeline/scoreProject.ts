import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImageRecord } from '../../domain/records.ts';
import { errorRecord, throwIfAborted } from '../errors.ts';
import type { PipelineContext } from './context.ts';
import type { FittedProject } from './fitProject.ts';
import { prepareImage } from './describeImage.ts';
import { ImageSource } from './imageSource.ts';
import { cachedScores, recordOf, scoreImage } from './scoreImage.ts';
import type { ImageScores } from './scoreImage.ts';

export interface ScoreCallbacks {
  /** Told of every image as it is done, in order; what it returns is waited for. */
  readonly onScored?: ((record: ImageRecord, scores: ImageScores | null) => void | Promise<void>) | undefined;
}

/** How many images are on their way ahead of the one that is scored: other threads work on them while the network blocks this one. */
const AHEAD = 2;

/** An image on its way in, or why it cannot come. */
type Incoming = { source: ImageSource; kept: ImageScores | null } | { failure: unknown };

/**
 * Scores images in order. An image or mask that cannot be read becomes an error record and the others go on; anything else
 * (a model, a disk, the caller's signal) ends the work.
 */
export async function scoreImages(
  images: readonly string[],
  fitted: FittedProject,
  context: PipelineContext,
  callbacks: ScoreCallbacks = {},
): Promise<ImageRecord[]> {
  const records: ImageRecord[] = [];
  const ahead: Promise<Incoming>[] = [];
  let fetched = 0;
  for (const image of images) {
    throwIfAborted(context.signal);
    while (fetched < images.length && ahead.length <= Math.max(AHEAD, context.backbone.batchSize - 1))
      ahead.push(fetchImage(images[fetched++]!, fitted, context));
    const started = performance.now();
    const { record, scores } = await scoreOne(image, await ahead.shift()!, fitted, context, started);
    records.push(record);
    await callbacks.onScored?.(record, scores);
    context.onProgress?.({ stage: 'score', done: records.length, total: images.length, image });
    await nextTurn(); // lets a signal or a message in
  }
  return records;
}

/** Never rejects before it is awaited: what went wrong is part of the answer. */
async function fetchImage(name: string, fitted: FittedProject, context: PipelineContext): Promise<Incoming> {
  try {
    const source = await ImageSource.open(name, context);
    const kept = await cachedScores(source, fitted, context);
    if (kept === null) await prepareImage(source, fitted.segmenter, context);
    return { source, kept };
  } catch (error) {
    return { failure: error };
  }
}

async function scoreOne(
  image: string,
  incoming: Incoming,
  fitted: FittedProject,
  context: PipelineContext,
  started: number,
): Promise<{ record: ImageRecord; scores: ImageScores | null }> {
  try {
    if ('failure' in incoming) throw incoming.failure;
    const scores = incoming.kept ?? (await scoreImage(incoming.source, fitted, context));
    return { record: recordOf(image, scores, fitted.fit, context, (performance.now() - started) / 1000), scores };
  } catch (error) {
    return { record: errorRecord(image, error), scores: null };
  }
}
