import type { Region } from '../../../domain/annotations/annotations.ts';
import type { Lost } from '../../../domain/annotations/exchange.ts';

/** Why something is not carried over, or not as it was. The same words for the same case, so that a report can sum them up. */
export const LOSS = {
  verdict: 'the format holds no verdicts',
  comment: 'the format holds no comments',
  group: 'the format holds no groups',
  extra: 'keys that other tools wrote beside the region are left out',
  document: 'keys, flags or image data that other tools put into the label file as a whole are left out',
  regions: 'the format holds verdicts alone: the region is left out',
  foreign: 'the format has no such shape: the region is left out',
  point: 'the format has no points: the region is left out',
  noPixels: 'the region has no pixels: it is left out',
  asMask: 'the region is written as a mask of the same pixels',
  asPolygon: 'the region is written as a polygon around the same pixels',
  asBox: 'an upright polygon of four corners comes back as a box',
  holes: 'the format has no holes: they are filled',
  parts: 'the region has several parts: each is written as a region of its own',
  digits: 'coordinates are rounded to a thousandth of a pixel',
  cut: 'the region reaches beyond the image: it is cut off there',
  outside: 'the region lies outside of the image: it is left out',
  excluded: 'the format knows no excluded images: the image and its regions are left out',
  goodRegions: 'the image is good by its verdict: the region is left out',
  noVerdict: 'the image has regions and no verdict: it counts as anomalous',
  noDefect: 'the image is anomalous and has no region with pixels: the format has no place for it',
  noKind: 'the label is none of the project’s defects: it counts as saturated by the whole region',
  bothKinds: 'the image has structural and logical regions: all are written into one folder',
  otherKind:
    'the image lies in the folder of the other kind of anomalies and stays there: its regions count as that kind',
  moved:
    'the image has another folder or name there than in the project, see .kshot-export.json: its anomaly map needs the same',
  saturation: 'the label’s saturation is none that the format can hold: it is rounded',
  oneMask: 'the format has one mask an image: the region is joined with the others',
  oneLabel: 'the format has one label an image: the region’s own is left out',
  nameTaken: 'another image has this name but for its ending: this one is left out',
  unmatched: 'no image of the project has this path, and not exactly one has this file name',
  size: 'the annotations are for an image of another size: they are left out',
  noImage: 'the region’s image is not listed: the region is left out',
  category: 'the region’s category is not listed: the region is left out',
  malformed: 'the region’s coordinates or mask make no sense: it is left out',
  keypoints: 'keypoints beside a region are left out',
  otherVerdict: 'the image has another verdict already: the import’s is left out',
  otherDetails: 'the region is there already with another comment or group, or other keys: the import’s are left out',
  unknownVerdict: 'the verdict is none of good, anomalous, excluded: it is left out',
  maskFile: 'the mask is no greyscale PNG with one value beside 0: it is left out',
  severalSaturations: 'the label has several saturations in defects_config.json: the first counts',
  pixelValue: 'the mask’s value is not in defects_config.json: it is left out',
  unknownShape: 'kShot has no such shape: the region is left out',
} as const;

/** Collects what is not carried over. */
export class Losses {
  readonly list: Lost[] = [];

  /** Of an image as a whole. */
  image(image: string, reason: string): void {
    this.list.push({ image, region: null, reason });
  }

  /** @param index the region's place among its image's, from 0. */
  region(image: string, index: number, label: string, reason: string): void {
    this.list.push({ image, region: index + 1, label, reason });
  }
}

/** What is told of one region. */
export type TellLoss = (reason: string) => void;

/** Tells of what a region has besides its label and shape, as far as a format holds none of it. */
export function loseDetails({ comment, group, extra }: Region, tell: TellLoss): void {
  if (comment !== '') tell(LOSS.comment);
  if (group !== null) tell(LOSS.group);
  loseExtra({ extra }, tell);
}

/** Tells of what other tools wrote beside a region. */
export function loseExtra({ extra }: { readonly extra?: Region['extra'] | undefined }, tell: TellLoss): void {
  if (saidIn(extra).length > 0) tell(LOSS.extra);
}

/** What other tools wrote beside a region; empty flags say nothing. */
export function saidIn(extra: Region['extra'] = {}): [key: string, value: unknown][] {
  return Object.entries(extra).filter(([key, value]) => key !== 'flags' || !isEmptyObject(value));
}

function isEmptyObject(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
