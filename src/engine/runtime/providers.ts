import { EngineError } from '../errors.ts';
import { hasGraphicsDevice } from './graphicsDevice.ts';
import { loadOrt, ortVersion } from './ort.ts';
import type { ProviderReport } from './providerVerdicts.ts';
import { tryProvider, type Trial, type TrialResult } from './trial.ts';

/**
 * Beyond this relative root mean square difference from the CPU's result, a provider computes something else. A rounding to half precision
 * (11 bits; TF32 has as many) is 2.8e-4, the roundings of 100 layers one after the other ten times that; a wrong operator is far above 1e-1.
 * Between vectors, 1e-2 is a cosine distance of 5e-5.
 */
const agreementTolerance = 1e-2;

/** A provider that is slower on the probe by more than this is not tried for each model: no model has so much more use for a device. */
const hopelessSlowdown = 5;

/**
 * Fastest first, by platform (https://onnxruntime.ai/docs/execution-providers). TensorRT compiles each model for minutes, so it is used only when
 * asked for.
 */
const order: Readonly<Record<string, readonly string[]>> = {
  win32: ['cuda', 'dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
  linux: ['cuda', 'webgpu'],
};

const aliases = new Map([['directml', 'dml']]);
/** ONNX Runtime's name of a provider, as people may write it. */
export function providerId(name: string): string {
  const id = name.toLowerCase();
  return aliases.get(id) ?? id;
}

/** Those of a platform that `auto` tries, in order, out of the ones that the binding was built with. */
export function candidatesOf(platform: string, listed: readonly string[]): string[] {
  return (order[platform] ?? []).filter((name) => listed.includes(name));
}

/** What choosing a provider needs to know of its surroundings. */
export interface ProviderSurroundings {
  readonly platform: string;
  /** What the binding was built with. */
  listed(): Promise<readonly string[]>;
  hasGraphicsDevice(): boolean;
  /** Throws only `cancelled`. */
  tryProvider(provider: string, trial: Trial, signal?: AbortSignal): Promise<TrialResult>;
  version(): Promise<string>;
}

export const thisMachine: ProviderSurroundings = {
  platform: process.platform,
  listed: async () => (await loadOrt()).listSupportedBackends().map(({ name }) => name),
  hasGraphicsDevice,
  tryProvider,
  version: ortVersion,
};

/** The name of a provider that is insisted on. @throws EngineError `provider-unavailable` where the binding does not list it. */
export function insistedOn(wanted: string, listed: readonly string[]): string {
  const name = providerId(wanted);
  if (listed.includes(name)) return name;
  throw new EngineError(
    'provider-unavailable',
    `Expected an execution provider of this platform; ${wanted} is none. Set the provider to auto or to one of: ${listed.join(', ')}.`,
  );
}

/** The verdict on a trial: only what agrees with the CPU and is faster may be used. */
export function judge(result: TrialResult): ProviderReport {
  const { provider } = result;
  const lost = (reason: string, worthTrying = false): ProviderReport => ({ provider, ok: false, reason, worthTrying });
  if ('unsuited' in result) return lost(`could not be compared with the CPU: ${result.unsuited}`, true);
  if ('error' in result) return lost(result.error);
  const { difference, milliseconds, cpuMilliseconds } = result;
  const times = `${milliseconds.toFixed(1)} ms, the CPU ${cpuMilliseconds.toFixed(1)} ms`;
  if (difference > agreementTolerance) return lost(`its result differs from the CPU's by ${difference.toPrecision(2)}`);
  if (milliseconds >= cpuMilliseconds)
    return lost(`slower than the CPU (${times})`, milliseconds <= hopelessSlowdown * cpuMilliseconds);
  return { provider, ok: true, reason: `faster than the CPU (${times})`, worthTrying: true };
}
