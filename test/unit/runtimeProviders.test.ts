import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeProviders, type ProbeResult } from '../../src/engine/runtime/providerProbe.ts';
import { chooseProvider, type ProviderSurroundings } from '../../src/engine/runtime/providers.ts';

const fine = { difference: 1e-6, milliseconds: 2, cpuMilliseconds: 10 };

/** A machine on which probing finds these results; it counts how often it is asked. */
function machine(
  results: readonly ProbeResult[],
  changes: Partial<ProviderSurroundings> = {},
): ProviderSurroundings & { probes: number } {
  const around = {
    probes: 0,
    platform: 'linux',
    listed: () => Promise.resolve(['cpu', 'webgpu', 'cuda', 'tensorrt']),
    hasGraphicsDevice: () => true,
    probe: (candidates: readonly string[]) => {
      around.probes++;
      return Promise.resolve(results.filter(({ provider }) => candidates.includes(provider)));
    },
    version: () => Promise.resolve('1.0.0'),
    ...changes,
  };
  return around;
}

describe('chooseProvider', () => {
  it('takes the first that works, agrees and is faster, and keeps why the others lost', async () => {
    const choice = await chooseProvider(
      'auto',
      {},
      machine([
        { provider: 'cuda', error: 'no library' },
        { provider: 'webgpu', ...fine },
      ]),
    );
    expect(choice.name).toBe('webgpu');
    expect(choice.reports.map(({ provider, ok }) => [provider, ok])).toEqual([
      ['cuda', false],
      ['webgpu', true],
      ['cpu', true],
    ]);
    expect(choice.reports[0]!.reason).toBe('no library');
  });

  it.each([
    ['slower', { ...fine, milliseconds: 11 }, /slower than the CPU \(11\.0 ms/],
    ['wrong', { ...fine, difference: 0.1 }, /differs from the CPU's by 0\.10/],
  ])('passes over a %s one', async (_, result, reason) => {
    const { name, reports } = await chooseProvider('auto', {}, machine([{ provider: 'webgpu', ...result }]));
    expect(name).toBe('cpu');
    expect(reports[0]).toMatchObject({
      provider: 'webgpu',
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('tries nothing where there is no graphics device', async () => {
    const around = machine([{ provider: 'webgpu', ...fine }], { hasGraphicsDevice: () => false });
    expect((await chooseProvider('auto', {}, around)).name).toBe('cpu');
    expect(around.probes).toBe(0);
  });

  it('tries only what the platform and the binding have', async () => {
    const around = machine(
      [
        { provider: 'dml', ...fine },
        { provider: 'cuda', ...fine },
      ],
      { platform: 'win32', listed: () => Promise.resolve(['cpu', 'dml']) },
    );
    expect((await chooseProvider('auto', {}, around)).name).toBe('dml');
    expect((await chooseProvider('DirectML', {}, around)).name).toBe('dml');
    expect((await chooseProvider('auto', {}, machine([], { platform: 'freebsd' }))).name).toBe('cpu');
  });

  it('refuses one that the binding does not have', async () => {
    await expect(chooseProvider('coreml', {}, machine([]))).rejects.toMatchObject({ code: 'provider-unavailable' });
  });

  it('remembers its verdicts until the runtime changes', async () => {
    const verdictFile = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-verdicts-')), 'state', 'providers.json');
    const around = machine([
      { provider: 'cuda', error: 'no library' },
      { provider: 'webgpu', ...fine },
    ]);
    const first = await chooseProvider('auto', { verdictFile }, around);
    expect(existsSync(verdictFile)).toBe(true);
    expect(await chooseProvider('auto', { verdictFile }, around)).toEqual(first);
    expect(around.probes).toBe(1);

    await chooseProvider('auto', { verdictFile }, { ...around, version: () => Promise.resolve('1.0.1') });
    expect(around.probes).toBe(2);

    const kept = JSON.parse(readFileSync(verdictFile, 'utf8')) as { time: number };
    writeFileSync(verdictFile, JSON.stringify({ ...kept, version: '1.0.0', time: kept.time - 31 * 86_400_000 }));
    await chooseProvider('auto', { verdictFile }, around);
    expect(around.probes).toBe(3);

    writeFileSync(verdictFile, '{');
    await chooseProvider('auto', { verdictFile }, around);
    expect(around.probes).toBe(4);
  });
});

describe('probeProviders', () => {
  it('measures in a process of its own, and says why a provider cannot be used', async () => {
    const [cpu, none] = await probeProviders(['cpu', 'nosuch']);
    expect(cpu).toMatchObject({ provider: 'cpu', difference: 0 });
    expect(none).toEqual({ provider: 'nosuch', error: expect.stringContaining('backend not found') as string });
  });
});
