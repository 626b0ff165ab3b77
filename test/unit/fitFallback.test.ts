/** A backbone that moves from a device to the CPU in the middle of the work, on the default models. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backbone, BackboneOutput } from '../../src/engine/backbone/backbone.ts';
import { readProject } from '../../src/engine/dataset/project.ts';
import { EngineResources } from '../../src/engine/engineResources.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { PipelineContext } from '../../src/engine/pipeline/context.ts';
import { fitProject } from '../../src/engine/pipeline/fitProject.ts';
import { ImageSource } from '../../src/engine/pipeline/imageSource.ts';
import { cachedScores, scoreImage } from '../../src/engine/pipeline/scoreImage.ts';
import { renderSample } from '../../src/engine/sample/renderSample.ts';

/** A backbone that describes so many images on a device, and moves to the CPU with the next. */
class MovingBackbone implements Backbone {
  /** Where each image was described. */
  readonly described: ('device' | 'cpu')[] = [];

  constructor(
    private readonly real: Backbone,
    private readonly images: number,
  ) {
    if (images === 0) this.providerName = 'cpu';
  }

  providerName = 'device';
  get key(): string {
    return `${this.real.key} ${this.providerName}`;
  }
  get inputSize(): number {
    return this.real.inputSize;
  }
  get tapSize(): number | null {
    return this.real.tapSize;
  }
  get batchSize(): number {
    return this.real.batchSize;
  }
  describe(image: RgbImage): Promise<BackboneOutput> {
    if (this.described.length >= this.images) this.providerName = 'cpu';
    this.described.push(this.providerName === 'cpu' ? 'cpu' : 'device');
    return this.real.describe(image);
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

describe('a backbone that moves to the CPU', () => {
  let root: string;
  let file: string;
  const opened: EngineResources[] = [];
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kshot-fallback-'));
    await renderSample(root, { count: 8 });
    file = path.join(root, 'p.kshot.json');
    const references = ['train/good/000.png', 'train/good/001.png', 'train/good/002.png'];
    const content = { version: 1, references, images: ['test/good/*'], features: { augment: 'off' } };
    await writeFile(file, JSON.stringify(content));
  }, 60_000);
  afterAll(async () => {
    for (const resources of opened) await resources.dispose();
    await rm(root, { recursive: true, force: true });
  });

  /** @param images described on the device, all by the same backbone. */
  async function context(cache: string, images: number): Promise<PipelineContext & { described: string[] }> {
    const cacheDir = path.join(root, cache);
    const resources = new EngineResources({ modelsDir: path.resolve('dist/models'), cacheDir, provider: 'cpu' });
    opened.push(resources);
    const own = await resources.open(await readProject(file), {});
    const backbone = new MovingBackbone(own.backbone, images);
    return { ...own, backbone, tapsBackbone: backbone, described: backbone.described };
  }

  it('in the middle of a fit: all is fitted on the CPU, and nothing is kept as the device’s', async () => {
    const moving = await context('fit', 2);
    const fitted = await fitProject(moving);
    const { fit } = fitted;
    expect(fitted.isCurrent()).toBe(true);
    expect(moving.described).toEqual(['device', 'device', 'cpu', 'cpu', 'cpu']);
    expect(fit).toEqual((await fitProject(await context('other', 0))).fit);
    expect((await fitProject(await context('fit', 0), { onlyCached: true }))?.fit).toEqual(fit);
    expect(await fitProject(await context('fit', Infinity), { onlyCached: true })).toBeNull();
  });

  it('after the fit: what is scored by both is told, and not kept', async () => {
    const moving = await context('score', 4);
    const fitted = await fitProject(moving);
    expect(moving.described).toEqual(['device', 'device', 'device']);
    expect(fitted.isCurrent()).toBe(true);
    const keptOf = async (cache: string, images: number): Promise<boolean[]> => {
      const again = await context(cache, images);
      const fit = await fitProject(again, { onlyCached: true });
      if (fit === null) return [];
      const sources = await Promise.all(names.map((name) => ImageSource.open(name, again)));
      return Promise.all(sources.map(async (source) => (await cachedScores(source, fit, again)) !== null));
    };
    const names = ['test/good/000.png', 'test/good/001.png'];
    for (const name of names) {
      const scores = await scoreImage(await ImageSource.open(name, moving), fitted, moving);
      expect(scores.raw.patch).toBeGreaterThan(0);
    }
    expect(moving.described.slice(3)).toEqual(['device', 'cpu']);
    expect(fitted.isCurrent()).toBe(false);
    expect(await keptOf('score', Infinity)).toEqual([true, false]);
    expect(await keptOf('score', 0)).toEqual([]);
    await fitted.dispose();
  });
});
