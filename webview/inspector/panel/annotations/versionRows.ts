/** What a comparison of two versions lists. */
import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { isSameMask } from '../../../../src/domain/annotations/mask.ts';
import type { Size } from '../../../../src/domain/annotations/mask.ts';
import { pixelChange } from '../../../../src/domain/annotations/overlap.ts';
import { isSameShape, shapeMask } from '../../../../src/domain/annotations/shapes.ts';
import type { AnnotationComparison } from '../../../../src/protocol/inspector.ts';
import { text } from '../../../shared/strings.ts';
import { areaWords, grouped, shapeArea, shapeName } from './regionFacts.ts';

export interface VersionRow {
  readonly kind: 'added' | 'removed' | 'changed';
  /** The region to select and to show: the later version where there is one. */
  readonly region: Region;
  /** The earlier version of a changed region. */
  readonly before: Region | null;
}

/** All regions that differ: added, removed, changed; each from the top to the bottom. */
export function versionRows({ added, removed, changed }: AnnotationComparison, now: readonly Region[]): VersionRow[] {
  const later = new Map(now.map((region) => [region.id, region]));
  const row = (kind: VersionRow['kind'], region: Region | undefined, before: Region | null = null): VersionRow[] =>
    region === undefined ? [] : [{ kind, region, before }];
  return [
    ...added.toReversed().flatMap((id) => row('added', later.get(id))),
    ...removed.toReversed().flatMap((region) => row('removed', region)),
    ...changed.toReversed().flatMap((before) => row('changed', later.get(before.id), before)),
  ];
}

/** What differs, in words. @param size null where the image's size is not known: pixels are not told then. */
export function differenceWords({ kind, region, before }: VersionRow, size: Size | null): string[] {
  if (kind !== 'changed' || before === null)
    return [shapeName(region.shape), areaWords(shapeArea(region.shape, size), size).pixels];
  return [
    ...(before.label === region.label ? [] : [text('wasLabel', before.label)]),
    ...(isSameShape(before.shape, region.shape) ? [] : shapeWords(before, region, size)),
    ...(before.comment === region.comment ? [] : [commentWords(before.comment, region.comment)]),
    ...(before.group === region.group ? [] : [text('groupChanged')]),
    ...(JSON.stringify(before.extra ?? {}) === JSON.stringify(region.extra ?? {}) ? [] : [text('otherChanged')]),
  ];
}

function shapeWords(before: Region, after: Region, size: Size | null): string[] {
  const kind = before.shape.type === after.shape.type ? [] : [text('wasShape', shapeName(before.shape))];
  if (size === null || before.shape.type === 'foreign' || after.shape.type === 'foreign')
    return kind.length > 0 ? kind : [text('shapeChanged')];
  const masks = [shapeMask(before.shape, size), shapeMask(after.shape, size)] as const;
  if (isSameMask(...masks)) return kind.length > 0 ? kind : [text('shapeSamePixels')];
  const { gained, lost } = pixelChange(...masks);
  return [...kind, text('pixelsChanged', grouped(gained), grouped(lost))];
}

function commentWords(before: string, after: string): string {
  if (before === '') return text('commentNow', after);
  return after === '' ? text('commentGone', before) : text('commentWas', before, after);
}
