/** Projects on networks of all three kinds (tiny ones), through the built command line: fit, score, label maps, mistakes. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitSummary, ImageRecord, ScoreRecord } from '../../src/domain/records.ts';
import { encodePng } from '../../src/engine/image/encode.ts';
import { readLabelMap } from '../../src/engine/image/labelPng.ts';
import type { LabelMap } from '../../src/engine/image/rgbImage.ts';
import { installTinyModels } from '../fixtures/modelStore.ts';
import { picture } from '../fixtures/tinyDeaot.ts';
import type { Part } from '../fixtures/tinyDeaot.ts';
import { kshot } from './kshot.ts';

const [WIDTH, HEIGHT] = [384, 288];
/** Four parts whose sizes differ; the small one lies inside the red one. */
const parts = { red: [250, 10, 10], blue: [10, 10, 250], white: [250, 250, 250], green: [10, 250, 10] } as const;
type PartName = keyof typeof parts;
const sizes: Record<PartName, [number, number]> = { red: [144, 120], blue: [96, 96], white: [72, 96], green: [48, 48] };
type Places = Partial<Record<PartName, [number, number]>>;

/** Where the parts lie in each image; `odd` lacks the blue part. */
const scenes: Record<string, Places> = {
  'first.png': { red: [24, 24], green: [72, 48], blue: [240, 24], white: [264, 168] },
  'second.png': { red: [24, 120], green: [96, 144], blue: [216, 48], white: [288, 168] },
  'third.png': { red: [48, 48], green: [72, 72], blue: [264, 24], white: [240, 168] },
  'odd.png': { red: [24, 72], green: [72, 96], white: [264, 144] },
};

let root: string;
let store: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-networks-'));
  store = path.join(root, 'store');
  installTinyModels(store);
  for (const [name, places] of Object.entries(scenes)) await writeFile(path.join(root, name), await drawn(places));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function rectangles(places: Places): Part[] {
  return (Object.keys(parts) as PartName[]).flatMap((name, index) => {
    const place = places[name];
    if (place === undefined) return [];
    const [width, height] = sizes[name];
    return [{ x: place[0], y: place[1], width, height, colour: parts[name], label: index + 1 }];
  });
}

const grey: Part = { x: 0, y: 0, width: WIDTH, height: HEIGHT, colour: [128, 128, 128], label: 0 };

function drawn(places: Places): Promise<Uint8Array> {
  return encodePng(picture(WIDTH, HEIGHT, [grey, ...rectangles(places)]).image);
}

/** The class at each part's lower right corner region, where nothing lies on top of it. */
function classesAt({ width, data }: LabelMap, places: Places): Partial<Record<PartName, number>> {
  return Object.fromEntries(
    (Object.keys(places) as PartName[]).map((name) => {
      const [x, y] = places[name]!;
      const [w, h] = sizes[name];
      return [name, data[(y + h - 12) * width + x + w - 12]!];
    }),
  );
}

async function project(name: string, models: object, features: object = { augment: 'off' }): Promise<string> {
  const file = path.join(root, `${name}.kshot.json`);
  const references = ['first.png', 'second.png', 'third.png'];
  await writeFile(file, JSON.stringify({ version: 1, references, images: ['*.{png,webp}'], models, features }));
  return file;
}

const run = (...args: string[]) => kshot(args, { env: { KSHOT_MODELS: store } });

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...args, '--json');
  if (code !== 0) throw new Error(`kshot ${args.join(' ')} exited ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

async function labelMaps(file: string): Promise<Record<string, LabelMap>> {
  const out = path.join(root, `${path.basename(file, '.kshot.json')}-maps`);
  await json('segment', file, '--out', out);
  const maps: Record<string, LabelMap> = {};
  for (const name of Object.keys(scenes)) maps[name] = await readLabelMap(path.join(out, name));
  return maps;
}

const base = { backbone: 'tiny-vit', segmenter: 'tiny-sam' };

describe('segments carried from the first reference', () => {
  it.each([
    ['deaot', 'tiny-deaot'],
    ['deaot that remembers all', { model: 'tiny-deaot', memory: 'all' }],
    ['deaot refined by own segments', { model: 'tiny-deaot', refine: 'segments' }],
    ['hungarian', 'hungarian'],
    ['nearest', 'nearest'],
  ])('%s: a part has one number in all images', async (name, aligner) => {
    const file = await project(name.replaceAll(' ', '-'), { ...base, aligner });
    const maps = await labelMaps(file);
    const first = classesAt(maps['first.png']!, scenes['first.png']!);
    const numbers = Object.values(first);
    expect(numbers).not.toContain(0);
    expect(new Set(numbers).size).toBe(4);
    for (const [image, places] of Object.entries(scenes)) {
      const map = maps[image]!;
      expect([map.width, map.height]).toEqual([WIDTH, HEIGHT]);
      expect(map.data[0]).toBe(0); // grey
      const expected = Object.fromEntries((Object.keys(places) as PartName[]).map((part) => [part, first[part]]));
      expect({ image, ...classesAt(map, places) }).toEqual({ image, ...expected });
    }
    expect(Array.from(maps['odd.png']!.data)).not.toContain(first.blue);
  });

  it('patches vote: every class is one of the first reference', async () => {
    const maps = await labelMaps(await project('votes', { ...base, aligner: 'prototype' }));
    const known = new Set([0, ...maps['first.png']!.data]);
    for (const map of Object.values(maps))
      expect([...new Set(map.data)].filter((label) => !known.has(label))).toEqual([]);
  });

  it("the first reference's map may be a file", async () => {
    await mkdir(path.join(root, 'labels'), { recursive: true });
    const { map } = picture(
      WIDTH,
      HEIGHT,
      rectangles(scenes['first.png']!).map((part) => ({ ...part, label: part.label + 4 })),
    );
    await writeFile(path.join(root, 'labels/first.png'), await encodePng(map));
    const segmenter = { masks: 'labels/{path}.png', only: 'first' };
    const maps = await labelMaps(await project('corrected', { ...base, segmenter, aligner: 'tiny-deaot' }));
    expect(maps['first.png']!.data).toEqual(map.data);
    for (const [image, places] of Object.entries(scenes)) {
      const expected = { red: 5, blue: 6, white: 7, green: 8 };
      const wanted = Object.fromEntries((Object.keys(places) as PartName[]).map((part) => [part, expected[part]]));
      expect({ image, ...classesAt(maps[image]!, places) }).toEqual({ image, ...wanted });
    }
  });

  it('fits and scores, the odd image highest; a second run says the same', async () => {
    const features = { preset: 'seven', augment: 'off' };
    const file = await project('scored', { ...base, aligner: 'tiny-deaot' }, features);
    const fit = await json<FitSummary>('fit', file);
    expect(fit.classes).toHaveLength(4);
    const cold = (await json<ImageRecord[]>('score', file)) as ScoreRecord[];
    const totals = Object.fromEntries(cold.map(({ image, score }) => [image, score]));
    expect(Math.max(...Object.values(totals))).toBe(totals['odd.png']);
    const warm = (await json<ImageRecord[]>('score', file)) as ScoreRecord[];
    expect(warm.map(({ score }) => score)).toEqual(cold.map(({ score }) => score));
  });
});

describe('mistakes', () => {
  const refused = async (name: string, models: object): Promise<string> => {
    const { code, stderr } = await run('fit', await project(name, models));
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr;
  };

  it.each([
    [
      'an aligner that compares segments where there are none',
      { ...base, segmenter: { masks: 'labels/{path}.png', only: 'first' }, aligner: 'nearest' },
      /nearest compares each image's own segments.*Name one beside the masks/,
    ],
    [
      'a segmenter that is a backbone',
      { ...base, segmenter: 'tiny-vit' },
      /Expected a segmenter called tiny-vit; it is a backbone/,
    ],
    [
      'an aligner that there is not',
      { ...base, aligner: 'deaot-xl' },
      /Expected a model called deaot-xl.*Known: .*tiny-deaot/,
    ],
    [
      'a model that is not installed',
      { ...base, backbone: 'dinov2-base' },
      /not installed\. Get it: kshot models pull dinov2-base/,
    ],
    [
      'one that nobody publishes',
      { ...base, aligner: 'deaot-s' },
      /not installed\. To get it, .*deaot\.py --variant deaots/,
    ],
  ])('%s', async (name, models, message) => {
    expect(await refused(name.replaceAll(' ', '-'), models)).toMatch(message);
  });

  it('an aligner that is not used: a warning, and the work goes on', async () => {
    const { code, stderr } = await run('fit', await project('idle', { backbone: 'tiny-vit', aligner: 'tiny-deaot' }));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /the aligner tiny-deaot is not used: the segmenter prototype gives every image the same classes/,
    );
  });

  it('a first label map without a class', async () => {
    await mkdir(path.join(root, 'empty'), { recursive: true });
    const nothing = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) };
    await writeFile(path.join(root, 'empty/first.png'), await encodePng(nothing));
    const segmenter = { masks: 'empty/{path}.png', only: 'first' };
    const message = await refused('empty', { ...base, segmenter, aligner: 'tiny-deaot' });
    expect(message).toMatch(/first\.png; its label map holds none\. Draw its parts in .*empty/);
  });

  it('two images that would have one label map', async () => {
    await writeFile(path.join(root, 'first.webp'), await drawn(scenes['odd.png']!));
    const file = await project('alike', { backbone: 'tiny-vit' });
    const images = ['first.png', 'first.webp'];
    const { code, stderr } = await run('segment', file, ...images, '--out', path.join(root, 'alike'));
    await rm(path.join(root, 'first.webp'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/first\.png and first\.webp would have one label map/);
  });

  it('a graph with other inputs than its kind has: the file is named', async () => {
    const wrong = path.join(root, 'wrong');
    installTinyModels(wrong);
    const decoder = path.join(wrong, 'tiny-sam', 'manifest.json');
    const manifest = JSON.parse(await readFile(decoder, 'utf8')) as { files: Record<string, unknown> };
    manifest.files = { encoder: manifest.files.decoder, decoder: manifest.files.encoder };
    await writeFile(decoder, JSON.stringify(manifest));
    const file = await project('swapped', { ...base, aligner: 'tiny-deaot' });
    const { code, stderr } = await kshot(['fit', file], { env: { KSHOT_MODELS: wrong } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/decoder\.onnx/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
