import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maskArea, maskHas } from '../../src/domain/annotations/mask.ts';
import type { Mask } from '../../src/domain/annotations/mask.ts';
import { CacheStore } from '../../src/engine/cache/cacheStore.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { LazyNetwork } from '../../src/engine/pipeline/lazyNetwork.ts';
import { PromptMasks } from '../../src/engine/pipeline/promptMask.ts';
import { ModelSession } from '../../src/engine/runtime/modelSession.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { openSam } from '../../src/engine/segment/sam/samNetwork.ts';
import type { SamNetwork } from '../../src/engine/segment/sam/samNetwork.ts';
import type { SamPrompt } from '../../src/engine/segment/sam/samPrompt.ts';
import { promptBatchedDecoder, promptSingleDecoder } from '../fixtures/tinyPromptSam.ts';
import { tinyEncoder, tinyParts, tinySam } from '../fixtures/tinySam.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kshot-prompts-'));
const runtime = new Runtime({ provider: 'cpu', threads: 1 });
afterAll(() => runtime.dispose());

const file = path.join(folder, 'parts.png');
const write = ({ width, height, data }: RgbImage): void => {
  writeFileSync(file, encode({ width, height, data, channels: 3, depth: 8 }));
};
const click = (...points: [number, number, boolean?][]): SamPrompt => ({
  points: points.map(([x, y, positive = true]) => ({ x, y, positive })),
  box: null,
});
const models = {
  single: tinySam(folder, 'single', { encoder: tinyEncoder(), decoder: promptSingleDecoder() }),
  batched: tinySam(folder, 'batched', { encoder: tinyEncoder(), decoder: promptBatchedDecoder() }),
  onePoint: tinySam(folder, 'one', { encoder: tinyEncoder(), decoder: promptBatchedDecoder(1) }),
};

let cache: CacheStore;
let prompts: PromptMasks;
let runs: { encoder: number; decoder: number };
beforeEach(async () => {
  write(tinyParts());
  const place = mkdtempSync(path.join(folder, 'cache-'));
  cache = await CacheStore.open({ folders: [place], maxBytes: 1e9, onWarning: () => undefined });
  prompts = new PromptMasks();
  runs = { encoder: 0, decoder: 0 };
  const run: ModelSession['run'] = Reflect.get(ModelSession.prototype, 'run');
  vi.spyOn(ModelSession.prototype, 'run').mockImplementation(function (this: ModelSession, ...args) {
    runs[this.inputs.some(({ name }) => name === 'pixel_values') ? 'encoder' : 'decoder']++;
    return run.apply(this, args);
  });
});
afterEach(() => {
  prompts.dispose();
  vi.restoreAllMocks();
});

function networkOf(name: keyof typeof models): LazyNetwork<SamNetwork> {
  return new LazyNetwork(name, (signal) => openSam(runtime, models[name], signal));
}

const single = networkOf('single');
const ask = (prompt: SamPrompt, network = single, signal?: AbortSignal): Promise<Mask | null> =>
  prompts.mask(file, prompt, { network, cache }, signal);

/** Of the blue part, 60 … 84 × 30 … 54 in an image that the network sees at two thirds of its size. */
const BLUE = { x: 72, y: 42 };
/** Whether a mask is the blue part, give or take half a cell of the network's (3 px): its box, and what it holds. */
function isBlue(mask: Mask): boolean {
  const { x, y, width, height } = mask;
  const ends = [x - 60, y - 30, x + width - 84, y + height - 54];
  return ends.every((off) => Math.abs(off) <= 3) && maskArea(mask) > 24 * 24;
}

describe('clicks', () => {
  it('embed an image once: each further one runs the decoder, once', async () => {
    await ask(click([BLUE.x, BLUE.y]));
    expect(runs).toEqual({ encoder: 1, decoder: 1 });
    await ask(click([BLUE.x, BLUE.y], [15, 33]));
    expect(runs).toEqual({ encoder: 1, decoder: 2 });
    await ask(click([BLUE.x, BLUE.y], [15, 33], [30, 24, false]));
    expect(runs).toEqual({ encoder: 1, decoder: 3 });
    await ask(click([BLUE.x, BLUE.y])); // taken back
    expect(runs).toEqual({ encoder: 1, decoder: 3 });
  });

  it('are in pixels of the image, whatever size the network sees', async () => {
    const mask = (await ask(click([BLUE.x, BLUE.y])))!;
    expect(isBlue(mask)).toBe(true);
  });

  it('give the same mask when the one before was never answered', async () => {
    const clicks = click([15, 33], [72, 42], [30, 24, false]);
    const inTurn = [];
    for (let n = 1; n <= 3; n++) inTurn.push(await ask({ ...clicks, points: clicks.points.slice(0, n) }));
    prompts = new PromptMasks();
    expect(await ask(clicks)).toEqual(inTurn.at(-1));
  });

  it('find embeddings in the cache, and give the same', async () => {
    const before = await ask(click([30, 24]));
    prompts = new PromptMasks();
    expect(await ask(click([30, 24]))).toEqual(before);
    expect(runs).toEqual({ encoder: 1, decoder: 2 });
  });

  it('embed an image anew once its file is another', async () => {
    await ask(click([BLUE.x, BLUE.y]));
    const { width, height, data } = tinyParts();
    write({ width, height, data: data.map((value) => 255 - value) });
    utimesSync(file, 1000, 2000);
    await ask(click([BLUE.x, BLUE.y]));
    expect(runs.encoder).toBe(2);
  });

  it('of which two come at once embed once; one that is cancelled leaves the embedding to the next', async () => {
    const stop = new AbortController();
    const former = ask(click([15, 33]), single, stop.signal);
    const next = ask(click([BLUE.x, BLUE.y]));
    stop.abort();
    await expect(former).rejects.toMatchObject({ code: 'cancelled' });
    expect(isBlue((await next)!)).toBe(true);
    expect(runs).toEqual({ encoder: 1, decoder: 1 });
  });

  it('mean nothing where none is inside', async () => {
    expect(await ask(click([15, 33, false]))).toBeNull();
    expect(await ask({ points: [], box: null })).toBeNull();
    expect(runs).toEqual({ encoder: 0, decoder: 0 });
  });

  it('on an image that is not there say so, and again once it is', async () => {
    const gone = path.join(folder, 'gone.png');
    const asking = prompts.mask(gone, click([1, 1]), { network: single, cache });
    await expect(asking).rejects.toMatchObject({ code: 'image-missing' });
    const { width, height, data } = tinyParts();
    writeFileSync(gone, encode({ width, height, data, channels: 3, depth: 8 }));
    expect(await prompts.mask(gone, click([BLUE.x, BLUE.y]), { network: single, cache })).not.toBeNull();
  });
});

describe('an export that knows no boxes', () => {
  const batched = networkOf('batched');

  it('answers a box with the mask that fills it', async () => {
    const mask = (await ask({ points: [], box: { x0: 58, y0: 28, x1: 86, y1: 56 } }, batched))!;
    expect(isBlue(mask)).toBe(true);
    const red = (await ask({ points: [], box: { x0: 11, y0: 11, x1: 49, y1: 37 } }, batched))!;
    expect([maskHas(red, 15, 33), maskHas(red, BLUE.x, BLUE.y)]).toEqual([true, false]);
    expect(runs.encoder).toBe(1);
  });

  it('and one point a prompt alone is asked for no more', async () => {
    const onePoint = networkOf('onePoint');
    expect(await ask(click([BLUE.x, BLUE.y]), onePoint)).toEqual(await ask(click([BLUE.x, BLUE.y]), batched));
    await expect(ask(click([BLUE.x, BLUE.y], [15, 33]), onePoint)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/one-decoder\.onnx.*exported for one/) as string,
    });
  });
});

describe('the model that answers clicks', () => {
  const store = path.join(folder, 'store');
  const install = (id: string, decoder: Uint8Array): void => {
    const place = path.join(store, id);
    mkdirSync(place, { recursive: true });
    const { manifest } = tinySam(place, 'tiny', { encoder: tinyEncoder(), decoder });
    const files = Object.entries(manifest.files).map(([role, { path: name }]) => {
      const sha256 = createHash('sha256')
        .update(readFileSync(path.join(place, name)))
        .digest('hex');
      return [role, { path: name, sha256 }];
    });
    writeFileSync(
      path.join(place, 'manifest.json'),
      JSON.stringify({ ...manifest, id, files: Object.fromEntries(files) as unknown }),
    );
  };
  const engine = new Engine({
    modelsDir: path.join(folder, 'bundled'),
    storeDir: store,
    cacheDir: path.join(folder, 'c'),
    provider: 'cpu',
  });
  afterAll(() => engine.dispose());

  it('is the project’s, else the first that is installed', async () => {
    const project = path.join(folder, 'p.kshot.json');
    const name = (segmenter: unknown): void => {
      writeFileSync(project, JSON.stringify({ version: 1, references: [], images: ['*.png'], models: { segmenter } }));
    };
    name('tiny-b');
    expect(await engine.promptModel(project)).toBeNull();
    await expect(engine.promptMask(null, file, click([1, 1]))).rejects.toMatchObject({ code: 'model-missing' });
    install('tiny-a', promptSingleDecoder());
    install('tiny-b', promptBatchedDecoder());
    expect([await engine.promptModel(project), await engine.promptModel(null)]).toEqual(['tiny-b', 'tiny-a']);
    name('prototype');
    expect(await engine.promptModel(project)).toBe('tiny-a');
    name({ masks: 'labels/{path}.png', only: 'first', model: 'gone' });
    expect(await engine.promptModel(project)).toBe('tiny-a');
    const mask = (await engine.promptMask(project, file, click([BLUE.x, BLUE.y])))!;
    expect(isBlue(mask)).toBe(true);
    expect(await engine.promptMask(null, file, click([BLUE.x, BLUE.y]))).toEqual(mask);
    expect(runs.encoder).toBeGreaterThan(0);
  });
});
