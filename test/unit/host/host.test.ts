import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES, byFeature } from '../../../src/domain/features.ts';
import type { Evaluation } from '../../../src/domain/records.ts';
import { browserShows } from '../../../src/host/editors/browserImage.ts';
import { chooseProject, imageName, imagePath, projectsAbove } from '../../../src/host/services/activeProject.ts';
import { percentDone } from '../../../src/host/services/progressShare.ts';
import { evaluationText } from '../../../src/host/views/evaluationText.ts';
import type { EvaluationWords } from '../../../src/host/views/evaluationText.ts';

describe('the active project of an image', () => {
  const candidates = ['/data/set/a.kshot.json', '/data/set/b.kshot.json', '/data/c.kshot.json'];
  it('is the nearest folder’s', () => {
    expect(chooseProject(candidates, ['/data/c.kshot.json'])).toBe('/data/set/a.kshot.json');
    expect(chooseProject([], ['/data/c.kshot.json'])).toBeUndefined();
  });
  it('is, of several there, the last used', () => {
    expect(chooseProject(candidates, ['/data/c.kshot.json', '/data/set/b.kshot.json'])).toBe('/data/set/b.kshot.json');
  });
  it('is looked for in its folder and above', () => {
    const all = ['/data/c.kshot.json', '/data/set/a.kshot.json', '/data/setting/d.kshot.json'];
    expect(projectsAbove('/data/set/test/1.png', all)).toEqual(['/data/set/a.kshot.json', '/data/c.kshot.json']);
  });
  it('names images by their path', () => {
    expect(imageName('/data/set/a.kshot.json', '/data/set/test/1.png')).toBe('test/1.png');
    expect(imagePath('/data/set/a.kshot.json', 'test/1.png')).toBe('/data/set/test/1.png');
  });
});

describe('browserShows', () => {
  const chunk = (name: string) => [0, 0, 0, 0, ...Buffer.from(name), 0, 0, 0, 0];
  const png = (depth: number, ...chunks: string[]) =>
    new Uint8Array(
      [0x89, 0x50, 0x4e, 0x47, ...Array<number>(20).fill(0), depth, ...Array<number>(8).fill(0)].concat(
        chunks.flatMap(chunk),
      ),
    );
  const jpeg = (components: number, bits = 8, frame = 0xc2) =>
    new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 4, 9, 9, 0xff, frame, 0, 17, bits, 0, 1, 0, 1, components, 0, 0, 0]);
  const webp = (kind: string, flags: number) =>
    new Uint8Array(Buffer.from(`RIFF0000WEBP${kind}0000${String.fromCharCode(flags)}`));
  it('is no for TIFF, 16 bits, 12 bits and CMYK', () => {
    expect(browserShows(new Uint8Array([0x49, 0x49, 42, 0]))).toBe('no');
    expect(browserShows(new Uint8Array([0x4d, 0x4d, 0, 43]))).toBe('no');
    expect(browserShows(png(16, 'IDAT'))).toBe('no');
    expect(browserShows(jpeg(4))).toBe('no');
    expect(browserShows(jpeg(3, 12, 0xc1))).toBe('no');
  });
  it('is yes for what a browser shows, and for what it will refuse itself', () => {
    expect(browserShows(png(8, 'gAMA', 'IDAT', 'eXIf'))).toBe('yes');
    expect(browserShows(jpeg(3))).toBe('yes');
    expect(browserShows(jpeg(1, 8, 0xc0))).toBe('yes');
    expect(browserShows(webp('VP8 ', 0xff))).toBe('yes');
    expect(browserShows(webp('VP8X', 0x10))).toBe('yes');
    expect(browserShows(new Uint8Array())).toBe('yes');
  });
  it('is unsure of EXIF outside JPEG, of films, and of frames that are rare or out of reach', () => {
    expect(browserShows(png(8, 'eXIf', 'IDAT'))).toBe('unsure');
    expect(browserShows(png(8, 'acTL', 'IDAT'))).toBe('unsure');
    expect(browserShows(png(8, 'iCCP'))).toBe('unsure');
    expect(browserShows(webp('VP8X', 0x08))).toBe('unsure');
    expect(browserShows(webp('VP8X', 0x02))).toBe('unsure');
    expect(browserShows(jpeg(3, 8, 0xc9))).toBe('unsure');
    expect(browserShows(new Uint8Array([0xff, 0xd8, 0xff]))).toBe('unsure');
  });
});

describe('percentDone', () => {
  it('gives each stage of a score its part of the bar', () => {
    const at = (stage: string, done: number) => percentDone('score', { stage, done, total: 4 });
    expect([at('fit', 0), at('fit', 4), at('score', 0), at('score', 2), at('score', 4)]).toEqual([0, 10, 10, 55, 100]);
  });
  it('does not move for the prompts of one image', () => {
    for (const method of ['score', 'fit', 'inspect'] as const)
      expect(percentDone(method, { stage: 'segment', done: 128, total: 256 })).toBeUndefined();
  });
  it('gives a fit the whole bar, and nothing where there is nothing to do', () => {
    expect(percentDone('fit', { stage: 'fit', done: 3, total: 4 })).toBe(75);
    expect(percentDone('fit', { stage: 'fit', done: 0, total: 0 })).toBe(0);
  });
});

describe('evaluationText', () => {
  const words: EvaluationWords = {
    title: (name) => `Evaluation of ${name}`,
    counts: (images, anomalous) => `${images} images, ${anomalous} anomalous.`,
    truth: ({ folder, annotations, excluded }) => `${folder} + ${annotations}, without ${excluded}`,
    threshold: (value) => `threshold ${value}`,
    floor: (value) => `floor ${value}`,
    mean: (value) => `mean ${value}`,
    unreadable: (count) => `${count} unreadable`,
    all: 'all',
    byGroup: 'groups',
    byFeature: 'features',
    atThreshold: (found, anomalous, alarms, normal) => `${found} of ${anomalous} found, ${alarms} of ${normal} false`,
    missed: 'Missed',
    falseAlarms: 'Alarms',
    columns: {
      group: 'Group',
      feature: 'Feature',
      images: 'Images',
      auroc: 'AUROC',
      averagePrecision: 'AP',
      f1Max: 'F1',
    },
    features: byFeature((name) => name),
  };
  const metrics = { auroc: 0.5, aurocMean: null, averagePrecision: null, f1Max: 1, groups: {} };
  const evaluation: Evaluation = {
    ...metrics,
    images: 8,
    anomalous: 5,
    f1Floor: 0.77,
    atThreshold: { found: 4, missed: ['test/bent/3.png'], falseAlarms: ['test/good/1.png'] },
    threshold: 0.9,
    groups: { bent: { images: 5, auroc: 0.25, averagePrecision: 0.125, f1Max: null } },
    perFeature: byFeature(() => metrics),
    errors: [],
    truth: { folder: 6, annotations: 2, excluded: 1 },
  };
  it('lines its tables up and leaves out what is not known', () => {
    const text = evaluationText('set', evaluation, words);
    expect(text).toContain('| Group | Images | AUROC |    AP |    F1 |\n| ----- | -----: | ----: | ----: | ----: |');
    expect(text).toContain('| bent  |      5 | 0.250 | 0.125 |     – |');
    expect(text).toContain('8 images, 5 anomalous. 6 + 2, without 1\n');
    expect(text).toContain('4 of 5 found, 1 of 3 false');
    expect(text).toMatch(/## Missed\n\n- test\/bent\/3\.png\n\n## Alarms\n\n- test\/good\/1\.png\n/);
    expect(text).not.toContain('mean');
    expect(text).not.toContain('unreadable');
    for (const name of FEATURE_NAMES) expect(text).toContain(`| ${name}`);
  });
});
