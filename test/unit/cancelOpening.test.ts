import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readProject } from '../../src/engine/dataset/project.ts';
import { EngineModels } from '../../src/engine/engineModels.ts';
import { checksum, resolveAnyModel } from '../../src/engine/models/resolve.ts';
import { LazyNetwork } from '../../src/engine/pipeline/lazyNetwork.ts';
import { probeTrial } from '../../src/engine/runtime/probeModel.ts';
import { ProviderChooser } from '../../src/engine/runtime/providerChooser.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { tryProvider, type TrialResult } from '../../src/engine/runtime/trial.ts';
import { SharedWork } from '../../src/engine/sharedWork.ts';
import { installModel, installTinyModels } from '../fixtures/modelStore.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'kshot-cancel-'));
const cancelled = { code: 'cancelled' };

/** Work that ends when it is told to, or stopped. */
function work() {
  const settle = {} as { resolve: (result: string) => void; reject: (error: Error) => void };
  const discarded: string[] = [];
  let stop: AbortSignal | undefined;
  const shared = new SharedWork<string>(
    (signal) => {
      stop = signal;
      return new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
    },
    (result) => Promise.resolve(void discarded.push(result)),
  );
  return { shared, settle, discarded, isStopped: () => stop!.aborted };
}

describe('work that is shared', () => {
  it('goes on while somebody waits, and is stopped when nobody does', async () => {
    const { shared, isStopped } = work();
    const [one, two] = [new AbortController(), new AbortController()];
    const [first, second] = [shared.wait(one.signal), shared.wait(two.signal)];
    one.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    expect([isStopped(), shared.isOfUse]).toEqual([false, true]);
    two.abort();
    await expect(second).rejects.toMatchObject(cancelled);
    expect([isStopped(), shared.isOfUse]).toEqual([true, false]);
  });

  it('gives its result to who did not give up, and later ones', async () => {
    const { shared, settle, isStopped } = work();
    const gone = new AbortController();
    const [first, second] = [shared.wait(gone.signal), shared.wait(undefined)];
    gone.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    settle.resolve('done');
    expect(await second).toBe('done');
    expect(await shared.wait(new AbortController().signal)).toBe('done');
    await expect(shared.wait(AbortSignal.abort())).rejects.toMatchObject(cancelled);
    expect([isStopped(), shared.isOfUse]).toEqual([false, true]);
  });

  it('frees what comes after all', async () => {
    const { shared, settle, discarded } = work();
    await expect(shared.wait(AbortSignal.abort())).rejects.toMatchObject(cancelled);
    settle.resolve('late');
    await expect(shared.result).rejects.toMatchObject(cancelled);
    expect(discarded).toEqual(['late']);
  });

  it('is of no use once it failed', async () => {
    const { shared, settle } = work();
    const waiting = shared.wait(undefined);
    settle.reject(new Error('broken'));
    await expect(waiting).rejects.toThrow('broken');
    expect(shared.isOfUse).toBe(false);
  });
});

describe('a network that is opened when it is needed', () => {
  it('is not opened for who gave up, and anew for the next', async () => {
    const disposed: number[] = [];
    let opened = 0;
    const network = new LazyNetwork('key', async (signal) => {
      const number = ++opened;
      await after(number === 1 ? 60_000 : 0, undefined, { signal }).catch(() => undefined);
      return { number, dispose: () => Promise.resolve(void disposed.push(number)) };
    });
    const given = new AbortController();
    const first = network.use(() => Promise.resolve(), given.signal);
    given.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    expect((await network.open()).number).toBe(2);
    await vi.waitFor(() => {
      expect(disposed).toEqual([1]);
    });
    await network.release();
    expect(disposed).toEqual([1, 2]);
  });
});

describe('reading a model', () => {
  const store = path.join(scratch, 'read');
  const manifest = {
    kind: 'segmenter',
    family: 'sam',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    license: 'CC0-1.0',
    source: 'these tests',
  };
  installModel(store, { id: 'large', ...manifest }, { encoder: Buffer.alloc(2 ** 25), decoder: Buffer.alloc(9) });

  it('ends with its signal, and nothing of the file is remembered', async () => {
    const verified = new Map<string, string>();
    const places = { modelsDir: store, folder: store, verified };
    const given = new AbortController();
    const reading = resolveAnyModel('large', { ...places, signal: given.signal });
    setImmediate(() => {
      given.abort();
    });
    await expect(reading).rejects.toMatchObject(cancelled);
    expect(verified.size).toBe(0);
    await resolveAnyModel('large', places);
    expect(verified.size).toBe(2);
  });

  it('that is not there is no cancelling', async () => {
    const { signal } = new AbortController();
    await expect(checksum(path.join(store, 'none'), signal)).rejects.toMatchObject({ code: 'model-unreadable' });
  });
});

describe('the trial of a provider', () => {
  it('ends its process', async () => {
    const folder = mkdtempSync(path.join(scratch, 'trial-'));
    const [hang, started] = [path.join(folder, 'hang.cjs'), path.join(folder, 'pid')];
    writeFileSync(
      hang,
      `require('node:fs').writeFileSync(${JSON.stringify(started)}, String(process.pid));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
    );
    vi.stubEnv('NODE_OPTIONS', `--require ${JSON.stringify(hang)}`);
    const given = new AbortController();
    const trying = tryProvider('cpu', probeTrial(), given.signal);
    vi.unstubAllEnvs();
    const pid = await vi.waitFor(() => Number(readFileSync(started, 'utf8') || NaN), { timeout: 10_000 });
    process.kill(pid, 0);
    given.abort();
    await expect(trying).rejects.toMatchObject(cancelled);
    await vi.waitFor(() => {
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    });
    await expect(tryProvider('cpu', probeTrial(), given.signal)).rejects.toMatchObject(cancelled);
  });
});

/** A machine whose WebGPU is faster; trials of `kind` hang until they are stopped, unless `go` is called before. */
function hanging(kind: 'probe' | 'model', verdictFile?: string) {
  let hangs = true;
  const tried: string[] = [];
  const stopped: string[] = [];
  const chooser = new ProviderChooser(
    { verdictFile },
    {
      platform: 'linux',
      listed: () => Promise.resolve(['cpu', 'webgpu']),
      hasGraphicsDevice: () => true,
      version: () => Promise.resolve('1.0.0'),
      tryProvider: async (provider, trial, signal): Promise<TrialResult> => {
        const what = typeof trial.model === 'string' ? 'model' : 'probe';
        tried.push(what);
        if (hangs && what === kind)
          await new Promise<void>((_, reject) => {
            signal!.addEventListener('abort', () => {
              stopped.push(what);
              reject(Object.assign(new Error('stopped'), cancelled));
            });
          });
        return { provider, difference: 0, milliseconds: 1, cpuMilliseconds: 9 };
      },
    },
  );
  return { chooser, tried, stopped, go: () => (hangs = false) };
}

describe('choosing a provider', () => {
  const file = path.join(scratch, 'a.onnx');
  writeFileSync(file, 'a');

  it.each(['probe', 'model'] as const)(
    'stops the trial (%s), remembers nothing of it, and tries anew',
    async (kind) => {
      const verdictFile = path.join(scratch, `${kind}.json`);
      const { chooser, tried, stopped, go } = hanging(kind, verdictFile);
      const given = new AbortController();
      const choosing = chooser.forModel({ file }, { signal: given.signal });
      await vi.waitFor(() => {
        expect(tried).toContain(kind);
      });
      given.abort();
      await expect(choosing).rejects.toMatchObject(cancelled);
      expect(stopped).toEqual([kind]);
      expect(existsSync(verdictFile) ? readFileSync(verdictFile, 'utf8') : '').not.toMatch(
        kind === 'probe' ? /webgpu/ : /a\.onnx/,
      );
      go();
      expect((await chooser.forModel({ file })).name).toBe('webgpu');
      expect(tried.filter((what) => what === kind)).toHaveLength(2);
    },
  );

  it('lets who waits behind another model go at once, and the other go on', async () => {
    const { chooser, tried, stopped } = hanging('model');
    const [one, two] = [new AbortController(), new AbortController()];
    const first = chooser.forModel({ file }, { signal: one.signal });
    await vi.waitFor(() => {
      expect(tried).toContain('model');
    });
    const second = chooser.forModel({ file }, { signal: two.signal });
    two.abort();
    await expect(second).rejects.toMatchObject(cancelled);
    expect(stopped).toEqual([]);
    one.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    expect(tried).toEqual(['probe', 'model']);
  });
});

describe('opening the models of a project', () => {
  const modelsDir = path.join(scratch, 'models');
  installTinyModels(modelsDir);
  cpSync(path.join(modelsDir, 'tiny-vit'), path.join(modelsDir, 'mobilenet-v2'), { recursive: true });
  const opened: EngineModels[] = [];
  const runtimes: Runtime[] = [];
  afterAll(async () => {
    for (const models of opened) await models.dispose();
    for (const runtime of runtimes) await runtime.dispose();
  });

  it('ends with the signal of the call; the next one opens them', async () => {
    const { chooser, tried, go } = hanging('model');
    const runtime = new Runtime({ onWarning: () => undefined }, chooser);
    const models = new EngineModels(runtime, { modelsDir });
    runtimes.push(runtime);
    opened.push(models);
    const file = path.join(scratch, 'project.kshot.json');
    const names = { backbone: 'tiny-vit', segmenter: 'tiny-sam', aligner: 'tiny-deaot' };
    writeFileSync(file, JSON.stringify({ version: 1, images: ['*.png'], references: [], models: names }));
    const project = await readProject(file);
    const given = new AbortController();
    const opening = models.of(project, given.signal);
    await vi.waitFor(() => {
      expect(tried).toContain('model');
    });
    given.abort();
    await expect(opening).rejects.toMatchObject(cancelled);
    go();
    const { backbone } = await models.of(project, new AbortController().signal);
    expect(backbone.inputSize).toBeGreaterThan(0);
    await expect(models.of(project, AbortSignal.abort())).rejects.toMatchObject(cancelled);
  });
});
