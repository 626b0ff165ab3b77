import path from 'node:path';
import { drawMask, newBitmap } from '../../../domain/annotations/mask.ts';
import { NORMAL_GROUP } from '../../../domain/groundTruth.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { encodePng } from '../../image/encode.ts';
import { groupOf } from '../layouts.ts';
import { newRegion } from './format.ts';
import type { Content, Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { filesBelow, folderName, foldersIn, Places } from './folders.ts';
import { LOSS } from './losses.ts';
import { folderOf, placeImages, readMask, truthOf, TRUTH, verdictsByFolder } from './maskLayout.ts';
import type { PixelRegion } from './maskLayout.ts';

const INSIDE = 255;
const ENDING = '_mask';

/** MVTec AD's ground truth, a folder (FORMATS): one `ground_truth/<label>/<image>_mask.png` an image, 0 and 255. */
export const mvtecAd: Format = { holds: { verdicts: true, regions: true }, write, read };

function write({ images, losses }: Outgoing): Written {
  const files = new Map<string, Content>();
  const places = new Places();
  const truths = images.flatMap((image) => {
    const truth = truthOf(image, losses);
    if (truth === null) return [];
    const label = truth === 'good' ? NORMAL_GROUP : labelOf(truth, image.name);
    return [{ image, truth, label, group: truth === 'good' ? NORMAL_GROUP : folderName(label) }];
  });
  placeImages(
    truths.map(({ image: { name }, group }) => ({ image: name, group })),
    places,
    losses,
  );
  let count = 0;
  for (const { image, truth, label, group } of truths) {
    if (truth === 'good') continue;
    const folder = folderOf(group);
    if (group !== label) places.names[folder] = label;
    for (const { region, index } of truth) {
      if (truth.length > 1) losses.region(image.name, index, region.label, LOSS.oneMask);
      if (region.label !== label) losses.region(image.name, index, region.label, LOSS.oneLabel);
    }
    files.set(`${folder}/${places.place(folder, image.name)}${ENDING}.png`, () => {
      const bitmap = newBitmap(image.size);
      for (const { mask } of truth) drawMask(mask, bitmap, INSIDE);
      return encodePng(bitmap);
    });
    count += truth.length;
  }
  return { files, regions: count, names: places.names };
}

/** The label that stands for the whole image: the folder's that the image lies in, where a region has it, else the lowest region's. */
function labelOf(truth: readonly PixelRegion[], image: string): string {
  const folder = groupOf(image, 'mvtec-ad');
  return (truth.find(({ region }) => region.label === folder) ?? truth[0]!).region.label;
}

async function read(incoming: Incoming): Promise<IncomingImage[]> {
  const { source, names, images, losses } = incoming;
  const read = await verdictsByFolder(incoming);
  const groups = await foldersIn(path.join(source, TRUTH));
  if (groups.length === 0 && read.length === 0) {
    throw new EngineError(
      'exchange-missing',
      `Expected ${TRUTH}/<defect> or test in ${source}, found none. Name the folder of an MVTec AD object.`,
    );
  }
  for (const group of groups) {
    const folder = `${TRUTH}/${group}`;
    const label = names[folder] ?? group;
    for (const file of (await filesBelow(path.join(source, folder))).filter(isPng)) {
      throwIfAborted(incoming.signal);
      const stem = file.replace(/\.[^.]+$/, '').replace(new RegExp(`${ENDING}$`), '');
      const exported = names[`${folder}/${stem}`];
      const found = await images.find(exported ?? `test/${group}/${stem}`, { isStem: exported === undefined });
      if (found === null) continue;
      const mask = await readMask(path.join(source, folder, file), found.size, (reason) => {
        losses.region(found.name, 0, label, reason);
      });
      const regions = mask === null ? [] : [newRegion(label, { type: 'mask', mask: mask.mask })];
      read.push({ name: found.name, annotations: { verdict: 'anomalous', regions }, saysVerdict: true });
    }
  }
  return read;
}

function isPng(name: string): boolean {
  return name.toLowerCase().endsWith('.png');
}
