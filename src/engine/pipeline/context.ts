import type { ByFeature } from '../../domain/features.ts';
import type { Backbone } from '../backbone/backbone.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import type { HashIndex } from '../cache/hashIndex.ts';
import type { Project } from '../dataset/project.ts';
import type { WorkThread } from '../thread/workThread.ts';
import type { DeaotNetwork } from '../align/deaotNetwork.ts';
import type { Progress } from '../engineTypes.ts';
import type { SamNetwork } from '../segment/sam/samNetwork.ts';
import type { LazyNetwork } from './lazyNetwork.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What every step of the pipeline works with, for one project. */
export interface PipelineContext {
  readonly project: Project;
  readonly cache: CacheStore;
  readonly hashes: HashIndex;
  readonly runtime: Runtime;
  /** For work on images while a network runs. */
  readonly thread: WorkThread;
  /** The backbone that describes the patches. */
  readonly backbone: Backbone;
  /** The default backbone, whose taps the prototype segmenter reads whatever backbone describes the patches (METHOD 6). */
  readonly tapsBackbone: Backbone;
  /** The weights with one reference, from the backbone's manifest or METHOD 5. */
  readonly naiveWeights: ByFeature<number>;
  /** The segmenter that gives single images segments (METHOD 6 `sam`), where the project wants one. */
  readonly sam: LazyNetwork<SamNetwork> | null;
  /** The network that carries classes from image to image (METHOD 6 `deaot`), where the project wants it. */
  readonly deaot: LazyNetwork<DeaotNetwork> | null;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}
