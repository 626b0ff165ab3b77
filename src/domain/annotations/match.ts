/** Which regions of two versions of an image's annotations are the same ones, where no edits tell. Pure. */
import type { Region } from './annotations.ts';
import { isSameRegion } from './diff.ts';
import { isSameShape, shapeBox } from './shapes.ts';
import type { Box } from './shapes.ts';

/** Boxes that share at least this part of their union are of one region: the usual bound for a match in object detection (PASCAL VOC). */
const LEAST_SHARED = 0.5;

/**
 * Gives the regions of a later version the ids of those of an earlier one that they come from: equal ones; else those of the same shape; else those that
 * lie over each other, the most alike first; else the only two that are left of a label and a kind of shape.
 */
export function matchRegions(before: readonly Region[], after: readonly Region[]): Region[] {
  const pairing = new Pairing(before, after);
  pairing.pair(isSameRegion);
  pairing.pair((old, region) => isSameShape(old.shape, region.shape));
  pairing.pairByOverlap();
  pairing.pairTheOnlyOnes();
  return pairing.result();
}

class Pairing {
  private readonly former: Set<Region>;
  private readonly later: Set<Region>;
  private readonly ids = new Map<Region, string>();

  constructor(
    before: readonly Region[],
    private readonly after: readonly Region[],
  ) {
    this.former = new Set(before);
    this.later = new Set(after);
  }

  pair(isMatch: (old: Region, region: Region) => boolean): void {
    for (const region of [...this.later]) {
      for (const old of this.former) {
        if (!isMatch(old, region)) continue;
        this.join(old, region);
        break;
      }
    }
  }

  pairByOverlap(): void {
    const boxes = [...this.former].map((old) => ({ old, box: shapeBox(old.shape) }));
    const likely = [...this.later].flatMap((region) => {
      const own = shapeBox(region.shape);
      const shares = boxes.map(({ old, box }) => ({ old, region, shared: sharedPart(box, own) }));
      return shares.filter(({ shared }) => shared >= LEAST_SHARED);
    });
    likely.sort((a, b) => b.shared - a.shared);
    for (const { old, region } of likely) if (this.former.has(old) && this.later.has(region)) this.join(old, region);
  }

  pairTheOnlyOnes(): void {
    const former = byKind(this.former);
    for (const [kind, regions] of byKind(this.later)) {
      const olds = former.get(kind) ?? [];
      if (regions.length === 1 && olds.length === 1) this.join(olds[0]!, regions[0]!);
    }
  }

  result(): Region[] {
    return this.after.map((region) => {
      const id = this.ids.get(region);
      return id === undefined ? region : { ...region, id };
    });
  }

  private join(old: Region, region: Region): void {
    this.former.delete(old);
    this.later.delete(region);
    this.ids.set(region, old.id);
  }
}

function byKind(regions: Iterable<Region>): Map<string, Region[]> {
  const found = new Map<string, Region[]>();
  for (const region of regions) {
    const kind = JSON.stringify([region.label, region.shape.type]);
    found.set(kind, [...(found.get(kind) ?? []), region]);
  }
  return found;
}

/** Intersection over union of two boxes, in [0, 1]; 0 where one has no area. */
function sharedPart(a: Box, b: Box): number {
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  if (width <= 0 || height <= 0) return 0;
  const area = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);
  return (width * height) / (area(a) + area(b) - width * height);
}
