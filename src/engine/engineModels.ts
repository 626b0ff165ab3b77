import path from 'node:path';
import { alignerChoice, isMatchingAligner, isModelAligner, segmenterChoice } from '../domain/projectFile.ts';
import { openDeaot } from './align/deaotNetwork.ts';
import type { DeaotNetwork } from './align/deaotNetwork.ts';
import type { Backbone } from './backbone/backbone.ts';
import { createBackbone } from './backbone/onnxBackbone.ts';
import { cacheKey } from './cache/cacheStore.ts';
import type { Project } from './dataset/project.ts';
import type { EngineOptions } from './engineTypes.ts';
import { EngineError } from './errors.ts';
import { CATALOG } from './models/catalog.ts';
import { listModels } from './models/listModels.ts';
import type { Manifests, ModelKind } from './models/manifest.ts';
import { resolveModel } from './models/resolve.ts';
import type { BackboneModel, ResolvedModel } from './models/resolve.ts';
import { VerifiedFiles } from './models/verifiedFiles.ts';
import { LazyNetwork } from './pipeline/lazyNetwork.ts';
import type { Runtime } from './runtime/runtime.ts';
import { SharedWork } from './sharedWork.ts';
import { openSam } from './segment/sam/samNetwork.ts';
import type { SamNetwork } from './segment/sam/samNetwork.ts';

/** The id of the model that ships with the product, whose taps the prototype segmenter reads. */
const DEFAULT_BACKBONE = 'mobilenet-v2';

/** The networks that a project names. */
export interface ProjectModels {
  readonly backbone: Backbone;
  readonly backboneModel: BackboneModel;
  readonly tapsBackbone: Backbone;
  readonly sam: LazyNetwork<SamNetwork> | null;
  readonly deaot: LazyNetwork<DeaotNetwork> | null;
}

/** The models that projects name, found and opened at most once each. Call `dispose`. */
export class EngineModels {
  private readonly backbones = new Map<string, SharedWork<Backbone>>();
  private readonly networks = new Map<string, LazyNetwork<SamNetwork> | LazyNetwork<DeaotNetwork>>();
  private readonly verified: Promise<VerifiedFiles>;
  private readonly warned = new Set<string>();

  constructor(
    private readonly runtime: Runtime,
    private readonly options: EngineOptions,
  ) {
    const { fallbackCacheDir } = options;
    this.verified = VerifiedFiles.open(
      fallbackCacheDir === undefined ? null : path.join(fallbackCacheDir, 'verified-models.json'),
    );
  }

  /** @throws EngineError `model-*`, `provider-unavailable`, `project-invalid`, `cancelled`. */
  async of(project: Project, signal?: AbortSignal): Promise<ProjectModels> {
    const { models } = project.file;
    checkAligner(project);
    this.warnOfIdleAligner(project);
    const backboneModel = await this.resolve(models.backbone, 'backbone', project, signal);
    const segmenter = segmenterChoice(models);
    const aligned = segmenter.kind === 'aligned';
    const aligner = alignerChoice(models).model;
    return {
      backboneModel,
      backbone: await this.backbone(backboneModel, signal),
      tapsBackbone: await this.backbone(await this.resolve(DEFAULT_BACKBONE, 'backbone', project, signal), signal),
      sam: aligned && segmenter.own !== null ? await this.sam(segmenter.own.model, project, signal) : null,
      deaot: aligned && isModelAligner(aligner) ? await this.deaot(aligner, project, signal) : null,
    };
  }

  /** The SAM that answers a user's clicks: the project's, else the first that is there; null where there is none. Throws as {@link of}. */
  async prompter(project: Project | null, signal?: AbortSignal): Promise<LazyNetwork<SamNetwork> | null> {
    const id = await this.prompterId(project);
    return id === null ? null : this.sam(id, { folder: project?.folder ?? this.options.modelsDir }, signal);
  }

  /** What a project calls the model of {@link prompter}. Reads no weights. */
  async prompterId(project: Project | null): Promise<string | null> {
    const choice = project && segmenterChoice(project.file.models);
    const own = choice?.kind === 'aligned' ? (choice.own?.model ?? null) : null;
    const { modelsDir, storeDir } = this.options;
    const models = await listModels({ modelsDir, storeDir, catalog: CATALOG });
    const there = models
      .filter(({ kind, state }) => kind === 'segmenter' && (state === 'installed' || state === 'bundled'))
      .map(({ id }) => id);
    if (own !== null && (own.startsWith('./') || there.includes(own))) return own;
    return there[0] ?? null;
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([
      ...[...this.backbones.values()].map(async ({ result }) => (await result).dispose()),
      ...[...this.networks.values()].map((network) => network.release()),
    ]);
  }

  /** Said once a project: classes that match already need no aligner (METHOD 6), and whoever names one expects it to work. */
  private warnOfIdleAligner({ path: file, file: { models } }: Project): void {
    const { model } = alignerChoice(models);
    const segmenter = segmenterChoice(models).kind;
    if (segmenter === 'aligned' || model === 'prototype' || this.warned.has(`${file} ${model}`)) return;
    this.warned.add(`${file} ${model}`);
    const why =
      segmenter === 'masks'
        ? 'mask files have the classes of every image'
        : 'the segmenter prototype gives every image the same classes';
    this.options.onWarning?.(
      `${file}: the aligner ${model} is not used: ${why}. Name a segmenter of single images, such as "segmenter": "slimsam-77-uniform", or leave the aligner out.`,
    );
  }

  private async resolve<K extends ModelKind>(
    reference: string,
    kind: K,
    { folder }: Pick<Project, 'folder'>,
    signal: AbortSignal | undefined,
  ): Promise<ResolvedModel<Manifests[K]>> {
    const { modelsDir, storeDir } = this.options;
    const verified = await this.verified;
    const model = await resolveModel(reference, kind, { modelsDir, storeDir, folder, verified, signal });
    await verified.save();
    return model;
  }

  private backbone(model: BackboneModel, signal: AbortSignal | undefined): Promise<Backbone> {
    let opened = this.backbones.get(model.key);
    if (!opened?.isOfUse) {
      opened = new SharedWork(
        (stop) => createBackbone(this.runtime, model, { signal: stop }),
        (backbone) => backbone.dispose(),
      );
      this.backbones.set(model.key, opened);
    }
    return opened.wait(signal);
  }

  private async sam(
    reference: string,
    project: Pick<Project, 'folder'>,
    signal: AbortSignal | undefined,
  ): Promise<LazyNetwork<SamNetwork>> {
    const model = await this.resolve(reference, 'segmenter', project, signal);
    return this.lazy(model, (stop) => openSam(this.runtime, model, stop), signal);
  }

  private async deaot(
    reference: string,
    project: Project,
    signal: AbortSignal | undefined,
  ): Promise<LazyNetwork<DeaotNetwork>> {
    const model = await this.resolve(reference, 'aligner', project, signal);
    return this.lazy(model, (stop) => openDeaot(this.runtime, model, stop), signal);
  }

  private async lazy<T extends SamNetwork | DeaotNetwork>(
    model: ResolvedModel,
    open: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<LazyNetwork<T>> {
    const key = await this.keyOf(model, signal); // first: between the look-up and the entry nobody else may come
    const known = this.networks.get(key);
    if (known !== undefined) return known as unknown as LazyNetwork<T>;
    const network = new LazyNetwork(key, open);
    this.networks.set(key, network as unknown as LazyNetwork<SamNetwork> | LazyNetwork<DeaotNetwork>);
    return network;
  }

  /** What a network's results depend on: its files, what its manifest says, the provider wanted and the machine's best. */
  private async keyOf({ manifest, files }: ResolvedModel, signal: AbortSignal | undefined): Promise<string> {
    const { mean, std } = manifest;
    const checksums = Object.entries(files).map(([name, { sha256 }]) => [name, sha256]);
    const shape = manifest.kind === 'aligner' ? [manifest.shortSide, manifest.maxObjects] : [];
    const provider = [this.options.provider ?? 'auto', (await this.runtime.provider(signal)).name];
    return cacheKey(checksums.sort(), mean, std, shape, provider);
  }
}

/** Aligners that compare an image's own segments need a segmenter that gives them. */
function checkAligner({ path: file, file: { models } }: Project): void {
  const segmenter = segmenterChoice(models);
  const { model, refine } = alignerChoice(models);
  if (segmenter.kind !== 'aligned' || segmenter.own !== null) return;
  if (!isMatchingAligner(model) && refine !== 'segments') return;
  throw new EngineError(
    'project-invalid',
    `${file}: the aligner ${refine === 'segments' ? `${model} with "refine": "segments"` : model} compares each image's own segments, and no segmenter gives them. Name one beside the masks: "segmenter": {"masks": "…", "only": "first", "model": "sam-vit-base"}.`,
  );
}
