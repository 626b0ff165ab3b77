import path from 'node:path';
import { CacheStore, DEFAULT_CACHE_BYTES, cacheKey } from './cache/cacheStore.ts';
import { HashIndex } from './cache/hashIndex.ts';
import type { Project } from './dataset/project.ts';
import { EngineModels } from './engineModels.ts';
import type { EngineOptions, TaskOptions } from './engineTypes.ts';
import { throwIfAborted } from './errors.ts';
import type { PipelineContext } from './pipeline/context.ts';
import { PromptMasks } from './pipeline/promptMask.ts';
import { Runtime } from './runtime/runtime.ts';
import { NAIVE_WEIGHTS } from './scoring/weights.ts';
import { WorkThread } from './thread/workThread.ts';

/** Folder beside a project file for everything that is computed. */
const COMPUTED_FOLDER = '.kshot';

/** What lives as long as an engine: the runtime, opened models, opened caches. */
export class EngineResources {
  readonly runtime: Runtime;
  private readonly thread: WorkThread;
  readonly models: EngineModels;
  readonly prompts = new PromptMasks();
  private readonly caches = new Map<string, Promise<CacheStore>>();
  constructor(readonly options: EngineOptions) {
    const { provider, threads, onWarning, fallbackCacheDir, scriptsDir } = options;
    this.thread = new WorkThread(scriptsDir === undefined ? null : path.join(scriptsDir, 'workThread.js'));
    const verdictFile = fallbackCacheDir === undefined ? undefined : path.join(fallbackCacheDir, 'providers.json');
    this.runtime = new Runtime({ provider, threads, onWarning, verdictFile });
    this.models = new EngineModels(this.runtime, options);
  }

  /** Everything that work on a project needs. Opens models at most once. */
  async open(project: Project, { signal, onProgress }: TaskOptions): Promise<PipelineContext> {
    throwIfAborted(signal);
    const cache = await this.cacheFor(project.folder);
    const hashes = await HashIndex.open(
      path.join(cache.folder, 'state', `hashes-${cacheKey(project.folder).slice(0, 16)}.json`),
    );
    const { backboneModel, ...models } = await this.models.of(project, signal);
    const naiveWeights = { ...NAIVE_WEIGHTS, ...backboneModel.manifest.naiveWeights };
    const { runtime, thread } = this;
    return { project, cache, hashes, runtime, thread, ...models, naiveWeights, signal, onProgress };
  }

  /**
   * The cache of a folder: where the options say, else beside the project file, else (read-only) in the fallback folder.
   * @param outside whether the folder is no project's: nothing is then written into it.
   */
  cacheFor(folder: string, outside = false): Promise<CacheStore> {
    const { cacheDir, fallbackCacheDir, cacheBytes, onWarning } = this.options;
    const own = cacheDir ?? (outside ? null : path.join(folder, COMPUTED_FOLDER));
    const folders = [own, fallbackCacheDir].filter((candidate) => candidate !== null && candidate !== undefined);
    const key = folders.join('\n');
    let opened = this.caches.get(key);
    if (opened === undefined) {
      opened = CacheStore.open({
        folders,
        maxBytes: cacheBytes ?? DEFAULT_CACHE_BYTES,
        onWarning: onWarning ?? (() => undefined),
      });
      this.caches.set(key, opened);
    }
    return opened;
  }

  async dispose(): Promise<void> {
    this.prompts.dispose();
    await this.models.dispose();
    await this.thread.dispose();
    await this.runtime.dispose();
  }
}
