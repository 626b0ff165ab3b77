import { copyFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { openDeaot } from '../align/deaotNetwork.ts';
import { EngineError, throwIfAborted } from '../errors.ts';
import { makeFolder } from '../../files/replaceFile.ts';
import { writeError } from '../files.ts';
import { Runtime } from '../runtime/runtime.ts';
import { openSam } from '../segment/sam/samNetwork.ts';
import { findModel, type FoundModel } from './addFiles.ts';
import { inferBackbone } from './inferBackbone.ts';
import { writeDescriptions, type LockFile } from './lockFile.ts';
import { parseManifest, type Manifest, type ModelKind } from './manifest.ts';
import { checksum, modelFolders, type AlignerModel, type SegmenterModel } from './resolve.ts';
import { exists, isModelId, type StoreFolder } from './storeFolder.ts';

/** What the user says of a model; it goes before what the model's manifest says, and before what is inferred. */
export interface AddOptions {
  readonly id?: string | undefined;
  readonly kind?: ModelKind | undefined;
  /** Pixels a side: of a backbone's input, or an aligner's short side. */
  readonly inputSize?: number | undefined;
  readonly patchSize?: number | undefined;
  readonly skipTokens?: number | undefined;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly license?: string | undefined;
  readonly source?: string | undefined;
  /** Whether a model of this id in the store goes. */
  readonly replace?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What most networks were trained with. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** DeAOT's (MODELS). */
const DEAOT = { shortSide: 465, maxObjects: 10 };

type Fields = Record<string, unknown>;

/** Copies a model into the store, after it was opened and tried. See `ModelStore.add`. */
export async function addModel(
  source: string,
  options: AddOptions,
  store: StoreFolder,
  { modelsDir, threads }: { modelsDir: string; threads: number | undefined },
): Promise<Manifest> {
  const found = await findModel(source, options.kind);
  const id = await freeId(options.id ?? found.id, options.replace ?? false, store, modelsDir);
  const runtime = new Runtime({ provider: 'cpu', threads });
  let fields: Fields;
  try {
    fields = await tried(found, { ...fieldsOf(found, source, options), id }, options, runtime);
  } finally {
    await runtime.dispose();
  }
  const staged = await store.stage();
  try {
    const lock = await copyFiles(found, staged, options.signal);
    const files = mapFiles(found.files, (file) => ({ path: file, sha256: lock[file]!.sha256 }));
    const manifest = checked({ ...fields, files });
    await writeDescriptions(staged, manifest, lock);
    await store.install(staged, id, { replace: options.replace ?? false });
    return manifest;
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

async function freeId(id: string, replace: boolean, store: StoreFolder, modelsDir: string): Promise<string> {
  if (!isModelId(id)) {
    throw new EngineError(
      'model-invalid',
      `Expected an id of letters, digits, ".", "_" and "-"; got ${JSON.stringify(id)}. Say another with --id ID.`,
    );
  }
  if ((await modelFolders(modelsDir)).includes(id)) {
    throw new EngineError(
      'model-bundled',
      `Expected an id that is free; ${id} ships with kShot and stays. Say another with --id ID.`,
    );
  }
  if (!replace && (await store.holds(id))) throw exists(id);
  return id;
}

/** All but id and files, by what the user says, else the model's manifest, else what is usual for its kind. */
function fieldsOf({ kind, manifest }: FoundModel, source: string, options: AddOptions): Fields {
  const usual =
    kind === 'backbone'
      ? { resize: 'bicubic' }
      : kind === 'segmenter'
        ? { family: 'sam' }
        : { family: 'deaot', ...DEAOT };
  const said: Fields = {
    mean: options.mean,
    std: options.std,
    license: options.license,
    source: options.source,
    ...(kind === 'aligner' ? { shortSide: options.inputSize } : {}),
  };
  return {
    kind,
    ...usual,
    ...IMAGENET,
    license: 'unknown',
    source: path.resolve(source),
    ...manifest,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  };
}

/** Opens the model as scoring will, on the CPU. Returns the fields with what was inferred. */
async function tried(found: FoundModel, fields: Fields, options: AddOptions, runtime: Runtime): Promise<Fields> {
  const { kind, folder, files, manifest } = found;
  throwIfAborted(options.signal);
  if (kind === 'backbone') {
    const own = manifest?.kind === 'backbone' ? manifest : undefined;
    const shape = await inferBackbone(
      path.join(folder, files['model']!),
      {
        inputSize: options.inputSize ?? own?.inputSize,
        patchSize: options.patchSize ?? own?.patchSize,
        skipTokens: options.skipTokens ?? own?.skipTokens,
        input: options.input ?? own?.input,
        output: options.output ?? own?.output,
        dim: own?.dim,
      },
      runtime,
    );
    return { ...fields, ...shape };
  }
  // No checksums yet: only what was remembered of a file is found by them, and nothing was.
  const counted =
    kind === 'aligner' && manifest === null ? { ...fields, ...(await objectsOf(folder, files, runtime)) } : fields;
  const listed = mapFiles(files, (file) => ({ path: file, sha256: '0'.repeat(64) }));
  const located = mapFiles(files, (file) => ({ path: path.join(folder, file), sha256: '0'.repeat(64) }));
  const model = { manifest: checked({ ...counted, files: listed }), folder, files: located, key: folder };
  const network =
    kind === 'segmenter'
      ? await openSam(runtime, model as SegmenterModel)
      : await openDeaot(runtime, model as AlignerModel);
  await network.dispose();
  return counted;
}

/** A pass's objects, where the graph fixes the channels of its one-hot labels: background and each object has one. */
async function objectsOf(folder: string, files: FoundModel['files'], runtime: Runtime): Promise<Fields> {
  const session = await runtime.createSession(path.join(folder, files['memorize']!), { provider: 'cpu' });
  const channels = session.inputs.find(({ name }) => name === 'onehot')?.dims[1];
  await session.dispose();
  return typeof channels === 'number' && channels > 1 ? { maxObjects: channels - 1 } : {};
}

function mapFiles<T>(files: FoundModel['files'], map: (file: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, map(file)]));
}

function checked(manifest: Fields): Manifest {
  return parseManifest(manifest, `the manifest of ${String(manifest['id'])}`);
}

async function copyFiles(
  { folder, files }: FoundModel,
  staged: string,
  signal: AbortSignal | undefined,
): Promise<LockFile> {
  const lock: Record<string, LockFile[string]> = {};
  for (const file of Object.values(files)) {
    throwIfAborted(signal);
    const copy = path.join(staged, file);
    try {
      await makeFolder(path.dirname(copy));
      await copyFile(path.join(folder, file), copy);
    } catch (error) {
      throw writeError(copy, error);
    }
    const { size: bytes } = await stat(copy);
    lock[file] = { url: null, sha256: await checksum(copy), bytes, etag: null, date: new Date().toISOString() };
  }
  return lock;
}
