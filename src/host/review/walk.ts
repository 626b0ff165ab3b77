/** Which images a review walks through, in which order. Pure, so that it can be tested without an editor. */
import { disagrees, isExcluded } from '../../domain/groundTruth.ts';
import { isScored } from '../../domain/records.ts';
import type { ImageRecord, ProjectImage } from '../../domain/records.ts';
import { byName } from '../services/order.ts';
import type { ReviewWalk } from '../../protocol/inspector.ts';

export const DEFAULT_WALK: ReviewWalk = { order: 'score', filter: 'all' };

type Filter = ReviewWalk['filter'];

/** An image of the project with what is known of it. */
export interface WalkImage extends Pick<ProjectImage, 'image' | 'group' | 'annotations'> {
  record: ImageRecord | undefined;
}

/** A walk's way through a project. */
export interface WalkPath {
  /** Every image of the project, in the walk's order. */
  all: string[];
  /** Those that the filter leaves, in the same order. */
  images: string[];
  /** How many images each filter leaves. */
  counts: Record<Filter, number>;
}

/**
 * `images` come in order of name. By score the oddest come first, then what could not be read, then what is not scored, and excluded ones last; by folder,
 * in order of folder and name.
 * @param shown the image on show: it stays in its place while it is being excluded, so that one goes on from there.
 */
export function walkPath(images: readonly WalkImage[], { order, filter }: ReviewWalk, shown?: string): WalkPath {
  const rank = (image: WalkImage): number =>
    isExcluded(image) && image.image !== shown ? EXCLUDED_RANK : scoreRank(image);
  const sorted = [...images].sort(order === 'score' ? (a, b) => rank(b) - rank(a) : byFolder);
  const passes = (name: Filter) => sorted.filter((image) => PASSES[name](image));
  return {
    all: sorted.map(({ image }) => image),
    images: passes(filter).map(({ image }) => image),
    counts: {
      all: sorted.length,
      flagged: passes('flagged').length,
      disagreements: passes('disagreements').length,
      unreviewed: passes('unreviewed').length,
    },
  };
}

/** The image `steps` further on (back, where negative) among those that the filter leaves; undefined beyond the ends. */
export function stepFrom({ all, images }: WalkPath, from: string, steps: number): string | undefined {
  const at = images.indexOf(from);
  if (at >= 0) return images[at + steps];
  // The filter leaves this one out: it is gone on from where it would stand.
  const before = new Set(all.slice(0, Math.max(0, all.indexOf(from))));
  const place = images.filter((image) => before.has(image)).length;
  return images[steps > 0 ? place + steps - 1 : place + steps];
}

/** Whether two walks are the same way, also from images that they leave out, with the same counts. */
export function isSamePath(a: WalkPath, b: WalkPath): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const PASSES: Record<Filter, (image: WalkImage) => boolean> = {
  all: () => true,
  flagged: (image) => isFlagged(image.record) && !isExcluded(image),
  // Of an excluded image no group is known.
  disagreements: ({ record, group }) => record !== undefined && isScored(record) && disagrees(group, record),
  unreviewed: ({ annotations }) => (annotations?.verdict ?? null) === null,
};

function isFlagged(record: ImageRecord | undefined): boolean {
  return record !== undefined && isScored(record) && record.verdict === 'anomalous';
}

const EXCLUDED_RANK = -3;

/** Scores are 0 or more. Sorting is stable: equals stay in order of name. */
function scoreRank({ record }: WalkImage): number {
  if (record === undefined) return -2;
  return isScored(record) ? record.score : -1;
}

function byFolder(a: WalkImage, b: WalkImage): number {
  return byName(folderOf(a), folderOf(b)) || byName(a.image, b.image);
}

function folderOf({ image }: WalkImage): string {
  return image.slice(0, image.lastIndexOf('/') + 1);
}
