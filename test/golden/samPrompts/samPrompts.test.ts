/** Clicks and boxes on a tiny SAM against the same arithmetic computed apart from the engine (make.py). */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import type { Mask } from '../../../src/domain/annotations/mask.ts';
import { CacheStore } from '../../../src/engine/cache/cacheStore.ts';
import { LazyNetwork } from '../../../src/engine/pipeline/lazyNetwork.ts';
import { PromptMasks } from '../../../src/engine/pipeline/promptMask.ts';
import { Runtime } from '../../../src/engine/runtime/runtime.ts';
import { openSam } from '../../../src/engine/segment/sam/samNetwork.ts';
import type { SamPrompt } from '../../../src/engine/segment/sam/samPrompt.ts';
import { promptBatchedDecoder, promptSingleDecoder } from '../../fixtures/tinyPromptSam.ts';
import { tinyEncoder, tinySam } from '../../fixtures/tinySam.ts';

interface Golden {
  image: { width: number; height: number; ground: number[]; parts: number[][] };
  cases: { name: string; prompt: SamPrompt; single: Mask; withoutFeedback: Mask; batched: Mask | null }[];
}

const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden.json'), 'utf8')) as Golden;
const folder = mkdtempSync(path.join(tmpdir(), 'kshot-prompts-'));
const runtime = new Runtime({ provider: 'cpu', threads: 1 });
const prompts = new PromptMasks();
afterAll(async () => {
  prompts.dispose();
  await runtime.dispose();
});

const image = path.join(folder, 'parts.png');
writeFileSync(image, drawn(golden.image));
const cache = CacheStore.open({ folders: [path.join(folder, 'cache')], maxBytes: 1e9, onWarning: () => undefined });

function drawn({ width, height, ground, parts }: Golden['image']): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(ground, 3 * i);
  for (const [x0, y0, x1, y1, ...colour] of parts as [number, number, number, number, ...number[]][]) {
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.set(colour, (y * width + x) * 3);
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

function networkOf(name: string, decoder: Uint8Array): LazyNetwork<Awaited<ReturnType<typeof openSam>>> {
  const model = tinySam(folder, name, { encoder: tinyEncoder(), decoder });
  return new LazyNetwork(name, (signal) => openSam(runtime, model, signal));
}

const single = networkOf('single', promptSingleDecoder());
const sized = networkOf('sized', promptSingleDecoder({ low: false }));
const batched = networkOf('batched', promptBatchedDecoder());

describe.each(golden.cases)('$name', ({ prompt, ...expected }) => {
  it('is answered as the original export does, fed with the mask before the last click', async () => {
    expect(await prompts.mask(image, prompt, { network: single, cache: await cache })).toEqual(expected.single);
  });

  it('is answered without the mask before where the graph does not give it', async () => {
    expect(await prompts.mask(image, prompt, { network: sized, cache: await cache })).toEqual(expected.withoutFeedback);
  });
});

it.each(golden.cases.filter((one) => one.batched !== null))(
  '$name is answered by the export for many prompts',
  async ({ prompt, batched: expected }) => {
    expect(await prompts.mask(image, prompt, { network: batched, cache: await cache })).toEqual(expected);
  },
);

it('tells masks with and without feedback apart', () => {
  const fed = golden.cases.filter(
    ({ single: one, withoutFeedback }) => JSON.stringify(one) !== JSON.stringify(withoutFeedback),
  );
  expect(fed.length).toBeGreaterThan(2);
});
