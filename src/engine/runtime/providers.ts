import { EngineError } from '../errors.ts';
import { loadOrt, ortVersion } from './ort.ts';
import { hasGraphicsDevice, probeProviders, type ProbeResult } from './providerProbe.ts';
import { readVerdicts, writeVerdicts } from './providerVerdicts.ts';

/** What became of one provider. */
export interface ProviderReport {
  readonly provider: string;
  /** Whether sessions may run on it. */
  readonly ok: boolean;
  /** Why it was not taken, or why it was. */
  readonly reason: string;
}

export interface ProviderChoice {
  readonly name: string;
  readonly reports: readonly ProviderReport[];
}

/** Beyond this largest difference from the CPU's result (relative to the largest value), a provider computes something else. */
const agreementTolerance = 2e-3; // half-precision multiplication inside a convolution stays below; a wrong operator is far above

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

export interface ProviderSurroundings {
  readonly platform: string;
  /** What the binding was built with. */
  listed(): Promise<readonly string[]>;
  hasGraphicsDevice(): boolean;
  probe(candidates: readonly string[]): Promise<readonly ProbeResult[]>;
  version(): Promise<string>;
}

const here: ProviderSurroundings = {
  platform: process.platform,
  listed: async () => (await loadOrt()).listSupportedBackends().map(({ name }) => name),
  hasGraphicsDevice,
  probe: probeProviders,
  version: ortVersion,
};

/**
 * The provider to open sessions on. `auto`: the first of the platform's that opens a session, agrees with the CPU within
 * {@link agreementTolerance} and is faster; else the CPU. Anything else is taken at its word if the binding lists it.
 * Errors: `provider-unavailable`.
 */
export async function chooseProvider(
  wanted: string,
  options: { readonly verdictFile?: string | undefined },
  around: ProviderSurroundings = here,
): Promise<ProviderChoice> {
  const listed = await around.listed();
  if (wanted !== 'auto') {
    const name = providerId(wanted);
    if (listed.includes(name)) return { name, reports: [{ provider: name, ok: true, reason: 'asked for' }] };
    throw new EngineError(
      'provider-unavailable',
      `Expected an execution provider of this platform; ${wanted} is none. Set the provider to auto or to one of: ${listed.join(', ')}.`,
    );
  }
  const candidates = (order[around.platform] ?? []).filter((name) => listed.includes(name));
  const reports = await reportsOn(candidates, options.verdictFile, around);
  const winner = reports.find(({ ok }) => ok)?.provider ?? 'cpu';
  const cpu = {
    provider: 'cpu',
    ok: true,
    reason: winner === 'cpu' ? 'always there; no other one is faster' : `always there; ${winner} is faster`,
  };
  return { name: winner, reports: [...reports, cpu] };
}

async function reportsOn(
  candidates: readonly string[],
  verdictFile: string | undefined,
  around: ProviderSurroundings,
): Promise<readonly ProviderReport[]> {
  if (candidates.length === 0) return [];
  if (!around.hasGraphicsDevice())
    return candidates.map((provider) => ({ provider, ok: false, reason: 'no graphics device found' }));
  const version = await around.version();
  const known = verdictFile === undefined ? null : await readVerdicts(verdictFile, version, candidates);
  if (known) return known;
  const reports = (await around.probe(candidates)).map(judge);
  if (verdictFile !== undefined) await writeVerdicts(verdictFile, version, reports);
  return reports;
}

function judge(result: ProbeResult): ProviderReport {
  const { provider } = result;
  if ('error' in result) return { provider, ok: false, reason: result.error };
  const times = `${result.milliseconds.toFixed(1)} ms, the CPU ${result.cpuMilliseconds.toFixed(1)} ms`;
  if (result.difference > agreementTolerance) {
    return { provider, ok: false, reason: `its result differs from the CPU's by ${result.difference.toPrecision(2)}` };
  }
  if (result.milliseconds >= result.cpuMilliseconds)
    return { provider, ok: false, reason: `slower than the CPU (${times})` };
  return { provider, ok: true, reason: `faster than the CPU (${times})` };
}
