import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelEntry, ModelVerdict } from '../../domain/models.ts';
import { describe } from '../files.ts';
import { catalogBytes, exportHint, isDownload, type Catalog, type CatalogEntry } from './catalog.ts';
import { readLock } from './lockFile.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { checksum, modelFolders } from './resolve.ts';
import { folderBytes } from './storeFolder.ts';

/** Folders of models, the bundled ones first: of two models with one id the first counts. */
export interface ModelFolders {
  readonly modelsDir: string;
  readonly storeDir: string | undefined;
  readonly catalog: Catalog;
}

/** A model's folder and who put it there. */
interface Place {
  readonly id: string;
  readonly folder: string;
  readonly state: 'bundled' | 'installed';
}

/**
 * The bundled models, those of the store (each by id), then what the catalog has besides, in its order. Asks no server, reads no weights:
 * a file counts as damaged when it is missing or has another size than when it came.
 */
export async function listModels(folders: ModelFolders): Promise<ModelEntry[]> {
  const places = await placesOf(folders);
  const there = await Promise.all(places.map((place) => entryOf(place, folders.catalog)));
  const ids = new Set(places.map(({ id }) => id));
  return [...there, ...folders.catalog.models.filter(({ id }) => !ids.has(id)).map(obtainable)];
}

export async function placesOf({ modelsDir, storeDir }: ModelFolders): Promise<Place[]> {
  const bundled = (await modelFolders(modelsDir)).sort();
  const stored = storeDir === undefined ? [] : (await modelFolders(storeDir)).sort();
  return [
    ...bundled.map((id) => ({ id, folder: path.join(modelsDir, id), state: 'bundled' as const })),
    ...stored
      .filter((id) => !bundled.includes(id))
      .map((id) => ({ id, folder: path.join(storeDir!, id), state: 'installed' as const })),
  ];
}

async function entryOf({ id, folder, state }: Place, catalog: Catalog): Promise<ModelEntry> {
  const known = catalog.models.find((entry) => entry.id === id);
  const common = {
    id,
    title: known?.title ?? id,
    bytes: await folderBytes(folder),
    parameters: known?.parameters ?? null,
    command: null,
  };
  let manifest: Manifest;
  try {
    manifest = await readManifest(path.join(folder, 'manifest.json'));
  } catch (error) {
    return {
      ...common,
      kind: known?.kind ?? null,
      state: 'damaged',
      license: known?.license ?? null,
      reason: describe(error),
    };
  }
  const { kind, license } = manifest;
  const fault = await sizeFault(folder, manifest);
  if (fault !== null) return { ...common, kind, license, state: 'damaged', reason: fault };
  return { ...common, kind, license, state, reason: state === 'bundled' ? 'ships with kShot' : 'ready' };
}

async function sizeFault(folder: string, manifest: Manifest): Promise<string | null> {
  const lock = await readLock(folder);
  for (const { path: name } of Object.values(manifest.files)) {
    const about = await stat(path.join(folder, name)).catch(() => null);
    if (about === null) return `${name} is missing`;
    const bytes = lock?.[name]?.bytes;
    if (bytes !== undefined && bytes !== about.size)
      return `${name} has ${about.size} bytes instead of ${bytes}: it was cut short or changed`;
  }
  return null;
}

function obtainable(entry: CatalogEntry): ModelEntry {
  const { id, kind, title, license, parameters } = entry;
  const common = { id, kind, title, license, parameters, bytes: catalogBytes(entry) };
  return isDownload(entry)
    ? { ...common, state: 'available', reason: `kshot models pull ${id}`, command: `kshot models pull ${id}` }
    : { ...common, state: 'export', reason: exportHint(entry), command: entry.export.command };
}

/** Reads all files of a model that is there and compares their checksums. */
export async function verifyModel({ id, folder }: Place): Promise<ModelVerdict> {
  const faults: string[] = [];
  try {
    const manifest = await readManifest(path.join(folder, 'manifest.json'));
    for (const { path: name, sha256 } of Object.values(manifest.files)) {
      const file = path.join(folder, name);
      if ((await stat(file).catch(() => null)) === null) faults.push(`${name} is missing`);
      else if ((await checksum(file)) !== sha256) faults.push(`${name} is damaged: its SHA-256 is another`);
    }
  } catch (error) {
    faults.push(describe(error));
  }
  return { id, ok: faults.length === 0, faults };
}
