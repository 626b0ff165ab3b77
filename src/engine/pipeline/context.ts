import type { ByFeature } from '../../domain/features.ts';
import type { Backbone } from '../backbone/backbone.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import type { HashIndex } from '../cache/hashIndex.ts';
import type { Project } from '../dataset/project.ts';
import type { Resampler } from '../image/resampler.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What every step of the pipeline works with, for one project. */
export interface PipelineContext {
  readonly project: Project;
  readonly cache: CacheStore;
  readonly hashes: HashIndex;
  readonly runtime: Runtime;
  readonly resampler: Resampler;
  /** The backbone that describes the patches. */
  readonly backbone: Backbone;
  /** The default backbone, whose taps the prototype segmenter reads whatever backbone describes the patches (METHOD 6). */
  readonly tapsBackbone: Backbone;
  /** The weights with one reference, from the backbone's manifest or METHOD 5. */
  readonly naiveWeights: ByFeature<number>;
  readonly signal: AbortSignal | undefined;
}
