import path from 'node:path';
import { didYouMean } from '../../domain/nearestName.ts';
import type { ModelEntry, ModelVerdict } from '../../domain/models.ts';
import { EngineError } from '../errors.ts';
import { addModel, type AddOptions } from './addModel.ts';
import { CATALOG, exportHint, isDownload, type Catalog } from './catalog.ts';
import { listModels, placesOf, verifyModel, type ModelFolders } from './listModels.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { pullModel, type PullOptions } from './pull.ts';
import { StoreFolder } from './storeFolder.ts';

export interface ModelStoreOptions {
  /** Folder of the bundled models, which are read only. */
  readonly modelsDir: string;
  /** The user's own store, one for all projects; made when the first model comes. */
  readonly storeDir?: string | undefined;
  /** Threads for opening models. */
  readonly threads?: number | undefined;
}

/** What a pull did. */
export interface PulledModel {
  readonly manifest: Manifest;
  /** False where the whole model was there already, and nothing was asked of a server. */
  readonly downloaded: boolean;
}

/** The models that are there and those that can be had. Only `pull` uses the network. Every method throws EngineError for what a user can mend. */
export class ModelStore {
  constructor(
    private readonly options: ModelStoreOptions,
    private readonly catalog: Catalog = CATALOG,
  ) {}

  /** Bundled, stored and obtainable models; works without a network and without a store. */
  list(): Promise<ModelEntry[]> {
    return listModels(this.folders);
  }

  /**
   * Downloads a model of the catalog, continuing an earlier try; what is damaged in the store is replaced. Errors: `model-missing` (not in
   * the catalog, or nobody publishes it), `download-failed`, `model-busy`, `model-invalid`, `disk-full`, `cancelled`.
   */
  async pull(id: string, options: PullOptions = {}): Promise<PulledModel> {
    const entry = this.catalog.models.find((known) => known.id === id);
    if (entry === undefined) throw await this.notPullable(id);
    if (!isDownload(entry)) {
      throw new EngineError(
        'model-missing',
        `Expected a model that can be downloaded; nobody publishes ${id} as ONNX. Make it yourself: ${exportHint(entry)}`,
      );
    }
    const store = this.store;
    const place = (await placesOf(this.folders)).find((there) => there.id === id);
    if (place !== undefined && (await verifyModel(place)).ok) {
      return { manifest: await readManifest(path.join(place.folder, 'manifest.json')), downloaded: false };
    }
    return { manifest: await pullModel(entry, store, this.catalog.host, options), downloaded: true };
  }

  /**
   * Copies a model into the store: an ONNX file, a folder of them, or a folder with a `manifest.json`. What a manifest needs is read from
   * the graphs and from a trial run on the CPU. Errors: `model-invalid` (what cannot be inferred, with the option that says it),
   * `model-missing`, `model-unreadable`, `model-unsupported`, `model-exists`, `disk-full`.
   */
  add(source: string, options: AddOptions = {}): Promise<Manifest> {
    return addModel(source, options, this.store, { modelsDir: this.options.modelsDir, threads: this.options.threads });
  }

  /** Checks the checksums of all files of these models, or of all that are there. @throws EngineError `model-missing`. */
  async verify(ids: readonly string[] = []): Promise<ModelVerdict[]> {
    const places = await placesOf(this.folders);
    const chosen =
      ids.length === 0
        ? places
        : await Promise.all(ids.map(async (id) => places.find((place) => place.id === id) ?? this.throwNotThere(id)));
    const verdicts: ModelVerdict[] = [];
    for (const place of chosen) verdicts.push(await verifyModel(place));
    return verdicts;
  }

  /** Deletes a model of the store, or its unfinished download. Errors: `model-bundled`, `model-missing`, as a write has them. */
  async remove(id: string): Promise<void> {
    const place = (await placesOf(this.folders)).find((there) => there.id === id);
    if (place?.state === 'bundled') {
      throw new EngineError(
        'model-bundled',
        `Expected a model of the store; ${id} ships with kShot and stays. kshot models list shows which can be removed.`,
      );
    }
    if (!(await this.store.remove(id))) await this.throwNotThere(id);
  }

  private get store(): StoreFolder {
    const { storeDir } = this.options;
    if (storeDir !== undefined) return new StoreFolder(storeDir);
    throw new EngineError(
      'store-missing',
      'Expected a folder for models; none is set. Set it with --models DIR or KSHOT_MODELS.',
    );
  }

  private get folders(): ModelFolders {
    const { modelsDir, storeDir } = this.options;
    return { modelsDir, storeDir, catalog: this.catalog };
  }

  private async notPullable(id: string): Promise<EngineError> {
    const there = (await placesOf(this.folders)).some((place) => place.id === id);
    const known = this.catalog.models.filter(isDownload).map((entry) => entry.id);
    return new EngineError(
      'model-missing',
      there
        ? `Expected a model of the catalog; ${id} is none, but it is there already. Nothing needs to be downloaded.`
        : `Expected a model of the catalog; ${JSON.stringify(id)} is none. ${didYouMean(id, known)}Known: ${known.join(', ')}. Name one of them, or add your own: kshot models add PATH.`,
    );
  }

  private async throwNotThere(id: string): Promise<never> {
    const there = (await placesOf(this.folders)).map((place) => place.id);
    throw new EngineError(
      'model-missing',
      `Expected a model called ${JSON.stringify(id)}; there is none. ${didYouMean(id, there)}There are: ${there.join(', ') || 'none'}. Name one of them.`,
    );
  }
}
