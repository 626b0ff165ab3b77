import os from 'node:os';
import type { DoctorReport, GraphProvider } from '../domain/doctor.ts';
import { DEFAULT_CACHE_BYTES } from './cache/cacheStore.ts';
import type { EngineResources } from './engineResources.ts';
import { describe } from './files.ts';
import { sharpVersion } from './image/sharpLibrary.ts';
import type { ModelKind } from './models/manifest.ts';
import { knownModels, resolveAnyModel, type ResolvedModel } from './models/resolve.ts';
import { ortVersion } from './runtime/ort.ts';
import type { ProviderChoice } from './runtime/providerChooser.ts';
import type { Runtime } from './runtime/runtime.ts';

/** The graphs of a kind of model; its other files hold weights. */
const GRAPHS: Readonly<Record<ModelKind, readonly string[]>> = {
  backbone: ['model'],
  segmenter: ['encoder', 'decoder'],
  aligner: ['encode', 'memorize', 'propagate'],
};

/**
 * What the engine runs on, which provider won and why the others did not, and which models are there and whole. Backbones that were not tried on
 * this machine's providers yet are tried now: seconds each, and remembered.
 * @param only ids of the models to look at; all where left out.
 */
export async function diagnose(resources: EngineResources, only?: readonly string[]): Promise<DoctorReport> {
  const { options, runtime } = resources;
  const choice = await runtime.provider();
  const models: DoctorReport['models'] = [];
  for (const id of await knownModels(options)) {
    if (only === undefined || only.includes(id)) models.push(await inspectModel(id, resources));
  }
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
    models,
    cache: { folder: options.cacheDir ?? null, limitBytes: options.cacheBytes ?? DEFAULT_CACHE_BYTES },
  };
}

async function inspectModel(
  id: string,
  { options: { modelsDir, storeDir }, runtime }: EngineResources,
): Promise<DoctorReport['models'][number]> {
  try {
    const model = await resolveAnyModel(id, { modelsDir, storeDir, folder: modelsDir });
    const runsOn: GraphProvider[] = [];
    for (const graph of GRAPHS[model.manifest.kind]) runsOn.push(await providerOf(graph, model, runtime));
    return { id, usable: true, license: model.manifest.license, reason: 'ready', runsOn };
  } catch (error) {
    return { id, usable: false, license: null, reason: describe(error), runsOn: [] };
  }
}

/** Only a backbone's manifest tells what to feed in a trial; of other graphs it is said what their use has found. */
async function providerOf(graph: string, { manifest, files }: ResolvedModel, runtime: Runtime): Promise<GraphProvider> {
  const { path, sha256 } = files[graph]!;
  const subject = { file: path, sha256 };
  const choice =
    manifest.kind === 'backbone'
      ? await runtime.modelProvider({
          ...subject,
          trial: { [manifest.input]: [1, 3, manifest.inputSize, manifest.inputSize] },
        })
      : await runtime.modelProvider(subject, { onlyKnown: true });
  return choice === null
    ? { graph, provider: null, reason: 'not tried yet: its first use will tell' }
    : { graph, provider: choice.name, reason: reasonFor(choice) };
}

/** Why the chosen one, or, of the CPU, why not the others. */
function reasonFor({ name, reports }: ProviderChoice): string {
  const others = reports.filter(({ ok }) => !ok);
  const own = reports.find(({ provider }) => provider === name)?.reason ?? '';
  if (name !== 'cpu' || others.length === 0) return own;
  const reasons = [...new Set(others.map(({ reason }) => reason))];
  const withReason = (reason: string): string[] =>
    others.filter((other) => other.reason === reason).map(({ provider }) => provider);
  return reasons.map((reason) => `${withReason(reason).join(', ')}: ${reason}`).join('; ');
}
