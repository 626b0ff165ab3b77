import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { SegmenterModel } from '../../src/engine/models/resolve.ts';
import { ModelSession } from '../../src/engine/runtime/modelSession.ts';
import { outOfMemory } from '../../src/engine/runtime/outOfMemory.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { automaticMasks } from '../../src/engine/segment/sam/automaticMasks.ts';
import { openSam, type SamNetwork } from '../../src/engine/segment/sam/samNetwork.ts';
import {
  tinyBatchedDecoder,
  tinyEncoder,
  tinyInput,
  tinyParts,
  tinySam,
  tinySingleDecoder,
} from '../fixtures/tinySam.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kshot-sam-'));
const runtime = new Runtime({ provider: 'cpu', threads: 1 });
afterAll(() => runtime.dispose());
afterEach(() => vi.restoreAllMocks());

const encoder = tinyEncoder();
const batched = tinySam(folder, 'batched', { encoder, decoder: tinyBatchedDecoder() });
const single = tinySam(folder, 'single', { encoder, decoder: tinySingleDecoder() });
const image = tinyParts();

/** Middles of the red part, the green one in it, the blue one, and a place on the grey. */
const places = [
  { x: 15, y: 33 },
  { x: 30, y: 24 },
  { x: 72, y: 42 },
  { x: 5, y: 66 },
];
/** The label map as drawn: red 1, blue 2, green 3. */
const drawn = Array.from({ length: image.width * image.height }, (_, i) => {
  const colour = Array.from(image.data.subarray(3 * i, 3 * i + 3));
  return colour.every((value) => value === 128) ? 0 : [1, 3, 2][colour.indexOf(250)]!;
});
const labelAt = ({ map }: { map: { width: number; data: Uint8Array } }, { x, y }: { x: number; y: number }): number =>
  map.data[y * map.width + x]!;

describe('a SAM of either export', () => {
  it.each([
    ['batched', batched],
    ['single', single],
  ])('segments an image: %s', async (_, model) => {
    const network = await openSam(runtime, model);
    const found = await automaticMasks(network, image, { grid: 'full' });
    expect(found).toMatchObject({ width: 96, height: 72, prompts: 1024 });
    expect(places.map((place) => labelAt(found, place))).toEqual([1, 3, 2, 0]);
    // The decoder rounds the corners of its cells.
    const wrong = found.map.data.reduce((n, label, i) => n + Number(label !== drawn[i]), 0);
    expect(wrong).toBeLessThan(0.03 * drawn.length);
    await network.dispose();
  });

  it('gives the same masks', async () => {
    const [one, other] = await Promise.all(
      [batched, single].map(async (model) =>
        automaticMasks(await openSam(runtime, model), image, { grid: 'adaptive' }),
      ),
    );
    expect(one!.masks.length).toBeGreaterThan(3);
    expect(one).toEqual(other);
  });

  it('gives the same prompt by prompt as eight at once', async () => {
    const network = await openSam(runtime, batched);
    expect(network.promptsARun).toBe(8);
    const slow: SamNetwork = {
      key: network.key,
      providerName: network.providerName,
      promptsARun: 1,
      encode: (picture) => network.encode(picture),
      decode: (embedding, points) => network.decode(embedding, points),
      feedsBack: false,
      prompt: (embedding, prompt) => network.prompt(embedding, prompt, null),
      dispose: () => network.dispose(),
    };
    expect(await automaticMasks(slow, image, { grid: 'full' })).toEqual(
      await automaticMasks(network, image, { grid: 'full' }),
    );
  });

  it('knows the single export also by masks of a size that is asked for', async () => {
    const sized = tinySam(folder, 'sized', { encoder, decoder: tinySingleDecoder({ masks: 'sized' }) });
    const [low, made] = await Promise.all(
      [single, sized].map(async (model) => automaticMasks(await openSam(runtime, model), image, { grid: 'full' })),
    );
    expect(places.map((place) => labelAt(made!, place))).toEqual([1, 3, 2, 0]);
    const differing = made!.map.data.reduce((n, label, i) => n + Number(label !== low!.map.data[i]), 0);
    expect(differing).toBeLessThan(0.02 * made!.map.data.length);
  });

  it.each([
    ['four masks, of which the first is dropped', single, 3],
    ['one mask', tinySam(folder, 'one', { encoder, decoder: tinySingleDecoder({ count: 1 }) }), 1],
    ['three masks', batched, 3],
  ])('gives the candidates of each point: %s', async (_, model, count) => {
    const network = await openSam(runtime, model);
    const found = await network.decode(await network.encode(image), places);
    expect(found.map((candidates) => candidates.length)).toEqual(places.map(() => count));
    for (const [index, candidates] of found.entries()) {
      expect(candidates[0]).toMatchObject({ predictedIou: Math.fround(0.95), side: 16 });
      const { x, y } = places[index]!;
      // 96 px are 16 cells; the colour at the point itself is no way off: 10 · 1.3
      expect(candidates[0]!.logits[Math.floor(y / 6) * 16 + Math.floor(x / 6)]).toBeCloseTo(13, 4);
    }
  });

  it('takes an encoder of the embedding alone whatever its names', async () => {
    const alone = tinyEncoder({ alone: 'features', input: 'image' });
    const network = await openSam(runtime, tinySam(folder, 'alone', { encoder: alone, decoder: tinySingleDecoder() }));
    const { tensors } = await network.encode(image);
    expect(Object.keys(tensors)).toEqual(['image_embeddings']);
  });

  it('runs one prompt at a time where the graph is made for one', async () => {
    const model = tinySam(folder, 'fixed', { encoder, decoder: tinyBatchedDecoder({ prompts: 1 }) });
    const [fixed, free] = await Promise.all([model, batched].map((each) => openSam(runtime, each)));
    expect(fixed!.promptsARun).toBe(1);
    const answers = await Promise.all([fixed!, free!].map(async (net) => net.decode(await net.encode(image), places)));
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('the encoder’s input', () => {
  it('is normalised, then padded with zeros to the right or below', async () => {
    const network = await openSam(runtime, batched);
    const white = (width: number, height: number): RgbImage => ({
      width,
      height,
      data: new Uint8Array(width * height * 3).fill(255),
    });
    const wide = await network.encode(white(128, 64));
    expect(wide.frame).toEqual({ width: 128, height: 64, inputSize: tinyInput, contentWidth: 64, contentHeight: 32 });
    const tall = await network.encode(white(16, 64));
    expect(tall.frame).toMatchObject({ contentWidth: 16, contentHeight: 64 });
    const cells = (embedding: typeof wide): number[] => Array.from(embedding.tensors['image_embeddings']!.data, Number);
    expect(cells(wide)).toEqual(Array.from({ length: 768 }, (_, i) => (i % 256 < 128 ? 1 : 0)));
    expect(cells(tall)).toEqual(Array.from({ length: 768 }, (_, i) => (i % 16 < 4 ? 1 : 0)));
  });

  it('uses the manifest’s mean and deviation, a channel at a time', async () => {
    const changes = { mean: [0, 0.5, 1], std: [1, 0.5, 2] } as const;
    const model = tinySam(
      folder,
      'normal',
      { encoder, decoder: tinyBatchedDecoder() },
      { mean: [...changes.mean], std: [...changes.std] },
    );
    const network = await openSam(runtime, model);
    const { tensors } = await network.encode({ width: 1, height: 1, data: Uint8Array.of(51, 102, 204) });
    const values = tensors['image_embeddings']!.data;
    expect(values[0]).toBeCloseTo(0.2, 5);
    expect(values[256]).toBeCloseTo((0.4 - 0.5) / 0.5, 5);
    expect(values[512]).toBeCloseTo((0.8 - 1) / 2, 5);
  });

  it('has 1024 pixels a side where the graph leaves it free', async () => {
    const free = tinySam(folder, 'free', { encoder: tinyEncoder({ size: null }), decoder: tinyBatchedDecoder() });
    const { frame, tensors } = await (await openSam(runtime, free)).encode(image);
    expect(frame).toMatchObject({ inputSize: 1024, contentWidth: 1024, contentHeight: 768 });
    expect(tensors['image_embeddings']!.dims).toEqual([1, 3, 256, 256]);
  });
});

describe('a model that is none', () => {
  const decoder = tinyBatchedDecoder();
  it.each([
    [
      'an encoder as decoder',
      { encoder, decoder: encoder },
      /SAM decoder's inputs.*pixel_values float32 \(1, 3, 64, 64\)/,
    ],
    ['a decoder as encoder', { encoder: decoder, decoder }, /one input.*encoder.*input_points float32/],
    [
      'no positional embedding',
      { encoder: tinyEncoder({ alone: 'features' }), decoder },
      /image_positional_embeddings of .*there are: features float32/,
    ],
    [
      'another name of the masks',
      { encoder, decoder: tinyBatchedDecoder({ masksName: 'masks' }) },
      /iou_scores, pred_masks of .*there are: iou_scores.*masks/,
    ],
    [
      'five prompts',
      { encoder, decoder: tinyBatchedDecoder({ prompts: 5 }) },
      /input_points float32 \(1, 5, points, 2\)/,
    ],
  ])('is refused when it is opened: %s', async (name, graphs, message) => {
    await expect(openSam(runtime, tinySam(folder, `bad-${name}`, graphs))).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is refused where its predictions are not finite', async () => {
    const model = tinySam(folder, 'infinite', { encoder, decoder: tinyBatchedDecoder({ infinite: true }) });
    const network = await openSam(runtime, model);
    await expect(network.decode(await network.encode(image), places)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringContaining('finite values in the output iou_scores') as string,
    });
  });
});

describe('little memory', () => {
  /** Lets runs of more than `limit` prompts fail as those of a session do. */
  function limitPrompts(limit: number): number[] {
    const asked: number[] = [];
    const original = Object.getOwnPropertyDescriptor(ModelSession.prototype, 'run')!.value as ModelSession['run'];
    vi.spyOn(ModelSession.prototype, 'run').mockImplementation(function (this: ModelSession, feeds, fetches) {
      const prompts = feeds['input_points']?.dims[1] ?? 0;
      if (prompts > 0) asked.push(prompts);
      if (prompts <= limit) return original.call(this, feeds, fetches);
      const cause = new Error('Failed to allocate memory for requested buffer of size 4096');
      return Promise.reject(outOfMemory(this.label, this.providerName, cause));
    });
    return asked;
  }
  const points = Array.from({ length: 11 }, (_, i) => ({ x: 4 + 8 * i, y: 30 }));

  it('halves the batch until it fits, and keeps to that', async () => {
    const network = await openSam(runtime, batched);
    const embedding = await network.encode(image);
    const expected = await network.decode(embedding, points);
    const asked = limitPrompts(3);
    expect(await network.decode(embedding, points)).toEqual(expected);
    expect(asked).toEqual([8, 4, 2, 2, 2, 2, 2, 1]);
    expect(network.promptsARun).toBe(2);
  });

  it('says so where not even one prompt fits', async () => {
    const network = await openSam(runtime, batched);
    const embedding = await network.encode(image);
    limitPrompts(0);
    await expect(network.decode(embedding, points)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^Expected enough memory.*batched-decoder.onnx.*smaller model/) as string,
    });
  });

  it('does not take another failure for it', async () => {
    const network = await openSam(runtime, batched);
    const embedding = await network.encode(image);
    const failure = new Error('device lost');
    const run = vi.spyOn(ModelSession.prototype, 'run').mockRejectedValue(failure);
    await expect(network.decode(embedding, points)).rejects.toBe(failure);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('the key', () => {
  const keyOf = async (model: SegmenterModel): Promise<string> => (await openSam(runtime, model)).key;

  it('changes with files and preprocessing, not with what the manifest tells beside', async () => {
    const graphs = { encoder, decoder: tinyBatchedDecoder() };
    const other = { ...batched.files, decoder: { ...batched.files['decoder']!, sha256: '0'.repeat(64) } };
    const keys = await Promise.all(
      [batched, { ...batched, files: other }, tinySam(folder, 'mean', graphs, { mean: [0, 0, 0] })].map(keyOf),
    );
    expect(new Set(keys).size).toBe(3);
    expect(await keyOf(tinySam(folder, 'elsewhere', graphs, { source: 'elsewhere' }))).toBe(keys[0]);
  });
});
