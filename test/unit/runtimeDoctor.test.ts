import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/engine/doctor.ts';
import { EngineResources } from '../../src/engine/engineResources.ts';
import { ProviderChooser } from '../../src/engine/runtime/providerChooser.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import type { Trial, TrialResult } from '../../src/engine/runtime/trial.ts';

const modelsDir = mkdtempSync(path.join(tmpdir(), 'kshot-doctor-'));

function addModel(id: string, files: readonly string[], manifest: object): void {
  mkdirSync(path.join(modelsDir, id));
  const entries = files.map((name) => {
    writeFileSync(path.join(modelsDir, id, `${name}.onnx`), name);
    return [name, { path: `${name}.onnx`, sha256: createHash('sha256').update(name).digest('hex') }];
  });
  const common = { id, mean: [0, 0, 0], std: [1, 1, 1], license: 'MIT', source: 'made up' };
  const text = JSON.stringify({ ...common, ...manifest, files: Object.fromEntries(entries) as object });
  writeFileSync(path.join(modelsDir, id, 'manifest.json'), text);
}
addModel('net', ['model', 'weights'], {
  kind: 'backbone',
  inputSize: 56,
  patchSize: 14,
  dim: 8,
  resize: 'bicubic',
  input: 'pixels',
  output: 'tokens',
  skipTokens: 0,
});
addModel('masks', ['encoder', 'decoder'], { kind: 'segmenter', family: 'sam' });
addModel('torn', ['model'], { kind: 'backbone' });

/** An engine on a machine whose WebGPU is faster at all but `model.onnx`; it counts the trials of models. */
function engine(device: boolean): { resources: EngineResources; trials: Trial[]; runtime: Runtime } {
  const trials: Trial[] = [];
  const around = {
    platform: 'linux',
    listed: () => Promise.resolve(['cpu', 'webgpu', 'cuda']),
    hasGraphicsDevice: () => device,
    tryProvider: (provider: string, trial: Trial): Promise<TrialResult> => {
      const isModel = typeof trial.model === 'string';
      if (isModel) trials.push(trial);
      if (provider === 'cuda') return Promise.resolve({ provider, error: 'no library' });
      return Promise.resolve({ provider, difference: 0, milliseconds: isModel ? 12 : 1, cpuMilliseconds: 10 });
    },
    version: () => Promise.resolve('1.0.0'),
  };
  const runtime = new Runtime({}, new ProviderChooser({}, around));
  const resources = new EngineResources({ modelsDir });
  return { resources: Object.assign(resources, { runtime }), trials, runtime };
}

describe('diagnose', () => {
  it('tells what each graph runs on and why, without a trial where there is no device', async () => {
    const { resources, trials } = engine(false);
    const { models } = await diagnose(resources);
    const onCpu = { provider: 'cpu', reason: 'cuda, webgpu: no graphics device found' };
    expect(models.map(({ id, usable, runsOn }) => ({ id, usable, runsOn }))).toEqual([
      { id: 'masks', usable: true, runsOn: ['encoder', 'decoder'].map((graph) => ({ graph, ...onCpu })) },
      { id: 'net', usable: true, runsOn: [{ graph: 'model', ...onCpu }] },
      { id: 'torn', usable: false, runsOn: [] },
    ]);
    expect(trials).toEqual([]);
  });

  it('tries a backbone at its own size, and leaves other graphs to their first use', async () => {
    const { resources, trials, runtime } = engine(true);
    const { models } = await diagnose(resources);
    const runsOn = new Map(models.map((model) => [model.id, model.runsOn]));
    expect(trials.map(({ rounds }) => rounds)).toEqual([[{ pixels: [1, 3, 56, 56] }]]);
    expect(runsOn.get('net')).toEqual([
      { graph: 'model', provider: 'cpu', reason: expect.stringMatching(/cuda: no library; webgpu: slower/) as string },
    ]);
    expect(runsOn.get('masks')!.map(({ provider }) => provider)).toEqual([null, null]);

    await runtime.modelProvider({ file: path.join(modelsDir, 'masks', 'encoder.onnx') });
    const again = await diagnose(resources);
    const [encoder, decoder] = again.models.find(({ id }) => id === 'masks')!.runsOn;
    expect(encoder).toMatchObject({ provider: 'cpu', reason: expect.stringMatching(/webgpu: slower/) as string });
    expect(decoder!.provider).toBeNull();
    expect(trials).toHaveLength(2);
  });
});
