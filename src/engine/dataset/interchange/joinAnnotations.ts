import type { Annotations, Region, Shape } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { shapeMask } from '../../../domain/annotations/shapes.ts';
import type { Format } from './format.ts';

/**
 * An image's annotations after an import, and how many regions came in; null where nothing changes.
 * @param replaced what of the annotations is replaced; null: nothing, what is not there yet is added.
 */
export function joinAnnotations(
  before: Annotations,
  incoming: Annotations,
  size: Size,
  replaced: Format['holds'] | null,
): { annotations: Annotations; added: number } | null {
  const annotations = replaced === null ? merged(before, incoming, size) : replacedBy(before, incoming, replaced);
  const old = new Set(before.regions);
  const isSame =
    annotations.verdict === before.verdict &&
    annotations.regions.length === old.size &&
    annotations.regions.every((region, i) => region === before.regions[i]);
  return isSame ? null : { annotations, added: annotations.regions.filter((region) => !old.has(region)).length };
}

/** A region is there already where one has its label and its pixels, whatever kind of shape either is; each stands for one. */
function merged(before: Annotations, incoming: Annotations, size: Size): Annotations {
  const there = new Stock(before.regions, (region) => pixelKey(region, size));
  const added = incoming.regions.filter((region) => there.take(region) === null);
  return { verdict: before.verdict ?? incoming.verdict, regions: [...before.regions, ...added] };
}

/** Regions that say the same as before stay the objects they were: the label file keeps what it says of them besides. */
function replacedBy(before: Annotations, incoming: Annotations, holds: Format['holds']): Annotations {
  const there = new Stock(before.regions, exactKey);
  return {
    verdict: holds.verdicts ? incoming.verdict : before.verdict,
    regions: holds.regions ? incoming.regions.map((region) => there.take(region) ?? region) : before.regions,
  };
}

/** Regions to be matched, each once. */
class Stock {
  private readonly left = new Map<string, Region[]>();

  constructor(
    regions: readonly Region[],
    private readonly keyOf: (region: Region) => string,
  ) {
    for (const region of regions) {
      const alike = this.left.get(keyOf(region));
      if (alike === undefined) this.left.set(keyOf(region), [region]);
      else alike.push(region);
    }
  }

  take(region: Region): Region | null {
    return this.left.get(this.keyOf(region))?.shift() ?? null;
  }
}

function exactKey({ label, shape, comment, group }: Region): string {
  return JSON.stringify([label, comment, group, ...shapeKey(shape)]);
}

function pixelKey({ label, shape }: Region, size: Size): string {
  const mask = shapeMask(shape, size);
  return JSON.stringify([label, ...shapeKey(mask.runs.length === 0 ? shape : { type: 'mask', mask })]);
}

function shapeKey(shape: Shape): unknown[] {
  if (shape.type !== 'mask') return [shape.type, shape.type === 'foreign' ? shape.name : '', shape.points];
  const { x, y, width, runs } = shape.mask;
  return [x, y, width, runs];
}
