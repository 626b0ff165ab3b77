import type { OwnSegments } from '../../domain/projectFile.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { LabelMap } from '../image/rgbImage.ts';
import { automaticMasks } from '../segment/sam/automaticMasks.ts';
import { packMasks, unpackMasks } from '../segment/sam/packMasks.ts';
import type { SamNetwork } from '../segment/sam/samNetwork.ts';
import { SAM_OPTIONS } from '../segment/sam/samOptions.ts';
import type { PipelineContext } from './context.ts';
import type { ImageSource } from './imageSource.ts';
import type { LazyNetwork } from './lazyNetwork.ts';

/** Segments of single images, numbered in each image for itself (METHOD 6 `sam`). */
export interface OwnSegmenter {
  /** Identity of what it does: part of the keys of all that depends on its maps. */
  readonly key: string;
  /** An image's segments, from the cache or computed; masks, scores and boxes are kept. @throws EngineError `image-*`, `model-*`, `cancelled`. */
  segment(source: ImageSource): Promise<LabelMap>;
  /** Lets go of the network where no further image is to be segmented: encoders hold gigabytes. */
  release(): Promise<void>;
}

export function ownSegmenter(
  network: LazyNetwork<SamNetwork>,
  { grid }: OwnSegments,
  { cache, signal, onProgress }: PipelineContext,
): OwnSegmenter {
  const key = cacheKey('sam', network.key, grid, SAM_OPTIONS);
  const compute = async (source: ImageSource) => {
    const image = await source.pixels();
    const told = (done: number, total: number) => onProgress?.({ stage: 'segment', done, total, image: source.name });
    return network.use((sam) => automaticMasks(sam, image, { grid, signal, onProgress: told }), signal);
  };
  return {
    key,
    segment: async (source) => {
      const place = cacheKey('masks', source.hash, key);
      const kept = await cache.get('masks', place);
      if (kept !== null) return unpackMasks(kept).map;
      const masks = await compute(source);
      await cache.put('masks', place, packMasks(masks));
      return masks.map;
    },
    release: () => network.release(),
  };
}
