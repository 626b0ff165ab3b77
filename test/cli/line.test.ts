/** The main line on a small rendered sample, through the built command line. */
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../src/domain/features.ts';
import { isScored } from '../../src/domain/records.ts';
import type { Evaluation, FitSummary, ImageRecord, ScoreRecord } from '../../src/domain/records.ts';
import type { DoctorReport } from '../../src/domain/doctor.ts';
import type { FeatureReport } from '../../src/engine/engineTypes.ts';
import { kshot, kshotJson } from './kshot.ts';

let root: string;
let project: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-cli-'));
  const made = await kshotJson<{ project: string; images: number }>(
    'sample',
    path.join(root, 'sample'),
    '--count',
    '10',
  );
  project = made.project;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const withoutSeconds = (records: ImageRecord[]): unknown[] => records.map((record) => ({ ...record, seconds: 0 }));

describe('kshot', () => {
  it('fits: references, weights, classes, provider', async () => {
    const fit = await kshotJson<FitSummary>('fit', project);
    expect(fit.references).toHaveLength(4);
    expect(Object.keys(fit.features)).toEqual([...FEATURE_NAMES]);
    for (const name of FEATURE_NAMES) expect(fit.features[name].weight).toBeGreaterThan(0);
    expect(fit.classes.map(({ id }) => id)).toEqual(fit.classes.map((_, index) => index + 1));
    expect(fit.threshold).toBeGreaterThan(0);
    expect(fit.provider).toBe('cpu');
  });

  it('scores every image, the same from the cache as computed, in every format', async () => {
    const cold = await kshotJson<ImageRecord[]>('score', project, '--cache', path.join(root, 'fresh'));
    const warm = await kshotJson<ImageRecord[]>('score', project, '--cache', path.join(root, 'fresh'));
    expect(cold).toHaveLength(10);
    expect(withoutSeconds(warm)).toEqual(withoutSeconds(cold));
    const fit = await kshotJson<FitSummary>('fit', project);
    for (const record of cold as ScoreRecord[]) {
      const parts = FEATURE_NAMES.map((name) => record.features[name]);
      for (const part of parts) expect(part.normalized).toBeCloseTo(part.raw / part.weight, 6);
      const factors = parts.reduce((sum, { factor }) => sum + factor, 0);
      expect(record.score).toBeCloseTo(
        parts.reduce((sum, { factor, normalized }) => sum + factor * normalized, 0) / factors,
        6,
      );
      expect(record.verdict).toBe(record.score >= fit.threshold ? 'anomalous' : 'normal');
      expect(fit.references).toContain(record.nearestReference);
    }
    const lines = (await kshot(['score', project])).stdout.trim().split('\n');
    expect(withoutSeconds(lines.map((line) => JSON.parse(line) as ImageRecord)).length).toBe(10);
    const csv = path.join(root, 'scores.csv');
    expect((await kshot(['score', project, '--format', 'csv', '--out', csv])).code).toBe(0);
    expect((await readFile(csv, 'utf8')).trim().split('\n')).toHaveLength(11);
  });

  it('scores only what a glob matches, and writes maps of the image size', async () => {
    const maps = path.join(root, 'maps');
    const { code, stdout } = await kshot(['score', project, 'test/good/*', '--json', '--maps', maps]);
    expect(code).toBe(0);
    const records = JSON.parse(stdout) as ScoreRecord[];
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ image }) => image.startsWith('test/good/'))).toBe(true);
    const written = (await readdir(maps, { recursive: true })).filter((name) => name.endsWith('.tiff')).sort();
    expect(written).toEqual(records.map(({ image }) => image.replace('.png', '.tiff')));
  });

  it('takes images as a shell completes them from the working folder', async () => {
    const cwd = path.join(path.dirname(project), 'test');
    const { stdout } = await kshot(['score', project, 'good/000.png', path.join(cwd, 'good', '001.png')], { cwd });
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as ImageRecord).image);
    expect(names).toEqual(['test/good/000.png', 'test/good/001.png']);
  });

  it('evaluates: pooled, by group, by feature, with the floor', async () => {
    const evaluation = await kshotJson<Omit<Evaluation, 'errors'>>('eval', project);
    expect(Object.keys(evaluation)).toEqual([
      'images',
      'anomalous',
      'f1Floor',
      'threshold',
      'auroc',
      'aurocMean',
      'averagePrecision',
      'f1Max',
      'groups',
      'perFeature',
    ]);
    expect(evaluation.images).toBe(10);
    const { logical_anomalies: logical, structural_anomalies: structural } = evaluation.groups;
    expect(evaluation.aurocMean).toBeCloseTo((logical!.auroc! + structural!.auroc!) / 2, 12);
    expect(logical!.images + structural!.images).toBe(evaluation.anomalous);
    expect(evaluation.f1Floor).toBeCloseTo((2 * evaluation.anomalous) / (evaluation.images + evaluation.anomalous), 12);
    expect(Object.keys(evaluation.perFeature)).toEqual([...FEATURE_NAMES]);
  });

  it('changes the sum, not the raw scores, when the preset changes', async () => {
    const other = path.join(path.dirname(project), 'seven.kshot.json');
    const file = JSON.parse(await readFile(project, 'utf8')) as { features?: object };
    await writeFile(other, JSON.stringify({ ...file, features: { preset: 'seven', factors: { patch: 2 } } }));
    const [a, b] = await Promise.all([
      kshotJson<ScoreRecord[]>('score', project),
      kshotJson<ScoreRecord[]>('score', other),
    ]);
    expect(b.map(({ features }) => features.patch.raw)).toEqual(a.map(({ features }) => features.patch.raw));
    expect(b[0]!.features.patch.factor).toBe(2);
    expect(b[0]!.features.color.factor).toBe(1);
    expect(a[0]!.features.color.factor).toBe(0);
  });

  it('reports the features of one image, named from the project or from the working folder', async () => {
    const image = 'test/good/000.png';
    const report = await kshotJson<FeatureReport>('features', project, image);
    expect(report.patch.shape).toEqual([report.grid ** 2, 192]);
    const areas = report.histogram.reduce((sum, area) => sum + area, 0);
    expect(areas).toBeGreaterThan(0);
    expect(areas).toBeLessThanOrEqual(1 + 1e-9);
    const there = await kshot(['features', project, '000.png', '--json'], {
      cwd: path.join(path.dirname(project), 'test/good'),
    });
    expect(JSON.parse(there.stdout)).toEqual(report);
  });

  it('uses exact masks where the project names them', async () => {
    const masked = path.join(path.dirname(project), 'masked.kshot.json');
    const file = JSON.parse(await readFile(project, 'utf8')) as { models?: object };
    await writeFile(masked, JSON.stringify({ ...file, models: { segmenter: { masks: 'labels/{path}.png' } } }));
    const records = await kshotJson<ScoreRecord[]>('score', masked);
    expect(records.every((record) => isScored(record))).toBe(true);
    expect(records[0]!.classes.length).toBeGreaterThanOrEqual(5);
  });

  it('stops cleanly at Ctrl-C and goes on from the cache', async () => {
    const cache = path.join(root, 'interrupted');
    const first = await kshot(['score', project, '--cache', cache], {
      interruptWhen: (stdout) => stdout.split('\n').length > 3,
    });
    expect(first.code).toBe(130);
    const done = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ImageRecord);
    expect(done.length).toBeGreaterThanOrEqual(3);
    expect(done.length).toBeLessThan(10);
    const files = await readdir(path.join(cache, 'cache', 'scores'), { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile()).length).toBeGreaterThanOrEqual(3);
    const second = await kshotJson<ImageRecord[]>('score', project, '--cache', cache);
    expect(withoutSeconds(second).slice(0, done.length)).toEqual(withoutSeconds(done));
  });

  it('lets two processes share one cache', async () => {
    const cache = path.join(root, 'shared');
    const runs = await Promise.all([1, 2].map(() => kshotJson<ImageRecord[]>('score', project, '--cache', cache)));
    expect(withoutSeconds(runs[0]!)).toEqual(withoutSeconds(runs[1]!));
  });

  it('refits after the cache was deleted, with the same result', async () => {
    const before = await kshotJson<ImageRecord[]>('score', project);
    await rm(path.join(path.dirname(project), '.kshot'), { recursive: true });
    expect(withoutSeconds(await kshotJson<ImageRecord[]>('score', project))).toEqual(withoutSeconds(before));
  });

  it('makes a project of a folder, with references picked', async () => {
    const folder = path.join(root, 'plain');
    await cp(path.join(path.dirname(project), 'test/good'), folder, { recursive: true });
    const made = await kshotJson<{ project: string; references: string[] }>('init', folder, '--shots', '2');
    expect(made.references).toHaveLength(2);
    expect(await kshotJson<ImageRecord[]>('score', made.project)).not.toHaveLength(0);
  });

  it('says what it runs on', async () => {
    const report = await kshotJson<DoctorReport>('doctor');
    expect(report.providers.filter(({ chosen }) => chosen).map(({ provider }) => provider)).toEqual(['cpu']);
    expect(report.models).toContainEqual(expect.objectContaining({ id: 'mobilenet-v2', usable: true }));
    for (const { reason } of report.providers) expect(reason).not.toBe('');
  });
});
