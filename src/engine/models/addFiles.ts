import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { leavesFolder } from '../../domain/projectFile.ts';
import { EngineError } from '../errors.ts';
import { describe } from '../files.ts';
import { readOnnx } from '../runtime/onnxReader.ts';
import { readManifest, type Manifest, type ModelKind } from './manifest.ts';
import { checksum } from './resolve.ts';

/** Names of graphs in the field, by the manifest's name for them; the first that is there counts. */
const SEGMENTER = {
  encoder: ['vision_encoder.onnx', 'encoder.onnx'],
  decoder: ['prompt_encoder_mask_decoder.onnx', 'decoder.onnx'],
} as const;
const ALIGNER = { encode: ['encode.onnx'], memorize: ['memorize.onnx'], propagate: ['propagate.onnx'] } as const;

/** A model somewhere on this machine, before it is opened. */
export interface FoundModel {
  readonly kind: ModelKind;
  /** What its folder or file suggests; not yet checked. */
  readonly id: string;
  /** What its own manifest says, if it has one. */
  readonly manifest: Manifest | null;
  readonly folder: string;
  /** Paths relative to `folder`, by the manifest's name; files with weights outside the graphs included. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Finds a model's files. @param source an ONNX file, a folder with `manifest.json`, or a folder of ONNX files (or one whose `onnx` folder
 * has them, as the hub lays them out). Errors: `model-missing`, `model-invalid` (no model can be made of what is there), `model-unreadable`.
 */
export async function findModel(source: string, kind: ModelKind | undefined): Promise<FoundModel> {
  const about = await stat(source).catch((error: unknown) => {
    throw new EngineError(
      'model-missing',
      `Expected an ONNX file, or a folder of them, at ${source}; ${describe(error)}. Check the path.`,
      { cause: error },
    );
  });
  const found = about.isDirectory() ? await inFolder(source) : ofFile(source);
  if (kind !== undefined && kind !== found.kind) {
    throw new EngineError(
      'model-invalid',
      `Expected a ${kind} at ${source}; it is a ${found.kind} by its files. ${WANTED} Leave --kind out, or name another path.`,
    );
  }
  return { ...found, files: await withExternalFiles(found) };
}

const WANTED =
  'A backbone is one ONNX file; a segmenter vision_encoder.onnx and prompt_encoder_mask_decoder.onnx (or encoder.onnx and decoder.onnx); an aligner encode.onnx, memorize.onnx and propagate.onnx.';

function ofFile(file: string): FoundModel {
  const { name, ext } = path.parse(file);
  if (ext !== '.onnx') {
    throw new EngineError(
      'model-invalid',
      `Expected an .onnx file, or a folder of them; got ${file}. Name the .onnx file: what belongs to it is copied along.`,
    );
  }
  const folder = path.dirname(path.resolve(file));
  const id = name === 'model' ? nameOf(folder) : name;
  return { kind: 'backbone', id, manifest: null, folder, files: { model: path.basename(file) } };
}

async function inFolder(folder: string): Promise<FoundModel> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new EngineError(
      'model-unreadable',
      `Expected to read the folder ${folder}; ${describe(error)}. Check its permissions.`,
      { cause: error },
    );
  });
  if (names.includes('manifest.json')) return withManifest(folder);
  const graphs = names.filter((name) => name.endsWith('.onnx'));
  if (graphs.length === 0 && names.includes('onnx')) {
    const inner = path.join(folder, 'onnx');
    if ((await stat(inner)).isDirectory()) return inFolder(inner);
  }
  const id = nameOf(path.resolve(folder));
  const segmenter = pick(SEGMENTER, graphs);
  if (segmenter !== null) return { kind: 'segmenter', id, manifest: null, folder, files: segmenter };
  const aligner = pick(ALIGNER, graphs);
  if (aligner !== null) return { kind: 'aligner', id, manifest: null, folder, files: aligner };
  const model = graphs.includes('model.onnx') ? 'model.onnx' : graphs.length === 1 ? graphs[0] : undefined;
  if (model !== undefined) return { kind: 'backbone', id, manifest: null, folder, files: { model } };
  throw new EngineError(
    'model-invalid',
    `Expected a model in ${folder}; there ${graphs.length === 0 ? 'is no ONNX file' : `are ${graphs.join(', ')}`}. ${WANTED} Rename the files so, or name the one file.`,
  );
}

function pick<K extends string>(wanted: Record<K, readonly string[]>, there: readonly string[]) {
  const files: Record<string, string> = {};
  for (const [name, candidates] of Object.entries<readonly string[]>(wanted)) {
    const file = candidates.find((candidate) => there.includes(candidate));
    if (file === undefined) return null;
    files[name] = file;
  }
  return files;
}

/** Its manifest must hold for the files that are there. */
async function withManifest(folder: string): Promise<FoundModel> {
  const manifest = await readManifest(path.join(folder, 'manifest.json'));
  const files: Record<string, string> = {};
  for (const [name, entry] of Object.entries(manifest.files)) {
    const file = path.join(folder, entry.path);
    const found = await checksum(file);
    if (found !== entry.sha256) {
      throw new EngineError(
        'model-unreadable',
        `Expected the SHA-256 ${entry.sha256} of ${file}, as its manifest says; it is ${found}. Get the file anew, or correct manifest.json if you changed the file.`,
      );
    }
    files[name] = entry.path;
  }
  return { kind: manifest.kind, id: manifest.id, manifest, folder, files };
}

/** The folder's own name, or, of an `onnx` folder, that of the one above. */
function nameOf(folder: string): string {
  const name = path.basename(folder);
  return name === 'onnx' ? path.basename(path.dirname(folder)) : name;
}

async function withExternalFiles({ folder, files }: FoundModel): Promise<Record<string, string>> {
  const all: Record<string, string> = { ...files };
  for (const [name, graph] of Object.entries(files)) {
    if (!graph.endsWith('.onnx')) continue;
    const { externalFiles } = await readOnnx(path.join(folder, graph));
    for (const [index, location] of externalFiles.entries()) {
      const file = await externalFile(folder, graph, location);
      if (!Object.values(all).includes(file)) all[`${name}Data${index === 0 ? '' : index + 1}`] = file;
    }
  }
  return all;
}

async function externalFile(folder: string, graph: string, location: string): Promise<string> {
  const file = path.posix.join(path.posix.dirname(graph), location);
  if (leavesFolder(location)) {
    throw new EngineError(
      'model-invalid',
      `Expected the weights of ${path.join(folder, graph)} beside it; it names ${location}. Export it anew with its weights in the same folder.`,
    );
  }
  if ((await stat(path.join(folder, file)).catch(() => null)) !== null) return file;
  throw new EngineError(
    'model-invalid',
    `Expected the weights of ${path.join(folder, graph)} in ${path.join(folder, file)}; there is no such file. Put it there.`,
  );
}
