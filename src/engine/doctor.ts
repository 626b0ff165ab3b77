import os from 'node:os';
import { DEFAULT_CACHE_BYTES } from './cache/cacheStore.ts';
import type { EngineResources } from './engineResources.ts';
import type { DoctorReport, EngineOptions } from './engineTypes.ts';
import { describe } from './files.ts';
import { sharpVersion } from './image/sharpLibrary.ts';
import { knownModels, resolveAnyModel } from './models/resolve.ts';
import { ortVersion } from './runtime/ort.ts';

/** What the engine runs on, which provider won and why the others did not, and which models are there and whole. */
export async function diagnose({ options, runtime }: EngineResources): Promise<DoctorReport> {
  const choice = await runtime.provider();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    onnxruntime: await ortVersion(),
    sharp: await sharpVersion(),
    threads: options.threads ?? os.availableParallelism(),
    providers: choice.reports.map(({ provider, ok, reason }) => ({
      provider,
      usable: ok,
      chosen: provider === choice.name,
      reason,
    })),
    models: await Promise.all((await knownModels(options)).map((id) => inspectModel(id, options))),
    cache: { folder: options.cacheDir ?? null, limitBytes: options.cacheBytes ?? DEFAULT_CACHE_BYTES },
  };
}

async function inspectModel(
  id: string,
  { modelsDir, storeDir }: EngineOptions,
): Promise<DoctorReport['models'][number]> {
  try {
    const { manifest } = await resolveAnyModel(id, { modelsDir, storeDir, folder: modelsDir });
    return { id, usable: true, license: manifest.license, reason: 'ready' };
  } catch (error) {
    return { id, usable: false, license: null, reason: describe(error) };
  }
}
