import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openDeaot } from '../../src/engine/align/deaotNetwork.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { ModelSession } from '../../src/engine/runtime/modelSession.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { picture, tinyDeaot, tinyEncode, tinyGraphs, tinyMemorize, tinyPropagate } from '../fixtures/tinyDeaot.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kshot-deaot-'));
const runtime = new Runtime({ provider: 'cpu', threads: 1 });
afterAll(() => runtime.dispose());
afterEach(() => vi.restoreAllMocks());

const model = tinyDeaot(folder, 'plain');

/** 33 × 17: 3 × 2 cells, the left one red, the others green. */
const { image } = picture(33, 17, [
  { x: 0, y: 0, width: 33, height: 17, colour: [0, 255, 0], label: 2 },
  { x: 0, y: 0, width: 10, height: 17, colour: [255, 0, 0], label: 1 },
]);

describe('encode', () => {
  it('feeds the image in RGB planes and gives grids whose corners are the image’s', async () => {
    const network = await openDeaot(runtime, model);
    const { size, tensors } = await network.encode(image);
    expect(size).toEqual({ width: 33, height: 17 });
    expect(Object.entries(tensors).map(([name, { dims }]) => [name, ...dims])).toEqual([
      ['feat4', 1, 3, 5, 9],
      ['feat8', 1, 3, 3, 5],
      ['feat16', 1, 3, 2, 3],
      ['emb', 1, 3, 2, 3],
    ]);
    expect(Array.from(tensors.emb.data, Number)).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('uses the manifest’s mean and deviation, a channel at a time', async () => {
    const network = await openDeaot(
      runtime,
      tinyDeaot(folder, 'normal', tinyGraphs(), { mean: [0, 0.5, 1], std: [1, 0.5, 2] }),
    );
    const grey: RgbImage = { width: 1, height: 1, data: Uint8Array.of(51, 102, 204) };
    const { size, tensors } = await network.encode(grey);
    expect(size).toEqual({ width: 17, height: 17 });
    const values = Array.from(tensors.emb.data, Number);
    [0.2, (0.4 - 0.5) / 0.5, (0.8 - 1) / 2].forEach((expected, channel) => {
      values.slice(4 * channel, 4 * channel + 4).forEach((value) => {
        expect(value).toBeCloseTo(expected, 5);
      });
    });
  });

  it('resizes to the size for the network, or to one that it is told', async () => {
    const small = await openDeaot(runtime, tinyDeaot(folder, 'small', tinyGraphs(), { shortSide: 64 }));
    const large = picture(300, 150, [{ x: 0, y: 0, width: 150, height: 150, colour: [255, 0, 0], label: 1 }]).image;
    expect(small.sizeFor(300, 150)).toEqual({ width: 129, height: 65 });
    const { size, tensors } = await small.encode(large);
    expect(size).toEqual({ width: 129, height: 65 });
    expect(tensors.emb.dims).toEqual([1, 3, 5, 9]);
    // Red, and half of it at the border, which is in the middle.
    const row = Array.from(tensors.emb.data.subarray(0, 9), Number);
    expect([...row.slice(0, 4), ...row.slice(5)]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(row[4]).toBeGreaterThan(0.4);
    expect(row[4]).toBeLessThan(0.6);
    expect((await small.encode(large, { width: 33, height: 49 })).tensors.emb.dims).toEqual([1, 3, 4, 3]);
  });
});

describe('memorize and propagate', () => {
  it('carry labels to places of the same colour', async () => {
    const network = await openDeaot(runtime, model);
    const encoded = await network.encode(image);
    const onehot = new Float32Array(11 * 33 * 17);
    onehot.fill(1, 4 * 33 * 17, 5 * 33 * 17);
    for (let y = 0; y < 17; y++) {
      onehot[4 * 33 * 17 + 33 * y] = 0;
      onehot[7 * 33 * 17 + 33 * y] = 1;
    }
    const memory = await network.memorize(encoded, onehot);
    expect([memory.rows, memory.columns]).toEqual([6, 14]);
    expect(Array.from(memory.data.subarray(0, 28))).toEqual([
      ...[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
      ...[0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ]);
    const logits = await network.propagate(encoded, memory, memory);
    expect([logits.width, logits.height, logits.data.length]).toEqual([9, 5, 11 * 45]);
    // 10 of 33 pixels are red: three of nine places. What the tiny network is sure of has 12, what the last one has here 3 on top.
    const rowOf = (plane: number): number[] => Array.from(logits.data.subarray(45 * plane, 45 * plane + 9), Math.round);
    expect(rowOf(7).map((value) => value >= 12)).toEqual([
      ...Array<boolean>(3).fill(true),
      ...Array<boolean>(6).fill(false),
    ]);
    expect(rowOf(4).map((value) => value >= 12)).toEqual([
      ...Array<boolean>(3).fill(false),
      ...Array<boolean>(6).fill(true),
    ]);
    expect(rowOf(0)).toEqual(Array<number>(9).fill(0));
  });

  it('refuse logits that are not finite', async () => {
    const network = await openDeaot(runtime, tinyDeaot(folder, 'infinite', tinyGraphs({ infinite: true })));
    const encoded = await network.encode(image);
    const memory = await network.memorize(encoded, new Float32Array(11 * 33 * 17));
    await expect(network.propagate(encoded, memory, memory)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringContaining('finite values in the output logits4') as string,
    });
  });

  it('end with the network', async () => {
    const network = await openDeaot(runtime, model);
    const encoded = await network.encode(image);
    await network.dispose();
    await expect(network.memorize(encoded, new Float32Array(11 * 33 * 17))).rejects.toThrow('disposed');
  });
});

describe('a model that is none', () => {
  const good = tinyGraphs();
  it.each([
    [
      'another input',
      { ...good, encode: tinyEncode({ names: { image: 'pixels' } }) },
      /inputs image of .* encode.*pixels float32 \(1, 3, H, W\)/,
    ],
    [
      'an output too few',
      { ...good, encode: tinyEncode({ without: 'feat8' }) },
      /outputs feat4, feat8, feat16, emb of.*there are: feat4 .*emb float32/,
    ],
    [
      'another name of the memory',
      { ...good, memorize: tinyMemorize({ names: { memory: 'rows' } }) },
      /outputs memory of.*rows float32/,
    ],
    [
      'an input too many',
      { ...good, propagate: tinyPropagate({ extra: 'objects' }) },
      /inputs feat4, feat8, feat16, emb, memory, recent of .* propagate.*objects float32 \(1\)/,
    ],
    [
      'another name of the logits',
      { ...good, propagate: tinyPropagate({ names: { logits4: 'logits' } }) },
      /outputs logits4 of.*logits float32/,
    ],
    ['graphs in another order', { ...good, memorize: good.encode }, /inputs emb, onehot of .* memorize.*image float32/],
    [
      'other channels',
      { ...good, memorize: tinyMemorize({ objects: 7 }) },
      /Expected 11 channels.*onehot.*maxObjects 10; it has 8/,
    ],
  ])('is refused when it is opened, and closed again: %s', async (name, graphs, message) => {
    const dispose = vi.spyOn(ModelSession.prototype, 'dispose');
    await expect(openDeaot(runtime, tinyDeaot(folder, `bad ${name}`, graphs))).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringMatching(message) as string,
    });
    expect(dispose).toHaveBeenCalledTimes(3);
  });

  it('closes what is open when a file is no model', async () => {
    const dispose = vi.spyOn(ModelSession.prototype, 'dispose');
    const broken = tinyDeaot(folder, 'broken', { ...good, propagate: Uint8Array.of(1, 2, 3) });
    await expect(openDeaot(runtime, broken)).rejects.toMatchObject({ code: 'model-unreadable' });
    expect(dispose).toHaveBeenCalledTimes(2);
  });

  it('is refused where an output has another size than its stride says', async () => {
    const swapped = tinyEncode({ names: { feat4: 'feat8', feat8: 'feat4' } });
    const network = await openDeaot(runtime, tinyDeaot(folder, 'swapped', { ...good, encode: swapped }));
    await expect(network.encode(image)).rejects.toMatchObject({
      code: 'model-unreadable',
      message: expect.stringMatching(/float32 \(1, any, 5, 9\) as output feat4.*got float32 \(1, 3, 3, 5\)/) as string,
    });
  });
});

describe('the key', () => {
  it('changes with files, preprocessing, size and objects, not with what the manifest tells beside', async () => {
    const graphs = tinyGraphs();
    const other = { ...model.files, propagate: { ...model.files['propagate']!, sha256: '0'.repeat(64) } };
    const keyOf = async (which: typeof model): Promise<string> => (await openDeaot(runtime, which)).key;
    const keys = await Promise.all(
      [
        model,
        { ...model, files: other },
        tinyDeaot(folder, 'mean', graphs, { mean: [0.1, 0, 0] }),
        tinyDeaot(folder, 'side', graphs, { shortSide: 321 }),
        tinyDeaot(folder, 'objects', tinyGraphs({ objects: 5 }), { maxObjects: 5 }),
      ].map(keyOf),
    );
    expect(new Set(keys).size).toBe(5);
    expect(await keyOf(tinyDeaot(folder, 'elsewhere', graphs, { source: 'elsewhere' }))).toBe(keys[0]);
    expect((await openDeaot(runtime, model)).providerName).toBe('cpu');
  });
});
