/** What MVTec AD and MVTec LOCO AD have in common: images told apart by folder, regions as masks in `ground_truth`. */
import path from 'node:path';
import type { Region } from '../../../domain/annotations/annotations.ts';
import type { Mask, Size } from '../../../domain/annotations/mask.ts';
import { maskOf } from '../../../domain/annotations/mask.ts';
import { shapeMask } from '../../../domain/annotations/shapes.ts';
import { NORMAL_GROUP } from '../../../domain/groundTruth.ts';
import { isImage } from '../../../files/sidecars.ts';
import { EngineError } from '../../errors.ts';
import { withoutExtension } from '../../files.ts';
import { readLabelMap } from '../../image/labelPng.ts';
import type { LabelMap } from '../../image/rgbImage.ts';
import type { Incoming, IncomingImage, OutgoingImage } from './format.ts';
import { filesBelow, foldersIn } from './folders.ts';
import type { Places } from './folders.ts';
import { LOSS, loseDetails } from './losses.ts';
import type { Losses } from './losses.ts';

export const TRUTH = 'ground_truth';
const GOOD = `test/${NORMAL_GROUP}`;

/** A region with its pixels. */
export interface PixelRegion {
  readonly region: Region;
  readonly index: number;
  readonly mask: Mask;
}

/** What such a layout says of an image: nothing, that it is good, or where it is anomalous. What of it is not carried over is told. */
export function truthOf({ name, size, annotations }: OutgoingImage, losses: Losses): 'good' | PixelRegion[] | null {
  const { verdict, regions } = annotations;
  if (verdict === 'excluded') {
    losses.image(name, LOSS.excluded);
    return null;
  }
  if (verdict === 'good') {
    regions.forEach(({ label }, i) => {
      losses.region(name, i, label, LOSS.goodRegions);
    });
    return 'good';
  }
  const masks = regions.flatMap((region, index) => {
    const tell = (reason: string): void => {
      losses.region(name, index, region.label, reason);
    };
    const mask = maskFor(region, size, tell);
    return mask === null ? [] : [{ region, index, mask }];
  });
  if (masks.length === 0) losses.image(name, LOSS.noDefect);
  else if (verdict === null) losses.image(name, LOSS.noVerdict);
  return masks.length === 0 ? null : masks;
}

/** An image, and the folder that it is in there: `good` or an anomaly's. */
interface PlacedImage {
  readonly image: string;
  readonly group: string;
}

/** Where an export keeps what it says of a group of images. */
export function folderOf(group: string): string {
  return group === NORMAL_GROUP ? GOOD : `${TRUTH}/${group}`;
}

/**
 * Gives images their names; those that are in their own place already come first, so that none of them makes way. Of the others it is told: an evaluation pairs anomaly
 * maps with the ground truth by folder and name.
 */
export function placeImages(placed: readonly PlacedImage[], places: Places, losses: Losses): void {
  for (const { image, group } of placed)
    if (isAt(image, group, path.posix.basename(withoutExtension(image)))) places.place(folderOf(group), image);
  for (const { image, group } of placed) {
    const id = places.place(folderOf(group), image);
    if (!isAt(image, group, id) && !(group === NORMAL_GROUP && isForTraining(image))) losses.image(image, LOSS.moved);
  }
}

/** Whether an image lies at `test/<group>/<id>` of its data set. */
function isAt(image: string, group: string, id: string): boolean {
  return `/${withoutExtension(image)}`.endsWith(`/test/${group}/${id}`);
}

/** Whether an image is one of those that are never evaluated. */
function isForTraining(image: string): boolean {
  return /(^|\/)(train|validation)\/good\/[^/]+$/.test(image);
}

function maskFor(region: Region, size: Size, tell: (reason: string) => void): Mask | null {
  const { shape } = region;
  if (shape.type === 'foreign' || shape.type === 'point') {
    tell(shape.type === 'point' ? LOSS.point : LOSS.foreign);
    return null;
  }
  const mask = shapeMask(shape, size);
  if (mask.runs.length === 0) {
    tell(LOSS.noPixels);
    return null;
  }
  if (shape.type !== 'mask') tell(LOSS.asMask);
  loseDetails(region, tell);
  return mask;
}

/** A mask file: its pixels above 0, and what they hold. */
interface ReadMask {
  readonly mask: Mask;
  readonly value: number;
  /** Whether all of them hold `value`. */
  readonly isUniform: boolean;
}

/** A greyscale mask of an import; null where it has no pixels, cannot be read, or is of another size, which is told. */
export async function readMask(file: string, size: Size, tell: (reason: string) => void): Promise<ReadMask | null> {
  let map: LabelMap;
  try {
    map = await readLabelMap(file);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    tell(LOSS.maskFile);
    return null;
  }
  const value = map.data.find((pixel) => pixel !== 0);
  if (map.width !== size.width || map.height !== size.height) tell(LOSS.size);
  else if (value === undefined) tell(LOSS.noPixels);
  else return { mask: maskOf(map), value, isUniform: map.data.every((pixel) => pixel === 0 || pixel === value) };
  return null;
}

/**
 * The verdicts that folders give: images in `test/good` and those that an export kept as such are good, images in the other folders of `test` anomalous.
 * Of images in `test` that the project does not have it is told.
 */
export async function verdictsByFolder({ source, images, names, losses }: Incoming): Promise<IncomingImage[]> {
  const read: IncomingImage[] = [];
  const add = (said: string, group: string): void => {
    const name = images.nameOf(said);
    if (name === null) losses.image(said, LOSS.unmatched);
    else {
      const verdict = group === NORMAL_GROUP ? 'good' : 'anomalous';
      read.push({ name, annotations: { verdict, regions: [] }, saysVerdict: true });
    }
  };
  for (const [place, image] of Object.entries(names)) if (place.startsWith(`${GOOD}/`)) add(image, NORMAL_GROUP);
  for (const group of await foldersIn(path.join(source, 'test'))) {
    const files = await filesBelow(path.join(source, 'test', group));
    for (const file of files.filter((name) => isImage(name))) add(`test/${group}/${file}`, group);
  }
  return read;
}
