/** Rotations through the whole pipeline, on the default models: the rendered sample as it is, and turned by angles of its own. */
import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATCH_FEATURES } from '../../src/domain/features.ts';
import type { FitSummary, ScoreRecord } from '../../src/domain/records.ts';
import { Engine } from '../../src/engine/engine.ts';
import { decodeBuffer } from '../../src/engine/image/decode.ts';
import { rotateImage } from '../../src/engine/image/rotate.ts';
import { pipelineOf } from '../fixtures/images.ts';

type Augment = 'off' | 'rotations' | 'auto';

describe('features.augment', () => {
  let root: string;
  let engine: Engine;
  const newEngine = (cache: string): Engine =>
    new Engine({ modelsDir: path.resolve('dist/models'), cacheDir: path.join(root, cache), provider: 'cpu' });

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kshot-augment-'));
    engine = newEngine('cache');
    await engine.renderSample(path.join(root, 'upright'), { count: 8 });
    const folders = ['train/good', 'test/good'];
    for (const [f, folder] of folders.entries()) {
      await mkdir(path.join(root, 'turned', folder), { recursive: true });
      const names = (await readdir(path.join(root, 'upright', folder))).sort();
      for (const [i, name] of names.entries()) {
        const bytes = await readFile(path.join(root, 'upright', folder, name));
        const turned = rotateImage(await decodeBuffer(bytes, name), 70 * f + 105 * i);
        await pipelineOf(turned)
          .png()
          .toFile(path.join(root, 'turned', folder, name));
      }
    }
  }, 120_000);
  afterAll(async () => {
    await engine.dispose();
    await rm(root, { recursive: true, force: true });
  });

  async function project(set: 'upright' | 'turned', augment: Augment, shots: number): Promise<string> {
    const file = path.join(root, set, `${augment}${shots}.kshot.json`);
    const names = (await readdir(path.join(root, set, 'train/good'))).sort().slice(0, shots);
    const references = names.map((name) => `train/good/${name}`);
    const content = { version: 1, references, images: ['test/good/*'], features: { preset: 'seven', augment } };
    await writeFile(file, JSON.stringify(content));
    return file;
  }
  const fit = async (set: 'upright' | 'turned', augment: Augment, shots: number): Promise<FitSummary> =>
    engine.fit(await project(set, augment, shots));
  const score = async (set: 'upright' | 'turned', augment: Augment, shots: number): Promise<ScoreRecord[]> =>
    (await engine.score(await project(set, augment, shots))) as ScoreRecord[];
  const withoutSeconds = (records: readonly ScoreRecord[]): unknown[] => records.map((one) => ({ ...one, seconds: 0 }));

  it('auto: off where everything is upright, and then exactly off', async () => {
    const auto = await fit('upright', 'auto', 2);
    expect(auto.augment).toBe('off');
    const off = await fit('upright', 'off', 2);
    expect(auto.features).toEqual(off.features);
    expect(withoutSeconds(await score('upright', 'auto', 2))).toEqual(withoutSeconds(await score('upright', 'off', 2)));
  }, 120_000);

  it('auto: on where objects lie at any angle; it lowers the patch features and leaves the others alone', async () => {
    const auto = await fit('turned', 'auto', 2);
    expect(auto.augment).toBe('rotations');
    const rotations = await fit('turned', 'rotations', 2);
    expect(rotations.features).toEqual(auto.features);
    const off = await fit('turned', 'off', 2);
    expect(off.augment).toBe('off');
    expect(auto.features.patch.weight).toBeLessThan(0.7 * off.features.patch.weight);
    const [turned, plain] = [await score('turned', 'auto', 2), await score('turned', 'off', 2)];
    turned.forEach(({ features }, i) => {
      for (const name of PATCH_FEATURES) expect(features[name].raw).toBeLessThanOrEqual(plain[i]!.features[name].raw);
      expect(features.patch.raw).toBeLessThan(plain[i]!.features.patch.raw);
      for (const name of ['embedding', 'histogram', 'color', 'location'] as const)
        expect(features[name].raw).toBe(plain[i]!.features[name].raw);
    });
  }, 120_000);

  it('auto with one reference: asks the unlabelled images; without any it stays off', async () => {
    expect((await fit('upright', 'auto', 1)).augment).toBe('off');
    expect((await fit('turned', 'auto', 1)).augment).toBe('rotations');
    const file = await project('turned', 'auto', 1);
    const content = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...content, images: ['nowhere/*'] }));
    expect((await engine.fit(file)).augment).toBe('off');
    // One that cannot be read has no say.
    await cp(path.join(root, 'turned/test/good'), path.join(root, 'turned/more'), { recursive: true });
    await writeFile(path.join(root, 'turned/more/broken.png'), 'no picture');
    await writeFile(file, JSON.stringify({ ...content, images: ['more/*'] }));
    expect((await engine.fit(file)).augment).toBe('rotations');
  }, 120_000);

  it('decides once for all classes and features of the same references', async () => {
    const file = await project('turned', 'auto', 2);
    const before = await engine.fit(file);
    const kept = async () => (await readdir(path.join(root, 'cache/cache/numbers'), { recursive: true })).length;
    const count = await kept();
    expect(count).toBeGreaterThan(0);
    await engine.setClasses(file, [{ id: 2, mergedInto: 1 }]);
    const merged = await engine.fit(file);
    expect(merged.augment).toBe(before.augment);
    expect(merged.features).not.toEqual(before.features);
    expect(await kept()).toBe(count);
  }, 120_000);

  it('scores the same from the cache as computed, and from another process', async () => {
    const first = await score('turned', 'rotations', 1);
    expect(withoutSeconds(await score('turned', 'rotations', 1))).toEqual(withoutSeconds(first));
    const fresh = newEngine('fresh');
    try {
      const file = await project('turned', 'rotations', 1);
      const computed = (await fresh.score(file)) as ScoreRecord[];
      expect(withoutSeconds(computed)).toEqual(withoutSeconds(first));
      // The fit from the cache, the scores not: the bank is built from what was kept of the rotations.
      const again = newEngine('fresh');
      await rm(path.join(root, 'fresh/cache/scores'), { recursive: true });
      const rebuilt = (await again.score(file).finally(() => again.dispose())) as ScoreRecord[];
      expect(withoutSeconds(rebuilt)).toEqual(withoutSeconds(first));
    } finally {
      await fresh.dispose();
    }
  }, 120_000);

  it('ends with the signal in the midst of the rotations', async () => {
    const stopped = newEngine('stopped');
    const abort = new AbortController();
    const file = await project('turned', 'rotations', 2);
    let done = 0;
    const options = {
      signal: abort.signal,
      onProgress: () => {
        done += 1;
        setImmediate(() => {
          abort.abort();
        });
      },
    };
    await expect(stopped.fit(file, options).finally(() => stopped.dispose())).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(done).toBe(1);
  }, 120_000);
});
