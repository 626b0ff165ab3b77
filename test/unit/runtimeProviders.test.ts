import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProviderChooser, type ChooserOptions } from '../../src/engine/runtime/providerChooser.ts';
import type { ProviderSurroundings } from '../../src/engine/runtime/providers.ts';
import type { Trial, TrialResult } from '../../src/engine/runtime/trial.ts';

type Outcome = { error: string } | { unsuited: string } | { difference: number; milliseconds: number };
const fine = { difference: 1e-6, milliseconds: 2 };
const slow = { ...fine, milliseconds: 11 };
const verySlow = { ...fine, milliseconds: 51 };
const wrong = { ...fine, difference: 0.1 };

/**
 * A machine whose CPU takes 10 ms; `outcomes` by provider, or by `provider file` for the trials of a model (as on the probe where it is left
 * out). It counts what is tried.
 */
function machine(
  outcomes: Readonly<Record<string, Outcome>>,
  changes: Partial<ProviderSurroundings> = {},
): ProviderSurroundings & { tried: string[]; trials: Trial[] } {
  const tried: string[] = [];
  const trials: Trial[] = [];
  return {
    tried,
    trials,
    platform: 'linux',
    listed: () => Promise.resolve(['cpu', 'webgpu', 'cuda', 'tensorrt']),
    hasGraphicsDevice: () => true,
    tryProvider: (provider: string, trial: Trial): Promise<TrialResult> => {
      const model = typeof trial.model === 'string' ? path.basename(trial.model) : null;
      tried.push(model === null ? provider : `${provider} ${model}`);
      trials.push(trial);
      const outcome = outcomes[`${provider} ${model ?? ''}`] ?? outcomes[provider] ?? { error: 'no library' };
      return Promise.resolve({
        provider,
        ...outcome,
        ...('milliseconds' in outcome ? { cpuMilliseconds: 10 } : {}),
      } as TrialResult);
    },
    version: () => Promise.resolve('1.0.0'),
    ...changes,
  };
}

const folder = mkdtempSync(path.join(tmpdir(), 'kshot-providers-'));
let files = 0;
/** A file that stands for a model. */
function model(name: string, bytes = name): string {
  const file = path.join(mkdtempSync(path.join(folder, 'model-')), name);
  writeFileSync(file, bytes);
  return file;
}
const newVerdictFile = (): string => path.join(folder, `state-${files++}`, 'providers.json');
const chooser = (around: ProviderSurroundings, options: ChooserOptions = {}): ProviderChooser =>
  new ProviderChooser(options, around);
const onReason = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

describe('ProviderChooser.forMachine', () => {
  it('takes the first that works, agrees and is faster, and keeps why the others lost', async () => {
    const { name, reports } = await chooser(machine({ webgpu: fine })).forMachine();
    expect(name).toBe('webgpu');
    expect(reports.map(({ provider, ok }) => [provider, ok])).toEqual([
      ['cuda', false],
      ['webgpu', true],
      ['tensorrt', false],
      ['cpu', true],
    ]);
    expect(reports[0]!.reason).toBe('no library');
  });

  it.each([
    ['slower', slow, /slower than the CPU \(11\.0 ms, the CPU 10\.0 ms/],
    ['wrong', wrong, /differs from the CPU's by 0\.10/],
  ])('passes over a %s one', async (_, outcome, reason) => {
    const { name, reports } = await chooser(machine({ webgpu: outcome })).forMachine();
    expect(name).toBe('cpu');
    expect(reports).toContainEqual(
      expect.objectContaining({ provider: 'webgpu', ok: false, reason: onReason(reason) }),
    );
  });

  it('tries nothing where there is no graphics device', async () => {
    const around = machine({ webgpu: fine }, { hasGraphicsDevice: () => false });
    expect((await chooser(around).forMachine()).name).toBe('cpu');
    const { name, reports } = await chooser(around).forModel({ file: model('a.onnx') });
    expect(name).toBe('cpu');
    expect(reports[0]).toMatchObject({ provider: 'cuda', reason: 'no graphics device found' });
    expect(around.tried).toEqual([]);
  });

  it('tries only what the platform and the binding have', async () => {
    const around = machine(
      { dml: fine, cuda: fine },
      { platform: 'win32', listed: () => Promise.resolve(['cpu', 'dml']) },
    );
    expect((await chooser(around).forMachine()).name).toBe('dml');
    expect(around.tried).toEqual(['dml']);
    expect((await chooser(machine({}, { platform: 'freebsd' })).forMachine()).name).toBe('cpu');
  });

  it('uses TensorRT only when asked for', async () => {
    const around = machine({ tensorrt: fine });
    const { name, reports } = await chooser(around).forMachine();
    expect(name).toBe('cpu');
    expect(reports).toContainEqual(
      expect.objectContaining({ provider: 'tensorrt', ok: false, reason: onReason(/asked/) }),
    );
    expect(around.tried).not.toContain('tensorrt');
    expect((await chooser(around, { provider: 'tensorrt' }).forModel({ file: model('a.onnx') })).name).toBe('tensorrt');
  });

  it('takes at its word what is insisted on, by any of its names, and tries nothing', async () => {
    const around = machine({}, { platform: 'win32', listed: () => Promise.resolve(['cpu', 'dml']) });
    expect((await chooser(around, { provider: 'DirectML' }).forModel({ file: model('a.onnx') })).name).toBe('dml');
    expect(around.tried).toEqual([]);
  });

  it('refuses one that the binding does not have', async () => {
    await expect(chooser(machine({}), { provider: 'coreml' }).forMachine()).rejects.toMatchObject({
      code: 'provider-unavailable',
    });
  });
});

describe('ProviderChooser.forModel', () => {
  it('lets each model decide among what the probe left', async () => {
    const around = machine({ cuda: wrong, webgpu: slow, 'webgpu large.onnx': fine });
    const choose = chooser(around);
    const large = await choose.forModel({ file: model('large.onnx') });
    expect(large.name).toBe('webgpu');
    expect(large.reports[0]!.reason).toMatch(/differs/); // the probe's verdict: no trial of the model
    expect((await choose.forModel({ file: model('small.onnx') })).name).toBe('cpu');
    expect(around.tried).toEqual(['cuda', 'webgpu', 'webgpu large.onnx', 'webgpu small.onnx']);
  });

  it('does not try a model where the probe was hopeless', async () => {
    const around = machine({ webgpu: verySlow, 'webgpu a.onnx': fine });
    expect((await chooser(around).forModel({ file: model('a.onnx') })).name).toBe('cpu');
    expect(around.tried).toEqual(['cuda', 'webgpu']);
  });

  it('stops at the first that wins, and says so of the rest', async () => {
    const around = machine({ cuda: fine, webgpu: fine });
    const { name, reports } = await chooser(around).forModel({ file: model('a.onnx') });
    expect(name).toBe('cuda');
    expect(reports[1]).toMatchObject({ provider: 'webgpu', ok: false, reason: onReason(/not tried: cuda/) });
    expect(around.tried).toEqual(['cuda', 'webgpu', 'cuda a.onnx']);
  });

  it.each([
    ['died', { error: 'trying it ended its process (SIGSEGV)' }, /SIGSEGV/],
    ['computes something else', wrong, /differs/],
    ['is slower', slow, /slower/],
  ])('goes on with the next where one %s', async (_, outcome, reason) => {
    const around = machine({ cuda: fine, webgpu: fine, 'cuda a.onnx': outcome });
    const { name, reports } = await chooser(around).forModel({ file: model('a.onnx') });
    expect(name).toBe('webgpu');
    expect(reports[0]).toMatchObject({ provider: 'cuda', ok: false, reason: onReason(reason) });
  });

  it('feeds what the caller says', async () => {
    const around = machine({ cuda: fine });
    const freeDimensions = { batch: 1 };
    await chooser(around, { threads: 3 }).forModel({ file: model('a.onnx'), trial: { height: 64 }, freeDimensions });
    expect(around.trials.at(-1)).toMatchObject({ rounds: [{ height: 64 }], freeDimensions, threads: 3 });
  });

  it('stays on the CPU where the CPU cannot run the model on made-up inputs; only the next process tries again', async () => {
    const verdictFile = newVerdictFile();
    const around = machine({ cuda: fine, 'cuda a.onnx': { unsuited: 'out of memory' } });
    const subject = { file: model('a.onnx') };
    const choose = chooser(around, { verdictFile });
    const first = await choose.forModel(subject);
    expect(first.name).toBe('cpu');
    expect(first.reports[0]!.reason).toMatch(/out of memory/);
    expect(await choose.forModel(subject)).toEqual(first);
    expect(await choose.forModel(subject, { onlyKnown: true })).toEqual(first);
    const trials = (): number => around.tried.filter((one) => one === 'cuda a.onnx').length;
    expect(trials()).toBe(1);
    const next = chooser(around, { verdictFile });
    expect(await next.forModel(subject, { onlyKnown: true })).toBeNull();
    await next.forModel(subject);
    expect(trials()).toBe(2);
  });

  it('takes a verdict in place of a trial that said nothing', async () => {
    const around = machine({ cuda: fine, 'cuda a.onnx': { unsuited: 'out of memory' } });
    const subject = { file: model('a.onnx') };
    const choose = chooser(around);
    await choose.forModel(subject);
    await choose.remember(subject, 'cuda', 'device lost');
    expect((await choose.forModel(subject)).reports[0]!.reason).toMatch(/device lost/);
  });

  it('without a trial knows only what was found before', async () => {
    const choose = chooser(machine({ cuda: fine }));
    const subject = { file: model('a.onnx') };
    expect(await choose.forModel(subject, { onlyKnown: true })).toBeNull();
    const found = await choose.forModel(subject);
    expect(await choose.forModel(subject, { onlyKnown: true })).toEqual(found);
  });
});

describe('the memory of verdicts', () => {
  const outcomes = { cuda: { error: 'no library' }, webgpu: fine };

  it('holds for the next process, by model; another model is tried anew', async () => {
    const verdictFile = newVerdictFile();
    const around = machine(outcomes);
    const subject = { file: model('a.onnx') };
    const first = await chooser(around, { verdictFile }).forModel(subject);
    expect(existsSync(verdictFile)).toBe(true);
    expect(await chooser(around, { verdictFile }).forModel(subject)).toEqual(first);
    expect(around.tried).toEqual(['cuda', 'webgpu', 'webgpu a.onnx']);
    await chooser(around, { verdictFile }).forModel({ file: model('b.onnx') });
    expect(around.tried).toEqual(['cuda', 'webgpu', 'webgpu a.onnx', 'webgpu b.onnx']);
    await chooser(around, { verdictFile }).forModel(subject);
    expect(around.tried).toHaveLength(4);
  });

  it('knows a model by its checksum wherever it lies, and by its file alone', async () => {
    const verdictFile = newVerdictFile();
    const around = machine(outcomes);
    const here = { file: model('a.onnx'), sha256: 'aa' };
    await chooser(around, { verdictFile }).forModel(here);
    await chooser(around, { verdictFile }).forModel({ file: model('a.onnx'), sha256: 'aa' });
    await chooser(around, { verdictFile }).forModel({ file: here.file });
    expect(around.tried).toEqual(['cuda', 'webgpu', 'webgpu a.onnx']);
    utimesSync(here.file, 1, 1);
    await chooser(around, { verdictFile }).forModel({ file: here.file });
    expect(around.tried).toHaveLength(4);
  });

  it('ends with another runtime, other threads, another machine and after 30 days', async () => {
    const verdictFile = newVerdictFile();
    const around = machine(outcomes);
    const subject = { file: model('a.onnx') };
    const triedAgain = async (options: ChooserOptions = {}, changes: Partial<ProviderSurroundings> = {}) => {
      const before = around.tried.length;
      await chooser({ ...around, ...changes }, { verdictFile, ...options }).forModel(subject);
      return around.tried.length - before;
    };
    expect(await triedAgain()).toBe(3);
    expect(await triedAgain({ threads: 1 })).toBe(3);
    expect(await triedAgain({}, { version: () => Promise.resolve('1.0.1') })).toBe(3);
    expect(await triedAgain()).toBe(0);

    const change = (by: (entry: { machine: string; time: number }) => object): void => {
      const stored = JSON.parse(readFileSync(verdictFile, 'utf8')) as { entries: { machine: string; time: number }[] };
      writeFileSync(
        verdictFile,
        JSON.stringify({ ...stored, entries: stored.entries.map((one) => ({ ...one, ...by(one) })) }),
      );
    };
    change(({ time }) => ({ time: time - 31 * 86_400_000 }));
    expect(await triedAgain()).toBe(3);
    const { entries } = JSON.parse(readFileSync(verdictFile, 'utf8')) as { entries: unknown[] };
    expect(entries).toHaveLength(2); // what is too old is gone: the probe's and the model's are left
    change(() => ({ machine: 'another' }));
    expect(await triedAgain()).toBe(3);
  });

  it.each([
    ['damaged', '{'],
    ['of the former format', JSON.stringify({ machine: 'm', version: '1.0.0', time: Date.now(), reports: [] })],
    ['with an entry that is none', JSON.stringify({ format: 2, entries: [{ about: 'a' }] })],
  ])('begins anew with a file that is %s', async (_, text) => {
    const verdictFile = path.join(mkdtempSync(path.join(folder, 'state-')), 'providers.json');
    writeFileSync(verdictFile, text);
    const around = machine(outcomes);
    const subject = { file: model('a.onnx') };
    expect((await chooser(around, { verdictFile }).forModel(subject)).name).toBe('webgpu');
    await chooser(around, { verdictFile }).forModel(subject);
    expect(around.tried).toHaveLength(3);
  });

  it('lasts as long as the process where its file cannot be written', async () => {
    const verdictFile = path.join(model('no-folder'), 'providers.json');
    const choose = chooser(machine(outcomes), { verdictFile });
    const subject = { file: model('a.onnx') };
    const first = await choose.forModel(subject);
    expect(await choose.forModel(subject, { onlyKnown: true })).toEqual(first);
  });

  it('keeps what failed in use, for that model alone, and goes on with the next', async () => {
    const verdictFile = newVerdictFile();
    const around = machine({ cuda: fine, webgpu: fine });
    const subject = { file: model('a.onnx') };
    const other = { file: model('b.onnx') };
    const choose = chooser(around, { verdictFile });
    expect((await choose.forModel(subject)).name).toBe('cuda');
    await choose.remember(subject, 'cuda', 'device lost');
    const next = await chooser(around, { verdictFile }).forModel(subject);
    expect(next.name).toBe('webgpu');
    expect(next.reports[0]).toMatchObject({ provider: 'cuda', ok: false, reason: onReason(/device lost/) });
    expect((await chooser(around, { verdictFile }).forModel(other)).name).toBe('cuda');
  });

  it('of two processes that write in turn keeps both', async () => {
    const verdictFile = newVerdictFile();
    const around = machine(outcomes);
    const [one, two] = [chooser(around, { verdictFile }), chooser(around, { verdictFile })];
    const [a, b] = [{ file: model('a.onnx') }, { file: model('b.onnx') }];
    await one.forModel(a);
    await two.forModel(b);
    const third = chooser(around, { verdictFile });
    expect(await third.forModel(a, { onlyKnown: true })).not.toBeNull();
    expect(await third.forModel(b, { onlyKnown: true })).not.toBeNull();
  });
});
