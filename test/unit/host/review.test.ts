import { describe, expect, it } from 'vitest';
import type { HumanVerdict } from '../../../src/domain/annotations/annotations.ts';
import type { ImageRecord } from '../../../src/domain/records.ts';
import { DEFAULT_WALK, isSamePath, stepFrom, walkPath } from '../../../src/host/review/walk.ts';
import type { WalkImage } from '../../../src/host/review/walk.ts';

const scored = (image: string, score: number, anomalous: boolean): ImageRecord =>
  ({ image, score, verdict: anomalous ? 'anomalous' : 'normal' }) as ImageRecord;
const image = (name: string, group: string | null, score?: number): WalkImage => ({
  image: name,
  group,
  annotations: null,
  record: score === undefined ? undefined : scored(name, score, score >= 1),
});
const failed: WalkImage = {
  image: 'test/good/broken.png',
  group: 'good',
  annotations: null,
  record: { image: 'test/good/broken.png', error: { code: 'image-unreadable', message: '' } },
};
const images = [
  image('test/bent/0.png', 'bent', 3),
  image('test/bent/1.png', 'bent', 0.5),
  image('test/good/0.png', 'good', 0.7),
  image('test/good/1.png', 'good', 1.2),
  image('test/good/2.png', 'good'),
  failed,
  image('train/good/0.png', 'good', 0.7),
];

describe('a review’s walk', () => {
  it('goes by score, the oddest first, what is not scored last', () => {
    expect(walkPath(images, DEFAULT_WALK).images).toEqual([
      'test/bent/0.png',
      'test/good/1.png',
      'test/good/0.png',
      'train/good/0.png',
      'test/bent/1.png',
      'test/good/broken.png',
      'test/good/2.png',
    ]);
  });

  it('goes by folder, then by name', () => {
    const mixed = ['a-b.png', 'a/10.png', 'a/2.png', 'a/b/1.png', 'a/c.png'].map((name) => image(name, null));
    expect(walkPath(mixed, { order: 'folder', filter: 'all' }).images).toEqual([
      'a-b.png',
      'a/2.png',
      'a/10.png',
      'a/c.png',
      'a/b/1.png',
    ]);
  });

  it('leaves flagged images, or those that the ground truth calls otherwise, and counts both', () => {
    const flagged = walkPath(images, { order: 'score', filter: 'flagged' });
    expect(flagged.images).toEqual(['test/bent/0.png', 'test/good/1.png']);
    const disagreements = walkPath(images, { order: 'folder', filter: 'disagreements' });
    expect(disagreements.images).toEqual(['test/bent/1.png', 'test/good/1.png']);
    expect(disagreements.counts).toEqual({ all: 7, flagged: 2, disagreements: 2, unreviewed: 7 });
  });

  it('knows no disagreement where there is no ground truth', () => {
    const odd = [image('a.png', null, 9), image('b.png', null, 0.1)];
    expect(walkPath(odd, DEFAULT_WALK).counts).toEqual({ all: 2, flagged: 1, disagreements: 0, unreviewed: 2 });
  });

  describe('with annotations', () => {
    const say = (entry: WalkImage, verdict: HumanVerdict | null, group: string | null): WalkImage => ({
      ...entry,
      group,
      annotations: { verdict, regions: 0 },
    });
    const annotated = [
      say(image('a.png', null, 3), 'excluded', null),
      say(image('b.png', null, 0.5), 'anomalous', 'scratch'),
      say(image('c.png', null, 2), 'good', 'good'),
      say(image('d.png', null, 1.5), null, 'scratch'),
      image('e.png', null),
    ];

    it('comes to excluded images last, unless one is on show', () => {
      expect(walkPath(annotated, DEFAULT_WALK).images).toEqual(['c.png', 'd.png', 'b.png', 'e.png', 'a.png']);
      expect(walkPath(annotated, DEFAULT_WALK, 'a.png').images[0]).toBe('a.png');
      expect(walkPath(annotated, { order: 'folder', filter: 'all' }).images[0]).toBe('a.png');
    });

    it('leaves those without a verdict; excluded ones are neither flagged nor disagreements', () => {
      const { images, counts } = walkPath(annotated, { order: 'score', filter: 'unreviewed' });
      expect(images).toEqual(['d.png', 'e.png']);
      expect(counts).toEqual({ all: 5, flagged: 2, disagreements: 2, unreviewed: 2 });
      expect(walkPath(annotated, { order: 'score', filter: 'disagreements' }).images).toEqual(['c.png', 'b.png']);
      expect(walkPath(annotated, { order: 'score', filter: 'flagged' }).images).toEqual(['c.png', 'd.png']);
    });
  });

  it('steps and stops at its ends', () => {
    const path = walkPath(images, DEFAULT_WALK);
    expect(stepFrom(path, 'test/bent/0.png', 1)).toBe('test/good/1.png');
    expect(stepFrom(path, 'test/good/1.png', 2)).toBe('train/good/0.png');
    expect(stepFrom(path, 'test/bent/0.png', -1)).toBeUndefined();
    expect(stepFrom(path, 'test/good/2.png', 1)).toBeUndefined();
  });

  it('goes on from where an image would stand that its filter leaves out', () => {
    const path = walkPath(images, { order: 'folder', filter: 'disagreements' });
    expect(stepFrom(path, 'test/good/0.png', 1)).toBe('test/good/1.png');
    expect(stepFrom(path, 'test/good/0.png', -1)).toBe('test/bent/1.png');
    expect(stepFrom(path, 'test/bent/0.png', -1)).toBeUndefined();
    expect(stepFrom(path, 'train/good/0.png', 1)).toBeUndefined();
    expect(stepFrom(path, 'train/good/0.png', -1)).toBe('test/good/1.png');
  });

  it('is another where its images or its counts are', () => {
    const path = walkPath(images, DEFAULT_WALK);
    expect(isSamePath(path, walkPath([...images], DEFAULT_WALK))).toBe(true);
    expect(isSamePath(path, walkPath(images, { order: 'folder', filter: 'all' }))).toBe(false);
    const more = images.map((entry) => (entry === failed ? image(entry.image, 'good', 2) : entry));
    const flagged = { order: 'folder', filter: 'all' } as const;
    expect(isSamePath(walkPath(images, flagged), walkPath(more, flagged))).toBe(false);
  });
});
