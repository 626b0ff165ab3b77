import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { automaticMasks } from '../../src/engine/segment/sam/automaticMasks.ts';
import { areaOf, type Runs } from '../../src/engine/segment/sam/runs.ts';
import type { SamNetwork } from '../../src/engine/segment/sam/samNetwork.ts';
import type { GridFigures } from './modelFigures.ts';

/** Masks that overlap by this IoU are one and the same. */
const SAME_IOU = 0.5;

/** What the adaptive grid saves, and what it does not find for that. @param side points a side of the full grid. */
export async function compareGrids(network: SamNetwork, photo: RgbImage, side: number): Promise<GridFigures> {
  const adaptive = await automaticMasks(network, photo, { grid: 'adaptive', pointsASide: side });
  const full = await automaticMasks(network, photo, { grid: 'full', pointsASide: side });
  const missed = full.masks.filter(({ runs }) => !adaptive.masks.some((mask) => iouOf(runs, mask.runs) > SAME_IOU));
  return {
    side,
    adaptive: { prompts: adaptive.prompts, masks: adaptive.masks.length },
    full: { prompts: full.prompts, masks: full.masks.length },
    onlyFull: missed.length,
  };
}

function iouOf(a: Runs, b: Runs): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    shared += Math.max(0, Math.min(a[i + 1]!, b[j + 1]!) - Math.max(a[i]!, b[j]!));
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return shared / (areaOf(a) + areaOf(b) - shared);
}
