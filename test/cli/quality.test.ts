/**
 * Detection quality on real photos, where they are there: KSHOT_TEST_DATA, or ../shared/data, with a folder `aliens` laid out like
 * MVTec AD. The floors are those that docs/results.md promises.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/domain/records.ts';
import { kshotJson } from './kshot.ts';

const photos = path.resolve(process.env.KSHOT_TEST_DATA ?? '../shared/data', 'aliens');
const there = existsSync(path.join(photos, 'train/good'));
let root: string;

if (!there)
  console.warn(
    `NOT RUN: detection quality on photos needs ${photos}; set KSHOT_TEST_DATA to a folder with "aliens" in MVTec AD layout.`,
  );

async function evaluate(references: string[], preset: string): Promise<number> {
  const project = path.join(root, `${references.length}-${preset}.kshot.json`);
  await writeFile(
    project,
    JSON.stringify({ version: 1, layout: 'mvtec-ad', references, images: ['test/**/*.png'], features: { preset } }),
  );
  return (await kshotJson<Evaluation>('eval', project)).auroc!;
}

describe.runIf(there)('image AUROC on photos of a moulded figure', () => {
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kshot-quality-'));
    for (const name of ['train', 'test']) await symlink(path.join(photos, name), path.join(root, name));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is at least 0.985 with the first four references', async () => {
    const references = [1, 2, 3, 4].map((i) => `train/good/${i}.png`);
    const scores = [await evaluate(references, 'challenge'), await evaluate(references, 'seven')];
    expect(Math.max(...scores)).toBeGreaterThanOrEqual(0.985);
  });

  it('is at least 0.95 with the first reference alone', async () => {
    const scores = [await evaluate(['train/good/1.png'], 'challenge'), await evaluate(['train/good/1.png'], 'seven')];
    expect(Math.max(...scores)).toBeGreaterThanOrEqual(0.95);
  });
});

describe('image AUROC on the rendered sample', () => {
  let sample: string;
  beforeAll(async () => {
    sample = await mkdtemp(path.join(tmpdir(), 'kshot-quality-'));
    await kshotJson('sample', path.join(sample, 's'));
  });
  afterAll(() => rm(sample, { recursive: true, force: true }));

  const groups = async (name: string, changes: object): Promise<Evaluation> => {
    const file = JSON.parse(await readFile(path.join(sample, 's/sample.kshot.json'), 'utf8')) as object;
    const project = path.join(sample, 's', `${name}.kshot.json`);
    await writeFile(project, JSON.stringify({ ...file, ...changes }));
    return kshotJson<Evaluation>('eval', project);
  };

  it('is at least 0.95 on logical and on structural anomalies with the default models', async () => {
    const seven = await groups('seven', { features: { preset: 'seven' } });
    expect(seven.groups.logical_anomalies!.auroc).toBeGreaterThanOrEqual(0.95);
    expect(seven.groups.structural_anomalies!.auroc).toBeGreaterThanOrEqual(0.95);
  });

  it('with exact masks the class features alone find the logical anomalies, and patches alone do not', async () => {
    const models = { segmenter: { masks: 'labels/{path}.png' } };
    const classOnly = await groups('classes', {
      models,
      features: { preset: 'seven', factors: { patch: 0, classPatch: 0, foreground: 0 } },
    });
    expect(classOnly.groups.logical_anomalies!.auroc).toBeGreaterThanOrEqual(0.95);
    expect(classOnly.perFeature.patch.groups.logical_anomalies!.auroc).toBeLessThan(0.95);
  });
});
