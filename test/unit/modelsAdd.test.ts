import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackbone } from '../../src/engine/backbone/onnxBackbone.ts';
import { resolveModel } from '../../src/engine/models/resolve.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { sha256 } from '../fixtures/hubServer.ts';
import { contents, place as emptyPlace } from '../fixtures/modelHub.ts';
import { tinyBackbone } from '../fixtures/tinyBackbone.ts';
import { tinyEncode, tinyMemorize, tinyPropagate } from '../fixtures/tinyDeaot.ts';
import { tinyBatchedDecoder, tinyEncoder, tinySingleDecoder } from '../fixtures/tinySam.ts';
import { withExternalWeights } from '../fixtures/externalWeights.ts';

const place = () => emptyPlace('https://hub.invalid');
const failure = (code: string, message: RegExp): object => ({
  code,
  message: expect.stringMatching(message) as string,
});

/** A folder called `name` with these files. */
function folder(files: Record<string, Uint8Array | string>, name = 'mine'): string {
  const root = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-add-')), name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  return root;
}

const backboneFile = (bytes: Uint8Array, name = 'vit.onnx'): string => path.join(folder({ [name]: bytes }), name);
const samFolder = { 'vision_encoder.onnx': tinyEncoder(), 'prompt_encoder_mask_decoder.onnx': tinyBatchedDecoder() };

describe('adding a backbone', () => {
  it('reads from the graph and a trial run what a manifest needs, and the engine then runs it', async () => {
    const { store, storeDir, modelsDir } = place();
    const bytes = tinyBackbone({ patch: 14, dim: 6, skip: 5 });
    const file = backboneFile(bytes);
    const manifest = await store.add(file);
    expect(manifest).toEqual({
      id: 'vit',
      kind: 'backbone',
      files: { model: { path: 'vit.onnx', sha256: sha256(bytes) } },
      inputSize: 518,
      patchSize: 14,
      dim: 6,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      resize: 'bicubic',
      input: 'pixel_values',
      output: 'last_hidden_state',
      skipTokens: 5,
      license: 'unknown',
      source: file,
    });
    const model = await resolveModel('vit', 'backbone', { storeDir, modelsDir, folder: modelsDir });
    const runtime = new Runtime({ provider: 'cpu' });
    const backbone = await createBackbone(runtime, model);
    const { patches } = await backbone.describe({ width: 20, height: 20, data: new Uint8Array(1200).fill(99) });
    expect([patches.grid, patches.dim]).toEqual([37, 6]);
    await runtime.dispose();
  });

  it('takes the largest size below 518 that other patches allow, the size a graph fixes, and what it is told', async () => {
    const { store } = place();
    expect(await store.add(backboneFile(tinyBackbone({ patch: 16 })))).toMatchObject({ inputSize: 512, patchSize: 16 });
    expect(await store.add(backboneFile(tinyBackbone({ size: 56 })), { id: 'fixed' })).toMatchObject({ inputSize: 56 });
    const told = await store.add(backboneFile(tinyBackbone()), {
      id: 'told',
      inputSize: 112,
      mean: [0.5, 0.5, 0.5],
      std: [1, 1, 1],
      license: 'MIT',
      source: 'here',
    });
    expect(told).toMatchObject({
      inputSize: 112,
      mean: [0.5, 0.5, 0.5],
      std: [1, 1, 1],
      license: 'MIT',
      source: 'here',
    });
  });

  it.each([
    ['overlapping patches', tinyBackbone({ stride: 7 }), {}, /stride 7 × 7\. Say --patch-size N/],
    [
      'a size that patches do not divide',
      tinyBackbone({ size: 60, stride: 14 }),
      {},
      /multiple of the patch size 14.*60.*--patch-size/,
    ],
    ['a wrong patch size', tinyBackbone(), { patchSize: 37 }, /gives 1370 tokens.*--patch-size, and --skip-tokens/],
    [
      'a wrong number of tokens',
      tinyBackbone(),
      { skipTokens: 5 },
      /1369 patches of 14 pixels and 5 further tokens.*1370/,
    ],
    [
      'another size than the fixed one',
      tinyBackbone({ size: 56 }),
      { inputSize: 518 },
      /takes 56 alone\. Leave --input-size out/,
    ],
    ['an unknown input', tinyBackbone(), { input: 'image' }, /there are: pixel_values float32.*--input NAME/],
    [
      'two outputs of unknown names',
      tinyBackbone({ output: 'a', other: 'b' }),
      {},
      /there are: a float32.*b float32.*--output NAME/,
    ],
    ['values that overflow', tinyBackbone({ infinite: true }), {}, /finite/],
    ['a segmenter wanted', tinyBackbone(), { kind: 'segmenter' as const }, /Expected a segmenter.*it is a backbone/],
    ['an id that is none', tinyBackbone(), { id: '../x' }, /"\.\.\/x"\. Say another with --id/],
  ])('refuses %s in one line', async (_, bytes, options, message) => {
    const { store, storeDir } = place();
    const adding = store.add(backboneFile(bytes), options);
    await expect(adding).rejects.toMatchObject(failure('model-invalid', message));
    await expect(adding).rejects.toMatchObject(failure('model-invalid', /^[^\n]+$/));
    expect(await contents(storeDir)).toEqual({});
  });

  it('takes the output that it is told', async () => {
    const bytes = tinyBackbone({ input: 'x', output: 'a', other: 'b' });
    expect(await place().store.add(backboneFile(bytes), { output: 'b' })).toMatchObject({ input: 'x', output: 'b' });
  });

  it('says what is wrong with a file that is cut short, empty, no model or not there', async () => {
    const { store, storeDir } = place();
    const whole = tinyBackbone();
    for (const bytes of [whole.subarray(0, whole.length - 100), whole.subarray(0, 40), new Uint8Array(0)]) {
      await expect(store.add(backboneFile(bytes))).rejects.toMatchObject(
        failure('model-unreadable', /^Expected an ONNX model: [^\n]*vit\.onnx is none, or is cut short/),
      );
    }
    await expect(store.add(backboneFile(Buffer.from('version https://git-lfs')))).rejects.toMatchObject({
      code: 'model-unreadable',
    });
    await expect(store.add('/nowhere/vit.onnx')).rejects.toMatchObject(
      failure('model-missing', /\/nowhere\/vit\.onnx/),
    );
    await expect(store.add(backboneFile(whole, 'vit.pt'))).rejects.toMatchObject(
      failure('model-invalid', /\.onnx file/),
    );
    await expect(store.add(folder({ 'a.txt': '' }))).rejects.toMatchObject(
      failure('model-invalid', /there is no ONNX file/),
    );
    expect(await contents(storeDir)).toEqual({});
  });

  it('copies weights that lie beside the graph, and lists them', async () => {
    const { graph, weights } = withExternalWeights('weights/part.bin');
    const { store, storeDir } = place();
    const source = folder({ 'onnx/model.onnx': graph, 'onnx/weights/part.bin': weights }, 'big');
    const manifest = await store.add(source);
    expect(manifest.id).toBe('big');
    expect(manifest.files).toEqual({
      model: { path: 'model.onnx', sha256: sha256(graph) },
      modelData: { path: 'weights/part.bin', sha256: sha256(weights) },
    });
    expect(readFileSync(path.join(storeDir, 'big/weights/part.bin')).equals(weights)).toBe(true);
    await expect(store.add(folder({ 'model.onnx': graph }, 'lost'))).rejects.toMatchObject(
      failure('model-invalid', /Expected the weights of .*model\.onnx in .*part\.bin; there is no such file/),
    );
    const outside = withExternalWeights('../part.bin');
    await expect(store.add(folder({ 'model.onnx': outside.graph }, 'out'))).rejects.toMatchObject(
      failure('model-invalid', /beside it; it names \.\.\/part\.bin/),
    );
  });

  it('leaves a model of the same id alone unless it is to be replaced', async () => {
    const { store, storeDir, modelsDir } = place();
    const first = backboneFile(tinyBackbone());
    await store.add(first);
    const before = await contents(storeDir);
    const other = backboneFile(tinyBackbone({ dim: 8 }));
    await expect(store.add(other)).rejects.toMatchObject(failure('model-exists', /called vit.*--replace.*--id/));
    expect(await contents(storeDir)).toEqual(before);
    expect(await store.add(other, { replace: true })).toMatchObject({ dim: 8 });
    expect(Object.keys(await contents(storeDir))).toEqual(Object.keys(before));
    mkdirSync(path.join(modelsDir, 'vit'), { recursive: true });
    await expect(store.add(other, { replace: true })).rejects.toMatchObject(
      failure('model-bundled', /vit ships.*--id/),
    );
  });
});

describe('adding a folder with a manifest', () => {
  const bytes = tinyBackbone();
  const manifest = {
    id: 'known',
    kind: 'backbone',
    files: { model: { path: 'net.onnx', sha256: sha256(bytes) } },
    inputSize: 112,
    patchSize: 14,
    dim: 4,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    resize: 'bicubic',
    input: 'pixel_values',
    output: 'last_hidden_state',
    skipTokens: 1,
    license: 'MIT',
    source: 'the lab',
  };
  const withManifest = (changes: object): string =>
    folder({ 'net.onnx': bytes, 'manifest.json': JSON.stringify({ ...manifest, ...changes }) });

  it('keeps what the manifest says, but for what it is told', async () => {
    const { store } = place();
    expect(await store.add(withManifest({}))).toEqual(manifest);
    expect(await store.add(withManifest({}), { id: 'renamed', license: 'BSD', inputSize: 56 })).toEqual({
      ...manifest,
      id: 'renamed',
      license: 'BSD',
      inputSize: 56,
    });
  });

  it('refuses one that does not hold', async () => {
    const { store } = place();
    await expect(store.add(withManifest({ dim: 5 }))).rejects.toMatchObject(
      failure('model-invalid', /5 values.*gives 4/),
    );
    await expect(store.add(withManifest({ skipTokens: 0 }))).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(store.add(withManifest({ std: [1, 1] }))).rejects.toMatchObject(failure('model-unreadable', /std/));
    const files = { model: { path: 'net.onnx', sha256: '0'.repeat(64) } };
    await expect(store.add(withManifest({ files }))).rejects.toMatchObject(
      failure('model-unreadable', new RegExp(`0{64}.*net\\.onnx.*${sha256(bytes)}`)),
    );
  });
});

describe('adding a segmenter', () => {
  it('takes both of the conventions, by the names of the files', async () => {
    const { store } = place();
    expect(await store.add(folder(samFolder))).toMatchObject({
      id: 'mine',
      kind: 'segmenter',
      family: 'sam',
      files: { encoder: { path: 'vision_encoder.onnx' }, decoder: { path: 'prompt_encoder_mask_decoder.onnx' } },
    });
    const original = { 'encoder.onnx': tinyEncoder({ alone: 'embeddings' }), 'decoder.onnx': tinySingleDecoder() };
    expect(await store.add(folder(original, 'original'))).toMatchObject({ id: 'original', kind: 'segmenter' });
  });

  it('refuses graphs of other names', async () => {
    const { store, storeDir } = place();
    const swapped = { 'encoder.onnx': tinyBatchedDecoder(), 'decoder.onnx': tinyEncoder() };
    await expect(store.add(folder(swapped))).rejects.toMatchObject(
      failure('model-unreadable', /encoder\.onnx.*input_points/),
    );
    const other = { ...samFolder, 'prompt_encoder_mask_decoder.onnx': tinyBatchedDecoder({ masksName: 'masks' }) };
    await expect(store.add(folder(other))).rejects.toMatchObject(failure('model-unreadable', /pred_masks/));
    expect(await contents(storeDir)).toEqual({});
  });
});

describe('adding an aligner', () => {
  const graphs = (changes: Parameters<typeof tinyEncode>[0] = {}) => ({
    'encode.onnx': tinyEncode(changes),
    'memorize.onnx': tinyMemorize(changes),
    'propagate.onnx': tinyPropagate(changes),
  });

  it('takes three graphs whose names fit', async () => {
    expect(await place().store.add(folder(graphs()), { inputSize: 129 })).toMatchObject({
      kind: 'aligner',
      family: 'deaot',
      shortSide: 129,
      maxObjects: 10,
      files: { encode: { path: 'encode.onnx' }, memorize: {}, propagate: {} },
    });
  });

  it('counts the objects of a pass in the graph', async () => {
    expect(await place().store.add(folder(graphs({ objects: 4 })))).toMatchObject({ maxObjects: 4 });
  });

  it('refuses graphs that do not fit together, or of which one is missing', async () => {
    const { store, storeDir } = place();
    await expect(
      store.add(folder({ ...graphs(), 'encode.onnx': tinyEncode({ without: 'feat8' }) })),
    ).rejects.toMatchObject(failure('model-unreadable', /outputs feat4, feat8/));
    await expect(
      store.add(folder({ ...graphs(), 'propagate.onnx': tinyPropagate({ extra: 'more' }) })),
    ).rejects.toMatchObject(failure('model-unreadable', /inputs.*propagate.*more/));
    const { 'encode.onnx': encode, 'memorize.onnx': memorize } = graphs();
    await expect(store.add(folder({ 'encode.onnx': encode, 'memorize.onnx': memorize }))).rejects.toMatchObject(
      failure(
        'model-invalid',
        /there are encode\.onnx, memorize\.onnx\..*an aligner encode\.onnx, memorize\.onnx and propagate/,
      ),
    );
    expect(await contents(storeDir)).toEqual({});
  });
});
