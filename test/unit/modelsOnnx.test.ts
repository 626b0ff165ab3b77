import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/engine/runtime/graphBuilder.ts';
import { readOnnx } from '../../src/engine/runtime/onnxReader.ts';
import { writeModel } from '../../src/engine/runtime/onnxWriter.ts';
import { withExternalWeights } from '../fixtures/externalWeights.ts';
import { tinyBackbone } from '../fixtures/tinyBackbone.ts';

function written(bytes: Uint8Array): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-onnx-')), 'model.onnx');
  writeFileSync(file, bytes);
  return file;
}

describe('readOnnx', () => {
  it('names inputs and outputs, and finds the first convolution past weights larger than its window', async () => {
    const bytes = tinyBackbone({ patch: 16, stride: 8, dim: 64, other: 'more' });
    expect(bytes.length).toBeGreaterThan(3 * 65_536);
    expect(await readOnnx(written(bytes))).toEqual({
      inputs: ['pixel_values'],
      outputs: ['last_hidden_state', 'more'],
      externalFiles: [],
      firstConvolution: { kernel: [16, 16], strides: [8, 8] },
    });
  });

  it('takes the kernel from the weights, and weights from other files, as other writers have them', async () => {
    expect(await readOnnx(written(withExternalWeights('data/w.bin').graph))).toEqual({
      inputs: ['x'],
      outputs: ['patch_tokens'],
      externalFiles: ['data/w.bin'],
      firstConvolution: { kernel: [2, 2], strides: [2, 2] },
    });
  });

  it('leaves out constants that old graphs list among their inputs', async () => {
    const graph = new GraphBuilder('old');
    graph.input({ name: 'x', type: 'float32', dims: [2] });
    graph.input({ name: 'c', type: 'float32', dims: [2] });
    graph.floats('c', [1, 2]);
    graph.op('Add', 'y', ['x', 'c']);
    graph.output({ name: 'y', type: 'float32', dims: [2] });
    expect(await readOnnx(written(writeModel(graph.build())))).toMatchObject({ inputs: ['x'], firstConvolution: null });
  });

  it('refuses a file at whatever byte it was cut', async () => {
    const bytes = tinyBackbone({ patch: 2, dim: 2 });
    // The last bytes are the operator set, which is not read.
    for (let length = 0; length < bytes.length - 8; length += 7) {
      await expect(readOnnx(written(bytes.subarray(0, length)))).rejects.toMatchObject({ code: 'model-unreadable' });
    }
  });
});
