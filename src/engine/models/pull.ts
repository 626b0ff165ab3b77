import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PullProgress } from '../../domain/models.ts';
import { EngineError } from '../errors.ts';
import { makeFolder } from '../../files/replaceFile.ts';
import { writeError } from '../files.ts';
import { readOnnx } from '../runtime/onnxReader.ts';
import type { DownloadEntry } from './catalog.ts';
import { download } from './download.ts';
import type { DownloadOptions } from './download.ts';
import { exclusively } from './exclusive.ts';
import { readLock, writeDescriptions, type LockFile, type LockedFile } from './lockFile.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import { withoutLogin } from './proxy.ts';
import { checksum } from './resolve.ts';
import type { StoreFolder } from './storeFolder.ts';

export interface PullOptions extends DownloadOptions {
  /** The address of a hub with the same repositories, instead of the catalog's. */
  readonly mirror?: string | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/**
 * Downloads a model into the store: file after file beside it, then the whole folder into place. What came before an error stays for the
 * next time. Errors: those of `download`, `model-busy`, `model-invalid` (the files are not what the catalog says).
 */
export async function pullModel(
  entry: DownloadEntry,
  store: StoreFolder,
  host: string,
  options: PullOptions,
): Promise<Manifest> {
  const base = baseAddress(options.mirror ?? host);
  const folder = store.download(entry.id);
  return exclusively(folder, entry.id, async () => {
    const staged = path.join(folder, 'files');
    const lock = await downloadFiles(entry, base, staged, options);
    const manifest = manifestOf(entry, lock, new URL(entry.repository, baseAddress(host)).href);
    await checkGraphs(entry, staged);
    await writeDescriptions(staged, manifest, lock);
    await store.install(staged, entry.id, { replace: true });
    return manifest;
  });
}

async function downloadFiles(
  entry: DownloadEntry,
  base: URL,
  staged: string,
  options: PullOptions,
): Promise<Record<string, LockedFile>> {
  const lock: LockFile = (await readLock(staged)) ?? {};
  for (const { url, path: name } of Object.values(entry.files)) {
    const file = path.join(staged, name);
    const known = lock[name];
    if (known !== undefined && (await checksum(file).catch(() => null)) === known.sha256) continue;
    const part = path.join(path.dirname(staged), `${name}.part`);
    const { id } = entry;
    const came = await download(
      {
        url: new URL(url, base).href,
        part,
        name: `${id}/${name}`,
        onBytes: (bytes, total) => options.onProgress?.({ id, file: name, bytes, total }),
      },
      options,
    );
    try {
      await makeFolder(path.dirname(file));
      await rename(part, file);
    } catch (error) {
      throw writeError(file, error);
    }
    await rm(`${part}.json`, { force: true });
    lock[name] = { ...came, date: new Date().toISOString() };
    await writeDescriptions(staged, {}, lock); // a later file may break: what is here need not come again
  }
  return lock;
}

function manifestOf(entry: DownloadEntry, lock: LockFile, source: string): Manifest {
  const files: Record<string, { path: string; sha256: string }> = {};
  for (const [name, { path: file }] of Object.entries(entry.files))
    files[name] = { path: file, sha256: lock[file]!.sha256 };
  const { id, kind, license, manifest } = entry;
  return parseManifest({ id, kind, files, ...manifest, license, source }, `catalog: ${id}`);
}

/** A login page, or another model under the same name, does not become a model. */
async function checkGraphs(entry: DownloadEntry, staged: string): Promise<void> {
  for (const { path: name } of Object.values(entry.files)) {
    if (!name.endsWith('.onnx')) continue;
    const file = path.join(staged, name);
    const { inputs, outputs, externalFiles } = await readOnnx(file).catch(async (error: unknown) => {
      await rm(staged, { recursive: true, force: true });
      throw new EngineError(
        'model-invalid',
        `Expected an ONNX model as ${entry.id}/${name}; something else came, which is deleted. Check the mirror and whether a proxy answers in its place, then run the same again.`,
        { cause: error },
      );
    });
    const { input, output } = entry.manifest;
    const missing = [
      ...(typeof input === 'string' && !inputs.includes(input) ? [`input ${input}`] : []),
      ...(typeof output === 'string' && !outputs.includes(output) ? [`output ${output}`] : []),
      ...externalFiles.filter((wanted) => !Object.values(entry.files).some((other) => other.path === wanted)),
    ];
    if (missing.length === 0) continue;
    await rm(staged, { recursive: true, force: true });
    throw new EngineError(
      'model-invalid',
      `Expected ${entry.id}/${name} as the catalog describes it; it lacks ${missing.join(', ')}: another model is there now. It is deleted: fetch the file by hand and run kshot models add PATH.`,
    );
  }
}

/** @throws EngineError `download-failed`. */
function baseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new EngineError(
      'download-failed',
      `Expected a mirror's address as https://HOST/PATH; got ${JSON.stringify(withoutLogin(address))}. Correct --mirror or KSHOT_MODELS_MIRROR.`,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
