import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES, byFeature } from '../../../src/domain/features.ts';
import type { Evaluation } from '../../../src/domain/records.ts';
import { needsPreview } from '../../../src/host/editors/browserImage.ts';
import { chooseProject, imageName, imagePath, projectsAbove } from '../../../src/host/services/activeProject.ts';
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

describe('needsPreview', () => {
  const png = (depth: number) => new Uint8Array([0x89, 0x50, 0x4e, 0x47, ...new Array<number>(20).fill(0), depth, 2]);
  const jpeg = (components: number) =>
    new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 4, 9, 9, 0xff, 0xc2, 0, 17, 8, 0, 1, 0, 1, components, 0, 0, 0]);
  it('is true for TIFF, 16 bits and CMYK', () => {
    expect(needsPreview(new Uint8Array([0x49, 0x49, 42, 0]))).toBe(true);
    expect(needsPreview(new Uint8Array([0x4d, 0x4d, 0, 43]))).toBe(true);
    expect(needsPreview(png(16))).toBe(true);
    expect(needsPreview(jpeg(4))).toBe(true);
  });
  it('is false for what a browser shows, and for what it will refuse itself', () => {
    expect(needsPreview(png(8))).toBe(false);
    expect(needsPreview(jpeg(3))).toBe(false);
    expect(needsPreview(new Uint8Array())).toBe(false);
    expect(needsPreview(new Uint8Array([0xff, 0xd8, 0xff]))).toBe(false);
  });
});

describe('evaluationText', () => {
  const words: EvaluationWords = {
    title: (name) => `Evaluation of ${name}`,
    counts: (images, anomalous) => `${images} images, ${anomalous} anomalous`,
    threshold: (value) => `threshold ${value}`,
    floor: (value) => `floor ${value}`,
    mean: (value) => `mean ${value}`,
    unreadable: (count) => `${count} unreadable`,
    all: 'all',
    byGroup: 'groups',
    byFeature: 'features',
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
    threshold: 0.9,
    groups: { bent: { images: 5, auroc: 0.25, averagePrecision: 0.125, f1Max: null } },
    perFeature: byFeature(() => metrics),
    errors: [],
  };
  it('lines its tables up and leaves out what is not known', () => {
    const text = evaluationText('set', evaluation, words);
    expect(text).toContain('| Group | Images | AUROC |    AP |    F1 |\n| ----- | -----: | ----: | ----: | ----: |');
    expect(text).toContain('| bent  |      5 | 0.250 | 0.125 |     – |');
    expect(text).not.toContain('mean');
    expect(text).not.toContain('unreadable');
    for (const name of FEATURE_NAMES) expect(text).toContain(`| ${name}`);
  });
});
