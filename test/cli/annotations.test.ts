/** `kshot annotations` as a user runs it, on a rendered sample with its own ground truth. */
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXCHANGE_FILE, EXCHANGE_FORMATS } from '../../src/domain/annotations/exchange.ts';
import type { ExchangeReport, ImportReport } from '../../src/domain/annotations/exchange.ts';
import { kshot, kshotJson } from './kshot.ts';

let root: string;
let sample: string;
let project: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-cli-'));
  sample = path.join(root, 'sample');
  project = (await kshotJson<{ project: string }>('sample', sample, '--count', '10')).project;
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Label files below the sample, by their path. */
async function labelFiles(): Promise<string[]> {
  const names = await readdir(path.join(sample, 'test'), { recursive: true });
  return names.filter((name) => name.endsWith('.json')).sort();
}

describe('kshot annotations', () => {
  it('imports the ground truth of LOCO, dry first', async () => {
    const args = ['annotations', 'import', project, sample, '--format', 'loco'];
    const dry = await kshotJson<ImportReport>(...args, '--dry-run');
    expect(await labelFiles()).toEqual([]);
    const report = await kshotJson<ImportReport>(...args);
    expect(report).toEqual(dry);
    expect(report).toMatchObject({ images: 10, lost: [] });
    expect(report.regions).toBeGreaterThan(7);
    expect(await labelFiles()).toHaveLength(10);
    const again = await kshot(args);
    expect(again.stdout).toBe('Imported 0 regions in 0 images; 10 images stay as before.\n');
  });

  it('exports in every format, and brings back into an empty copy what the format holds', async () => {
    for (const format of EXCHANGE_FORMATS) {
      const out = path.join(root, `${format}${EXCHANGE_FILE[format] === null ? '' : `.${EXCHANGE_FILE[format]}`}`);
      const report = await kshotJson<ExchangeReport>(
        'annotations',
        'export',
        project,
        '--format',
        format,
        '--out',
        out,
      );
      expect(Object.keys(report)).toEqual(['images', 'regions', 'lost']);
      expect(report.images).toBe(10);
      const copy = path.join(root, `copy-${format}`);
      await cp(sample, copy, { recursive: true, filter: (name) => !/[/\\]\d+\.json$/.test(name) });
      const into = path.join(copy, path.basename(project));
      const back = await kshotJson<ImportReport>('annotations', 'import', into, out, '--format', format);
      expect([format, back.lost]).toEqual([format, []]);
      const isWhole = report.lost.length === 0;
      expect(isWhole).toBe(['coco', 'loco', 'datumaro', 'labelme'].includes(format));
      if (!isWhole) continue;
      for (const name of await labelFiles()) {
        const [before, after] = await Promise.all(
          [sample, copy].map(async (folder) => readFile(path.join(folder, 'test', name), 'utf8')),
        );
        expect(after).toBe(before);
      }
    }
  });

  it('prints figures, and losses by reason', async () => {
    const out = path.join(root, 'verdicts.csv');
    const { code, stdout } = await kshot(['annotations', 'export', project, '--format', 'csv', '--out', out]);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`Exported 10 images with 0 regions to ${out}.`);
    expect(lines[1]).toBe('Not carried over as it was:');
    expect(lines[2]).toBe('  the format holds verdicts alone: the region is left out');
    expect(lines[3]).toMatch(/^ {4}\d+ regions in 8 images: test\/logical_anomalies\/000\.png, .* and 3 more$/);
    expect(await readFile(out, 'utf8')).toMatch(/^image,verdict,labels,regions\ntest\/good\/000\.png,good,,0\n/);
  });

  it('says what is wrong with its arguments', async () => {
    const wrong: [string[], RegExp][] = [
      [['export', project, '--out', path.join(root, 'x')], /required option '--format <name>'/],
      [['export', project, '--format', 'voc', '--out', path.join(root, 'x')], /Allowed choices are coco, yolo/],
      [['export', project, '--format', 'coco'], /required option '--out <path>'/],
      [['import', project, sample, '--format', 'loco', '--mode', 'add'], /Allowed choices are merge, replace, skip/],
      [
        ['import', project, path.join(root, 'gone'), '--format', 'yolo'],
        /Expected a folder with yolo annotations at .*gone/,
      ],
      [['import', project, project, '--format', 'coco'], /images with "id" and "file_name"/],
      [['export', project, '--format', 'yolo', '--out', sample], /is not empty .* --force/],
      [
        ['export', path.join(root, 'no.kshot.json'), '--format', 'coco', '--out', 'x'],
        /Could not read the project file/,
      ],
    ];
    for (const [args, message] of wrong) {
      const { code, stderr, stdout } = await kshot(['annotations', ...args]);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stdout).toBe('');
    }
  });

  it('exits 1 where a label file cannot be read, and leaves it', async () => {
    const file = path.join(sample, 'test/good/000.json');
    const before = await readFile(file, 'utf8');
    const damaged = before.slice(0, 40);
    await writeFile(file, damaged);
    const out = path.join(root, 'partly.json');
    const { code, stderr } = await kshot(['annotations', 'export', project, '--format', 'coco', '--out', out]);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: ${file}: expected JSON`);
    const { images } = JSON.parse(await readFile(out, 'utf8')) as { images: unknown[] };
    expect(images).toHaveLength(9);
    const imported = await kshot(['annotations', 'import', project, sample, '--format', 'loco']);
    expect(imported.stdout).toContain(file);
    expect(await readFile(file, 'utf8')).toBe(damaged);
    await writeFile(file, before);
  });
});
