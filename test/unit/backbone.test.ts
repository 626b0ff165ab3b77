import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createBackbone } from '../../src/engine/backbone/onnxBackbone.ts';
import { normalizePixels } from '../../src/engine/image/normalize.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { BackboneManifest } from '../../src/engine/models/manifest.ts';
import type { BackboneModel } from '../../src/engine/models/resolve.ts';
import { GraphBuilder } from '../../src/engine/runtime/graphBuilder.ts';
import { writeModel } from '../../src/engine/runtime/onnxWriter.ts';
import { ModelSession } from '../../src/engine/runtime/modelSession.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';

const patch = 4;
const folder = mkdtempSync(path.join(tmpdir(), 'kshot-backbone-'));

/** Tokens: `skip` rows of sevens, then each patch's mean colour; a dense tap of the same, channels last. `infinite` divides by zero. */
function tinyModel(
  name: string,
  {
    skip = 0,
    infinite = false,
    batch = 1,
    rows = 0,
  }: { skip?: number; infinite?: boolean; batch?: number | string; rows?: number } = {},
): string {
  const graph = new GraphBuilder('tiny');
  graph.input({ name: 'pixel_values', type: 'float32', dims: [batch, 3, 'h', 'w'] });
  graph.op('AveragePool', 'means', ['pixel_values'], { kernel_shape: [patch, patch], strides: [patch, patch] });
  graph.op('Transpose', 'dense', ['means'], { perm: [0, 2, 3, 1] });
  graph.integers('rows', [rows || (batch === 1 ? 1 : 0), -1, 3]); // 0: as many as the input has
  graph.op('Reshape', 'tokens', ['dense', 'rows']);
  graph.floats('seven', new Float32Array(skip * 3).fill(7), [1, skip, 3]);
  graph.integers('first', [0]);
  graph.op('Slice', 'count', [graph.op('Shape', 'shape', ['tokens']), 'first', graph.integers('second', [1])]);
  graph.op('Concat', 'wanted', ['count', graph.integers('others', [skip, 3])], { axis: 0 });
  graph.op('Expand', 'sevens', ['seven', 'wanted']);
  graph.floats('divisor', [infinite ? 0 : 1]);
  graph.op('Div', 'patch_tokens', [graph.op('Concat', 'joined', ['sevens', 'tokens'], { axis: 1 }), 'divisor']);
  graph.output({ name: 'patch_tokens', type: 'float32', dims: [batch, 'n', 3] });
  graph.output({ name: 'dense', type: 'float32', dims: [batch, 'a', 'b', 3] });
  const file = path.join(folder, `${name}.onnx`);
  writeFileSync(file, writeModel(graph.build()));
  return file;
}

function model(file: string, changes: Partial<BackboneManifest> = {}): BackboneModel {
  const manifest: BackboneManifest = {
    id: 'tiny',
    kind: 'backbone',
    files: { model: { path: path.basename(file), sha256: 'f'.repeat(64) } },
    inputSize: 8,
    patchSize: patch,
    dim: 3,
    mean: [0.5, 0.25, 0],
    std: [0.5, 1, 2],
    resize: 'bicubic',
    input: 'pixel_values',
    output: 'patch_tokens',
    skipTokens: 0,
    license: 'CC0-1.0',
    source: 'this test',
    ...changes,
  };
  return { manifest, folder, files: { model: { path: file, sha256: 'f'.repeat(64) } }, key: file };
}

/** One colour a quarter, so that resizing 8 × 8 to 8 × 8 and averaging patches keep it. */
const colours = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [51, 102, 204],
];
const image: RgbImage = {
  width: 8,
  height: 8,
  data: Uint8Array.from({ length: 192 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return colours[(pixel >= 32 ? 2 : 0) + (pixel % 8 >= 4 ? 1 : 0)]![i % 3]!;
  }),
};

describe('createBackbone', () => {
  const runtime = new Runtime({ provider: 'cpu' });
  afterAll(() => runtime.dispose());
  const plain = tinyModel('plain');

  it('normalises the pixels, drops leading tokens and gives the patches row by row', async () => {
    const { manifest } = model(plain);
    const expected = colours.flatMap((rgb) =>
      rgb.map((value, c) => (value / 255 - manifest.mean[c]!) / manifest.std[c]!),
    );
    for (const skip of [0, 2]) {
      const backbone = await createBackbone(
        runtime,
        model(skip ? tinyModel('skip', { skip }) : plain, { skipTokens: skip }),
      );
      const { patches, taps } = await backbone.describe(image);
      expect(patches).toMatchObject({ grid: 2, dim: 3 });
      expect(patches.data).toHaveLength(12);
      patches.data.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 5);
      });
      expect(taps).toBeNull();
      await backbone.dispose();
    }
  });

  it('describes several images in one run where the graph leaves their number free, each as alone', async () => {
    const several = tinyModel('several', { batch: 'b', skip: 1 });
    const described = model(several, { skipTokens: 1 });
    const images = [0, 40, 90].map((add) => ({ ...image, data: image.data.map((value) => (value + add) % 256) }));
    const alone = await createBackbone(runtime, described);
    expect(alone.batchSize).toBe(1);
    const expected = [];
    for (const one of images) expected.push((await alone.describe(one)).patches);
    const together = await createBackbone(runtime, described, { batchSize: 2 });
    const run = vi.spyOn(ModelSession.prototype, 'run');
    const found = await Promise.all(images.map((one) => together.describe(one)));
    const taken = run.mock.calls.map(([feeds]) => feeds['pixel_values']!.dims[0]);
    run.mockRestore();
    expect(taken).toEqual([2, 1]);
    expect(found.map(({ patches }) => patches)).toEqual(expected);
  });

  it('goes on one by one where a graph takes no several images after all', async () => {
    const wrong = tinyModel('wrong', { batch: 'b', rows: 1 });
    const backbone = await createBackbone(runtime, model(wrong), { batchSize: 4 });
    const found = await Promise.all([image, image, image].map((one) => backbone.describe(one)));
    expect(found.map(({ patches }) => patches.data)).toEqual([0, 0, 0].map(() => found[0]!.patches.data));
    expect(backbone.batchSize).toBe(1);
  });

  it('gives the taps that the manifest names', async () => {
    const backbone = await createBackbone(
      runtime,
      model(plain, { taps: { shallow: 'dense', deep: ['dense', 'dense'] } }),
    );
    const { patches, taps } = await backbone.describe(image);
    expect(taps!.shallow).toEqual({ size: 2, channels: 3, data: patches.data });
    expect(taps!.deep).toHaveLength(2);
  });

  it('describes images one at a time and goes on after a failure', async () => {
    const backbone = await createBackbone(runtime, model(plain));
    const broken = backbone.describe({ ...image, data: new Uint8Array(5) });
    const [first, second] = await Promise.all([
      backbone.describe(image),
      backbone.describe(image),
      expect(broken).rejects.toThrow(),
    ]);
    expect(first.patches.data).toEqual(second.patches.data);
  });

  it.each([
    [{ dim: 4 }, /float32 \(1, 4, 4\) as output patch_tokens.*got float32 \(1, 4, 3\)/],
    [{ skipTokens: 1 }, /float32 \(1, 5, 3\).*got float32 \(1, 4, 3\)/],
    [{ inputSize: 12, patchSize: 6 }, /float32 \(1, 4, 3\).*got float32 \(1, 9, 3\)/],
    [{ taps: { shallow: 'patch_tokens', deep: ['dense'] } }, /\(1, size, size, channels\) as output patch_tokens/],
  ])('says what it expected and what came: %j', async (changes, message) => {
    const backbone = await createBackbone(runtime, model(plain, changes));
    await expect(backbone.describe(image)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [{ input: 'image' }, /input called image.*only: pixel_values/],
    [{ output: 'last_hidden_state' }, /output called last_hidden_state.*only: patch_tokens, dense/],
  ])('names the inputs and outputs that there are: %j', async (changes, message) => {
    await expect(createBackbone(runtime, model(plain, changes))).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses values that are not finite', async () => {
    const backbone = await createBackbone(runtime, model(tinyModel('infinite', { infinite: true })));
    await expect(backbone.describe(image)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringContaining('finite') as string,
    });
  });

  it('has a key that changes with whatever changes the features', async () => {
    const keys = await Promise.all(
      [{}, { mean: [0, 0, 0] as [number, number, number] }, { inputSize: 16 }].map(
        async (changes) => (await createBackbone(runtime, model(plain, changes))).key,
      ),
    );
    expect(new Set(keys).size).toBe(3);
    expect((await createBackbone(runtime, model(plain, { source: 'elsewhere' }))).key).toBe(keys[0]);
  });
});

describe('normalizePixels', () => {
  it('is x / 127.5 − 1 for mean and deviation one half, plane by plane', () => {
    const planes = normalizePixels(Uint8Array.of(0, 51, 102, 153, 204, 255), [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
    [0, 153, 51, 204, 102, 255].forEach((value, i) => {
      expect(planes[i]).toBeCloseTo(value / 127.5 - 1, 6);
    });
  });
});
