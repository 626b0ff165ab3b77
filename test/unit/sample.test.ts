import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectSchema } from '../../src/domain/projectFile.ts';
import { readLabelMap } from '../../src/engine/image/labelPng.ts';
import { defectConfigText } from '../../src/engine/sample/defectConfig.ts';
import { planImages, shareOut } from '../../src/engine/sample/plan.ts';
import { renderSampleImage } from '../../src/engine/sample/renderImage.ts';
import { renderSample } from '../../src/engine/sample/renderSample.ts';

interface ConfigEntry {
  defect_name: string;
  pixel_value: number;
  saturation_threshold: number;
  relative_saturation: boolean;
}

let root: string;
let sample: string;
const COUNT = 9;

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-sample-'));
  sample = path.join(root, 'parts');
  const steps: [number, number][] = [];
  const result = await renderSample(sample, { count: COUNT, onProgress: (done, total) => steps.push([done, total]) });
  expect(result).toEqual({ project: path.join(sample, 'sample.kshot.json'), images: 12 + COUNT });
  expect(steps).toHaveLength(12 + COUNT);
  expect(steps.at(-1)).toEqual([12 + COUNT, 12 + COUNT]);
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('the files of a sample', () => {
  test('lie as in MVTec LOCO AD, and leave nothing temporary', async () => {
    const files = await filesOf(sample);
    for (const { stem } of planImages(COUNT)) {
      expect(files).toContain(`${stem}.png`);
      expect(files).toContain(`labels/${stem}.png`);
    }
    expect(files).toContain('ground_truth/logical_anomalies/000/000.png');
    expect(files).toContain('ground_truth/structural_anomalies/000/000.png');
    expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('hold a project file with existing references and the default models', async () => {
    const text: unknown = JSON.parse(await readFile(path.join(sample, 'sample.kshot.json'), 'utf8'));
    const project = projectSchema.parse(text);
    expect(project.layout).toBe('mvtec-loco');
    expect(project.references).toHaveLength(4);
    expect(project.models.segmenter).toBe('prototype');
    expect(project.features.preset).toBe('challenge');
    const files = await filesOf(sample);
    for (const reference of project.references) expect(files).toContain(reference);
  });

  test('are the same bytes for the same seed, others for another', async () => {
    const [again, other] = [path.join(root, 'again'), path.join(root, 'other')];
    await renderSample(again, { count: 3 });
    await renderSample(other, { count: 3, seed: 7 });
    for (const file of await filesOf(again)) {
      const own = await digest(path.join(again, file));
      // A smaller sample holds the same first images as a larger one.
      expect(own, file).toBe(await digest(path.join(sample, file)));
      if (file.endsWith('good/000.png') && !file.startsWith('labels'))
        expect(own).not.toBe(await digest(path.join(other, file)));
    }
  });

  test('replace a former sample, but not what else lies there', async () => {
    const folder = path.join(root, 'former');
    await renderSample(folder, { count: 6 });
    await writeFile(path.join(folder, 'test/good/000.json'), '{}');
    await renderSample(folder, { count: 3 });
    const files = await filesOf(folder);
    expect(files).toContain('test/good/000.json');
    expect(files.filter((file) => file.startsWith('test/') && file.endsWith('.png'))).toEqual([
      'test/good/000.png',
      'test/logical_anomalies/000.png',
      'test/structural_anomalies/000.png',
    ]);
  });
});

describe('masks', () => {
  test('of classes hold the declared classes and no other, aligned with every part', async () => {
    const good = await readLabelMap(path.join(sample, 'labels/train/good/000.png'));
    expect([...new Set(good.data)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const file of await filesOf(path.join(sample, 'labels'))) {
      const { data } = await readLabelMap(path.join(sample, 'labels', file));
      expect(Math.max(...new Set(data)), file).toBeLessThanOrEqual(6);
    }
  });

  test('of defects hold exactly one value above 0, and the config names it', async () => {
    const config = JSON.parse(await readFile(path.join(sample, 'defects_config.json'), 'utf8')) as ConfigEntry[];
    const values = config.map((entry) => entry.pixel_value);
    expect(new Set(values).size).toBe(values.length);
    const truth = path.join(sample, 'ground_truth');
    for (const file of await filesOf(truth)) {
      const found = [...new Set((await readLabelMap(path.join(truth, file))).data)].filter((value) => value > 0);
      expect(found, file).toHaveLength(1);
      expect(values).toContain(found[0]);
    }
  });

  test('overlap in some image', async () => {
    const image = await renderSampleImage(
      { stem: 'test/structural_anomalies/001', group: 'structural_anomalies', index: 1 },
      0,
    );
    const [first, second] = image.channels.map(({ mask }) => mask.data);
    expect(first!.some((value, i) => value > 0 && second![i]! > 0)).toBe(true);
    expect(first!.some((value, i) => value > 0 && second![i] === 0)).toBe(true);
  });
});

test('an anomalous image differs from itself without its defect where the masks say, and almost nowhere else', async () => {
  for (const group of ['logical_anomalies', 'structural_anomalies'] as const) {
    for (let index = 0; index < 5; index++) {
      const stem = `test/${group}/00${index}`;
      const odd = await renderSampleImage({ stem, group, index }, 3);
      // The same streams, hence the same scene, camera and noise.
      const sound = await renderSampleImage({ stem, group: 'good', index }, 3);
      const marked = odd.labels.data.map((_, i) => (odd.channels.some(({ mask }) => mask.data[i]! > 0) ? 1 : 0));
      const covered = marked.reduce((sum, value) => sum + value, 0);
      expect(covered, stem).toBeGreaterThan(100);
      const [inside, outside] = [1, 0].map((side) => meanDifference(odd.photo.data, sound.photo.data, marked, side));
      expect(inside!, stem).toBeGreaterThan(5 * outside!);
    }
  }
});

/** Mean absolute difference of two images' values over the pixels whose mark is `side`. */
function meanDifference(a: Uint8Array, b: Uint8Array, marked: Uint8Array, side: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < marked.length; i++) {
    if (marked[i] !== side) continue;
    for (let c = 0; c < 3; c++) sum += Math.abs(a[3 * i + c]! - b[3 * i + c]!);
    count += 3;
  }
  return sum / count;
}

describe('renderSample refuses', () => {
  test('a folder with anything but a former sample', async () => {
    const folder = path.join(root, 'foreign');
    await renderSample(folder, { count: 3 });
    await rm(path.join(folder, 'sample.kshot.json'));
    const before = await filesOf(folder);
    await expect(renderSample(folder)).rejects.toMatchObject({ code: 'project-exists' });
    expect(await filesOf(folder)).toEqual(before);
  });

  test('to go on when cancelled, and can be run again in the same place', async () => {
    const folder = path.join(root, 'cancelled');
    const controller = new AbortController();
    const running = renderSample(folder, {
      count: 3,
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect((await renderSample(folder, { count: 3 })).images).toBe(15);
  });
});

test('a count is shared out in proportion, with every kind of defect as soon as there is room', () => {
  expect(shareOut(52)).toEqual({ good: 20, logical_anomalies: 20, structural_anomalies: 12 });
  expect(shareOut(0)).toEqual({ good: 1, logical_anomalies: 1, structural_anomalies: 1 });
  for (let count = 3; count < 200; count++) {
    const shares = shareOut(count);
    expect(Object.values(shares).reduce((sum, value) => sum + value, 0)).toBe(count);
    expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(1);
    if (count >= 9) expect(shares.logical_anomalies >= 5 && shares.structural_anomalies >= 3).toBe(true);
  }
});

test('relative thresholds are written with their point, absolute ones without', () => {
  for (const block of defectConfigText().split('},')) {
    const written = /"saturation_threshold": ([\d.]+)/.exec(block)![1]!;
    expect(written.includes('.')).toBe(block.includes('"relative_saturation": true'));
  }
});
