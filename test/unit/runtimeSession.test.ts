import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/engine/runtime/graphBuilder.ts';
import { ModelSession } from '../../src/engine/runtime/modelSession.ts';
import { writeModel } from '../../src/engine/runtime/onnxWriter.ts';
import { loadOrt, type OrtSession } from '../../src/engine/runtime/ort.ts';
import { ProviderChooser } from '../../src/engine/runtime/providerChooser.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { floatTensor } from '../../src/engine/runtime/tensor.ts';

const nativeIsLoaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('onnxruntime'));

/** y = x + (1, 2, 3), float16 constant widened in the graph. */
function addition(opset = 17): Uint8Array {
  const graph = new GraphBuilder('addition');
  graph.input({ name: 'x', type: 'float32', dims: ['n', 3] });
  graph.constant({ name: 'half', type: 'float16', dims: [3], data: Uint16Array.of(0x3c00, 0x4000, 0x4200) });
  graph.op('Add', 'y', ['x', graph.cast('wide', 'half', 'float32')]);
  graph.output({ name: 'y', type: 'float32', dims: ['n', 3] });
  return writeModel(graph.build(), { opset });
}

/** y = zeros of the shape that is fed. */
function zeros(): Uint8Array {
  const graph = new GraphBuilder('zeros');
  graph.input({ name: 'n', type: 'int64', dims: [2] });
  graph.op('ConstantOfShape', 'y', ['n']);
  graph.output({ name: 'y', type: 'float32', dims: ['rows', 'columns'] });
  return writeModel(graph.build());
}

const feeds = { x: floatTensor(Float32Array.of(1, 1, 1), [1, 3]) };

describe('Runtime', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kshot-runtime-'));
  const runtimes: Runtime[] = [];
  const open = (...options: ConstructorParameters<typeof Runtime>): Runtime => {
    const runtime = new Runtime(...options);
    runtimes.push(runtime);
    return runtime;
  };
  const file = (name: string, bytes: Uint8Array): string => {
    const target = path.join(folder, name);
    writeFileSync(target, bytes);
    return target;
  };
  afterAll(async () => {
    for (const runtime of runtimes) await runtime.dispose();
  });

  it('loads the native library at the first session, not before', async () => {
    const runtime = open({ provider: 'cpu' });
    expect(nativeIsLoaded()).toBe(false);
    await runtime.createSession(addition());
    expect(nativeIsLoaded()).toBe(true);
  });

  it('runs a model from its file and counts the time inside', async () => {
    const runtime = open({ provider: 'cpu', threads: 1 });
    const session = await runtime.createSession(file('addition.onnx', addition()));
    expect(session.providerName).toBe('cpu');
    expect(session.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['n', 3] }]);
    expect(session.outputs.map(({ name }) => name)).toEqual(['y']);
    expect(runtime.secondsInside).toBe(0);
    const { y } = await session.run(feeds);
    expect(y).toEqual({ type: 'float32', dims: [1, 3], data: Float32Array.of(2, 3, 4) });
    expect(runtime.secondsInside).toBeGreaterThan(0);
  });

  it('refuses a disposed session', async () => {
    const runtime = open({ provider: 'cpu' });
    const session = await runtime.createSession(addition());
    await runtime.dispose();
    await expect(session.run(feeds)).rejects.toThrow('disposed');
  });

  it('tells a damaged, a missing and a too new model apart', async () => {
    const runtime = open({ provider: 'cpu' });
    const cut = file('cut.onnx', addition().subarray(0, 60));
    await expect(runtime.createSession(cut)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringContaining(cut) as string,
    });
    await expect(runtime.createSession(path.join(folder, 'none.onnx'))).rejects.toMatchObject({
      code: 'model-missing',
    });
    await expect(runtime.createSession(file('empty.onnx', new Uint8Array(0)))).rejects.toMatchObject({
      code: 'model-unreadable',
    });
    await expect(runtime.createSession(addition(99))).rejects.toMatchObject({ code: 'model-unsupported' });
  });

  it('names the model whose inputs do not fit', async () => {
    const session = await open({ provider: 'cpu' }).createSession(addition(), { label: 'the adder' });
    await expect(session.run({ x: floatTensor(new Float32Array(4), [1, 4]) })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('the adder') as string,
    });
  });

  it('refuses a provider that does not exist, in one line that says which do', async () => {
    await expect(open({ provider: 'nosuch' }).createSession(addition())).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringMatching(/^[^\n]*nosuch[^\n]*cpu[^\n]*$/) as string,
    });
  });

  /** A machine whose `auto` takes a provider that opens no session, until it is remembered as lost. */
  const broken = (verdictFile?: string): ProviderChooser =>
    new ProviderChooser(
      { verdictFile },
      {
        platform: 'linux',
        listed: () => Promise.resolve(['cpu', 'webgpu']),
        hasGraphicsDevice: () => true,
        tryProvider: () => Promise.resolve({ provider: 'nosuch', difference: 0, milliseconds: 1, cpuMilliseconds: 9 }),
        version: () => Promise.resolve('1.0.0'),
      },
    );

  it('goes on with the CPU where the chosen provider opens no session, and says so', async () => {
    const warnings: string[] = [];
    const runtime = open({ onWarning: (message) => warnings.push(message) }, broken());
    const session = await runtime.createSession(addition(), { label: 'the adder' });
    expect(session.providerName).toBe('cpu');
    expect(warnings).toEqual([expect.stringMatching(/the adder runs on the CPU.*nosuch/)]);
  });

  it('remembers that for a model in a file: the next process does not try', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string): unknown => warnings.push(message);
    const verdictFile = path.join(folder, 'providers.json');
    const model = file('remembered.onnx', addition());
    await open({ onWarning }, broken(verdictFile)).createSession(model);
    expect(warnings).toHaveLength(1);
    const again = open({ onWarning }, broken(verdictFile));
    expect((await again.createSession(model)).providerName).toBe('cpu');
    expect(warnings).toHaveLength(1);
    const choice = await again.modelProvider({ file: model }, { onlyKnown: true });
    expect(choice?.reports[0]).toMatchObject({ ok: false, reason: expect.stringMatching(/failed in use/) as string });
  });

  it('does not go on with the CPU where a provider was insisted on', async () => {
    const warnings: string[] = [];
    const runtime = open({ provider: 'nosuch', onWarning: (message) => warnings.push(message) }, broken());
    await expect(runtime.createSession(addition())).rejects.toMatchObject({ code: 'provider-unavailable' });
    expect(warnings).toEqual([]);
  });

  it('blames the model, not the provider, where the CPU cannot read it either', async () => {
    await expect(open({}, broken()).createSession(new Uint8Array(9))).rejects.toMatchObject({
      code: 'model-unreadable',
    });
  });

  it('says that memory ran out, for which model, and what to do', async () => {
    const session = await open({ provider: 'cpu' }).createSession(zeros(), { label: 'the zeros' });
    const failure = session.run({ n: { type: 'int64', dims: [2], data: BigInt64Array.of(1n << 20n, 1n << 22n) } });
    await expect(failure).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^[^\n]*the zeros[^\n]*16777216 MB[^\n]*smaller model[^\n]*$/) as string,
    });
    expect((await session.run({ n: { type: 'int64', dims: [2], data: BigInt64Array.of(1n, 2n) } })).y?.dims).toEqual([
      1, 2,
    ]);
  });
});

describe('ModelSession', () => {
  /** A session on a device: each run gives the next of these, an error or the sum. */
  const device = (...runs: (Error | null)[]): OrtSession =>
    ({
      run: () => {
        const failure = runs.shift();
        return failure ? Promise.reject(failure) : Promise.resolve({ y: { type: 'float32', dims: [1], data: [0] } });
      },
      release: () => Promise.resolve(),
    }) as unknown as OrtSession;
  const lost = new Error('device lost');
  const outOfMemory = new Error('Non-zero status code: CUDNN_STATUS_ALLOC_FAILED: Failed to allocate memory');
  const reasons: unknown[] = [];
  const over = async (session: OrtSession, insisted = false): Promise<ModelSession> => {
    const ort = await loadOrt();
    reasons.length = 0;
    return new ModelSession(ort, session, 'webgpu', 'the adder', {
      openOnCpu: insisted ? null : () => ort.InferenceSession.create(addition(), { executionProviders: ['cpu'] }),
      onDetour: (error) => {
        reasons.push(error);
        return Promise.resolve();
      },
      onRun: () => undefined,
      onDispose: () => undefined,
    });
  };

  it('moves to the CPU when the first run fails', async () => {
    const session = await over(device(lost));
    const { y } = await session.run(feeds);
    expect(y?.data).toEqual(Float32Array.of(2, 3, 4));
    expect(session.providerName).toBe('cpu');
    expect(reasons).toEqual([lost]);
    await session.dispose();
  });

  it('moves to the CPU when the device runs out of memory, whenever that is', async () => {
    const session = await over(device(null, outOfMemory));
    await session.run(feeds);
    expect(session.providerName).toBe('webgpu');
    expect((await session.run(feeds)).y?.data).toEqual(Float32Array.of(2, 3, 4));
    expect(session.providerName).toBe('cpu');
    expect(reasons).toEqual([outOfMemory]);
    await session.dispose();
  });

  it('tells a caller that can take less, and keeps the device', async () => {
    const session = await over(device(outOfMemory, null));
    await expect(session.run(feeds, undefined, { mayTakeLess: true })).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(session.providerName).toBe('webgpu');
    expect(reasons).toEqual([]);
    await session.run(feeds);
    expect(session.providerName).toBe('webgpu');
    await session.dispose();
  });

  it('stays where it is when a later run fails', async () => {
    const session = await over(device(null, lost, null));
    await session.run(feeds);
    await expect(session.run(feeds)).rejects.toMatchObject({ code: 'model-unsupported' });
    expect(session.providerName).toBe('webgpu');
    expect(reasons).toEqual([]);
  });

  it('does not move where the provider was insisted on', async () => {
    const session = await over(device(lost, outOfMemory), true);
    await expect(session.run(feeds)).rejects.toMatchObject({ code: 'provider-unavailable' });
    await expect(session.run(feeds)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/webgpu.*cpu/) as string,
    });
  });
});
