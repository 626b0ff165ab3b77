import path from 'node:path';
import type { Backbone } from './backbone/backbone.ts';
import { createBackbone } from './backbone/onnxBackbone.ts';
import { CacheStore, DEFAULT_CACHE_BYTES, cacheKey } from './cache/cacheStore.ts';
import { HashIndex } from './cache/hashIndex.ts';
import type { Project } from './dataset/project.ts';
import type { EngineOptions } from './engineTypes.ts';
import { EngineError, throwIfAborted } from './errors.ts';
import { Resampler } from './image/resampler.ts';
import { resolveModel } from './models/resolve.ts';
import type { BackboneModel } from './models/resolve.ts';
import type { PipelineContext } from './pipeline/context.ts';
import { Runtime } from './runtime/runtime.ts';
import { NAIVE_WEIGHTS } from './scoring/weights.ts';

/** Folder beside a project file for everything that is computed. */
const COMPUTED_FOLDER = '.kshot';

/** The id of the model that ships with the product, whose taps the prototype segmenter reads. */
const DEFAULT_BACKBONE = 'mobilenet-v2';

/** What lives as long as an engine: the runtime, opened backbones, opened caches. */
export class EngineResources {
  readonly runtime: Runtime;
  private readonly resampler: Resampler;
  private readonly backbones = new Map<string, Promise<Backbone>>();
  private readonly caches = new Map<string, Promise<CacheStore>>();
  /** Model files whose checksum was found right, by size and time: none is read again for every request. */
  private readonly verified = new Map<string, string>();

  constructor(readonly options: EngineOptions) {
    const { provider, threads, onWarning, fallbackCacheDir, scriptsDir } = options;
    this.resampler = new Resampler(scriptsDir === undefined ? null : path.join(scriptsDir, 'resampleThread.js'));
    const verdictFile = fallbackCacheDir === undefined ? undefined : path.join(fallbackCacheDir, 'providers.json');
    this.runtime = new Runtime({ provider, threads, onWarning, verdictFile });
  }

  /** Everything that work on a project needs. Opens models at most once. */
  async open(project: Project, signal: AbortSignal | undefined): Promise<PipelineContext> {
    throwIfAborted(signal);
    checkModels(project);
    const cache = await this.cacheFor(project.folder);
    const hashes = await HashIndex.open(
      path.join(cache.folder, 'state', `hashes-${cacheKey(project.folder).slice(0, 16)}.json`),
    );
    const model = await this.resolve(project.file.models.backbone, project.folder);
    const backbone = await this.backbone(model);
    const tapsBackbone = await this.backbone(await this.resolve(DEFAULT_BACKBONE, project.folder));
    const naiveWeights = { ...NAIVE_WEIGHTS, ...model.manifest.naiveWeights };
    const { runtime, resampler } = this;
    return { project, cache, hashes, runtime, resampler, backbone, tapsBackbone, naiveWeights, signal };
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
    await Promise.allSettled([...this.backbones.values()].map(async (backbone) => (await backbone).dispose()));
    await this.resampler.dispose();
    await this.runtime.dispose();
  }

  private resolve(id: string, folder: string): Promise<BackboneModel> {
    const { modelsDir, storeDir } = this.options;
    return resolveModel(id, 'backbone', { modelsDir, storeDir, folder, verified: this.verified });
  }

  private backbone(model: BackboneModel): Promise<Backbone> {
    let opened = this.backbones.get(model.key);
    if (opened === undefined) {
      opened = createBackbone(this.runtime, model).catch((error: unknown) => {
        this.backbones.delete(model.key);
        throw error;
      });
      this.backbones.set(model.key, opened);
    }
    return opened;
  }
}

/** Segmenters and aligners that this version runs. @throws EngineError `model-missing`. */
function checkModels({ path: file, file: { models } }: Project): void {
  if (typeof models.segmenter === 'string' && models.segmenter !== 'prototype') {
    throw new EngineError(
      'model-missing',
      `${file}: unknown segmenter ${JSON.stringify(models.segmenter)}. Use "prototype", or {"masks": "labels/{path}.png"}.`,
    );
  }
  if (models.aligner !== 'prototype') {
    throw new EngineError(
      'model-missing',
      `${file}: unknown aligner ${JSON.stringify(models.aligner)}. Use "prototype".`,
    );
  }
}
