import type { Annotations, Region, Shape } from '../../../domain/annotations/annotations.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import { shapeMask } from '../../../domain/annotations/shapes.ts';
import type { Format } from './format.ts';
import { LOSS, saidIn } from './losses.ts';

/** What an import makes of an image's annotations. */
export interface Joined {
  /** Null where nothing changes. */
  readonly annotations: Annotations | null;
  /** How many regions came in, and how many that were there are gone. */
  readonly added: number;
  readonly removed: number;
  /** What of the import gives way to what is there; `region` is the import's, null for its verdict. */
  readonly left: readonly Left[];
}

interface Left {
  readonly region: Region | null;
  readonly reason: string;
}

/** @param replaced what of the annotations is replaced; null: nothing, what is not there yet is added. */
export function joinAnnotations(
  before: Annotations,
  incoming: Annotations,
  size: Size,
  replaced: Format['holds'] | null,
): Joined {
  const left: Left[] = [];
  const annotations = replaced === null ? merged(before, incoming, size, left) : replacedBy(before, incoming, replaced);
  const old = new Set(before.regions);
  const isSame =
    annotations.verdict === before.verdict &&
    annotations.regions.length === old.size &&
    annotations.regions.every((region, i) => region === before.regions[i]);
  const added = annotations.regions.filter((region) => !old.has(region)).length;
  const removed = old.size - (annotations.regions.length - added);
  return { annotations: isSame ? null : annotations, added, removed, left };
}

/** A region is there already where one has its label and its pixels, whatever kind of shape either is; each stands for one. */
function merged(before: Annotations, incoming: Annotations, size: Size, left: Left[]): Annotations {
  const there = new Stock(before.regions, (region) => pixelKey(region, size));
  const added = incoming.regions.filter((region) => {
    const same = there.take(region);
    if (same !== null && saysOther(region, same)) left.push({ region, reason: LOSS.otherDetails });
    return same === null;
  });
  const verdict = before.verdict ?? incoming.verdict;
  if (incoming.verdict !== null && incoming.verdict !== verdict) left.push({ region: null, reason: LOSS.otherVerdict });
  return { verdict, regions: [...before.regions, ...added] };
}

/** Whether a region says something besides its label and pixels that the one in its place does not. */
function saysOther({ comment, group, extra }: Region, there: Region): boolean {
  const known = new Map(saidIn(there.extra));
  return (
    (comment !== '' && comment !== there.comment) ||
    (group !== null && group !== there.group) ||
    saidIn(extra).some(([key, value]) => JSON.stringify(value) !== JSON.stringify(known.get(key)))
  );
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
