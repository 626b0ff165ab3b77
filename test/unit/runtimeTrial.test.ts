import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { GraphBuilder } from '../../src/engine/runtime/graphBuilder.ts';
import { writeModel, type ElementType } from '../../src/engine/runtime/onnxWriter.ts';
import { probeTrial } from '../../src/engine/runtime/probeModel.ts';
import { tryProvider } from '../../src/engine/runtime/trial.ts';

/** y = x, for any type and shape. */
function identity(type: ElementType, dims: readonly (number | string)[]): Uint8Array {
  const graph = new GraphBuilder('identity');
  graph.input({ name: 'x', type, dims });
  graph.op('Identity', 'y', ['x']);
  graph.output({ name: 'y', type, dims });
  return writeModel(graph.build());
}

/** Takes x (n, 3), whose columns a constant of three values fits. */
function addition(): Uint8Array {
  const graph = new GraphBuilder('addition');
  graph.input({ name: 'x', type: 'float32', dims: ['n', 'columns'] });
  graph.floats('c', [1, 2, 3]);
  graph.op('Add', 'y', ['x', 'c']);
  graph.output({ name: 'y', type: 'float32', dims: ['n', 'm'] });
  return writeModel(graph.build());
}

describe('tryProvider', () => {
  it('measures the probe in a process of its own', async () => {
    expect(await tryProvider('cpu', probeTrial())).toEqual({
      provider: 'cpu',
      difference: 0,
      milliseconds: expect.any(Number) as number,
      cpuMilliseconds: expect.any(Number) as number,
    });
  });

  it('says why a provider cannot be used', async () => {
    expect(await tryProvider('nosuch', probeTrial())).toEqual({
      provider: 'nosuch',
      error: expect.stringContaining('backend not found') as string,
    });
  });

  it.each(['float32', 'float16', 'int64', 'int32', 'uint8'] as const)(
    'makes up inputs of type %s, in a file',
    async (type) => {
      const file = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-trial-')), 'model.onnx');
      writeFileSync(file, identity(type, ['batch', 2, 'rows']));
      expect(await tryProvider('cpu', { model: file, rounds: [{}] })).toMatchObject({ difference: 0 });
    },
  );

  it('takes sizes by the name of a dimension, and shapes by that of an input', async () => {
    const model = addition();
    for (const round of [{ columns: 3 }, { x: [2, 3] }])
      expect(await tryProvider('cpu', { model, rounds: [round] })).toMatchObject({ difference: 0 });
  });

  it('tells a model that the CPU cannot run so from a provider that fails', async () => {
    expect(await tryProvider('cpu', { model: addition(), rounds: [{ columns: 4 }] })).toHaveProperty('unsuited');
    expect(await tryProvider('cpu', { model: new Uint8Array(9), rounds: [{}] })).toHaveProperty('unsuited');
  });

  it.each([
    ['before the CPU is done', 'unsuited', 'unsuited'],
    ['with the provider', '"stage":"cpu"', 'error'],
  ])('outlives a process that dies %s', async (_, when, outcome) => {
    const killer = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-trial-')), 'killer.cjs');
    writeFileSync(
      killer,
      `const fs = require('node:fs');
      const { writeSync } = fs;
      fs.writeSync = (to, text) => {
        if (text.includes(${JSON.stringify(when)})) {
          ${outcome === 'error' ? 'writeSync(to, text);' : ''}
          process.kill(process.pid, 'SIGKILL');
        }
        return writeSync(to, text);
      };`,
    );
    const model = addition();
    vi.stubEnv('NODE_OPTIONS', `--require ${JSON.stringify(killer)}`);
    try {
      const round = { columns: outcome === 'error' ? 3 : 4 };
      expect(await tryProvider('cpu', { model, rounds: [round] })).toEqual({
        provider: 'cpu',
        [outcome]: expect.stringMatching(/ended its process \((SIGKILL|status \d+)\)/) as string,
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
