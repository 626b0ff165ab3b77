import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../../domain/nearestName.ts';
import { leavesFolder } from '../../domain/projectFile.ts';
import { EngineError, throwIfAborted } from '../errors.ts';
import { CATALOG, exportHint, isDownload } from './catalog.ts';
import { readManifest, type Manifest, type Manifests, type ModelKind } from './manifest.ts';

/** A model whose files are there and are the right ones. */
export interface ResolvedModel<M extends Manifest = Manifest> {
  readonly manifest: M;
  readonly folder: string;
  /** Absolute path and checksum of each file, by the manifest's name for it. */
  readonly files: Readonly<Record<string, { readonly path: string; readonly sha256: string }>>;
  /** Tells models apart: the same for the same place, manifest and files. */
  readonly key: string;
}

export type BackboneModel = ResolvedModel<Manifests['backbone']>;
export type SegmenterModel = ResolvedModel<Manifests['segmenter']>;
export type AlignerModel = ResolvedModel<Manifests['aligner']>;

export interface ModelPlaces {
  /** The bundled models, one folder each. */
  readonly modelsDir: string;
  /** The user's own store, searched after the bundled ones. */
  readonly storeDir?: string | undefined;
  /** The project's folder, which `./path` is relative to. */
  readonly folder: string;
  /** Remembers checksums by file, size and time, so that a large model is not read again for each project. */
  readonly verified?: Map<string, string> | undefined;
  /** Ends the reading of files. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model that a project names.
 * @param reference a model's id, or `./path` to a folder with a `manifest.json`, relative to the project's folder.
 * @throws EngineError `model-missing` (unknown id, no manifest, no file, a model of another kind), `model-unreadable` (manifest or
 * checksum wrong), `path-outside`, `cancelled`.
 */
export async function resolveModel<K extends ModelKind>(
  reference: string,
  kind: K,
  places: ModelPlaces,
): Promise<ResolvedModel<Manifests[K]>> {
  const model = await resolveAnyModel(reference, places);
  if (model.manifest.kind !== kind) {
    throw new EngineError(
      'model-missing',
      `Expected ${ARTICLE[kind]} called ${reference}; it is ${ARTICLE[model.manifest.kind]}. Name it as models.${model.manifest.kind}, or name another model.`,
    );
  }
  return model as ResolvedModel<Manifests[K]>;
}

const ARTICLE = { backbone: 'a backbone', segmenter: 'a segmenter', aligner: 'an aligner' } as const;

/** The same, of whatever kind. */
export async function resolveAnyModel(reference: string, places: ModelPlaces): Promise<ResolvedModel> {
  const folder = await folderOf(reference, places);
  const manifest = await readManifest(path.join(folder, 'manifest.json'));
  const files: Record<string, { path: string; sha256: string }> = {};
  for (const [name, entry] of Object.entries(manifest.files)) {
    const file = path.join(folder, entry.path);
    await verify(file, entry.sha256, places);
    files[name] = { path: file, sha256: entry.sha256 };
  }
  return { manifest, folder, files, key: `${folder} ${JSON.stringify(manifest)}` };
}

/** The ids of the models that are there, sorted. */
export async function knownModels({
  modelsDir,
  storeDir,
}: Pick<ModelPlaces, 'modelsDir' | 'storeDir'>): Promise<string[]> {
  const ids = await Promise.all([modelsDir, ...(storeDir === undefined ? [] : [storeDir])].map(modelFolders));
  return [...new Set(ids.flat())].sort();
}

async function folderOf(reference: string, places: ModelPlaces): Promise<string> {
  if (reference.startsWith('./')) {
    if (leavesFolder(reference)) {
      throw new EngineError(
        'path-outside',
        `Expected a model's folder inside the project's; got ${reference}. Use a relative path without "..".`,
      );
    }
    return path.join(places.folder, reference);
  }
  for (const folder of [places.modelsDir, places.storeDir]) {
    if (folder !== undefined && (await modelFolders(folder)).includes(reference)) return path.join(folder, reference);
  }
  const known = await knownModels(places);
  const entry = CATALOG.models.find(({ id }) => id === reference);
  if (entry !== undefined) {
    const wayOut = isDownload(entry) ? `Get it: kshot models pull ${reference}.` : `To get it, ${exportHint(entry)}.`;
    throw new EngineError('model-missing', `The model ${reference} is not installed. ${wayOut}`);
  }
  const others = [...known, ...CATALOG.models.map(({ id }) => id)];
  throw new EngineError(
    'model-missing',
    `Expected a model called ${reference}; there is none. ${didYouMean(reference, others)}Known: ${known.join(', ') || 'none'}. Name one of them, or a folder as ./path, or get another: kshot models list says how.`,
  );
}

async function verify(file: string, expected: string, { verified, signal }: ModelPlaces): Promise<void> {
  const about = await stat(file).catch((error: unknown) => {
    throw new EngineError(
      'model-missing',
      `Expected the model file ${file}, which its manifest lists; it is not there. Get the model anew.`,
      { cause: error },
    );
  });
  const version = `${about.size} ${about.mtimeMs} ${about.ctimeMs} ${expected}`;
  if (verified?.get(file) === version) return;
  const found = await checksum(file, signal);
  if (found !== expected) {
    throw new EngineError(
      'model-unreadable',
      `Expected the SHA-256 ${expected} of ${file}; it is ${found}: the file is damaged or another version. Get the model anew, or correct its manifest.json if you changed the file.`,
    );
  }
  verified?.set(file, version);
}

/** The names of the models' folders in a folder of models; those that begin with a dot are the store's own. */
export async function modelFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** The SHA-256 of a file, read as a stream: models do not fit into memory twice. @throws EngineError `model-unreadable`, `cancelled`. */
export async function checksum(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
  } catch (error) {
    throwIfAborted(signal);
    throw new EngineError(
      'model-unreadable',
      `Expected to read the model file ${file}; ${(error as Error).message}. Check its permissions.`,
      { cause: error },
    );
  }
  return hash.digest('hex');
}
