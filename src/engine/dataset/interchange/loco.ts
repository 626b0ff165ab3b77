import path from 'node:path';
import * as z from 'zod/mini';
import { drawMask, newBitmap } from '../../../domain/annotations/mask.ts';
import type { Region } from '../../../domain/annotations/annotations.ts';
import type { DefectEntry } from '../../../domain/projectFile.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { encodeLabelPng } from '../../image/labelPng.ts';
import { labelsOf, newRegion } from './format.ts';
import type { Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { filesBelow, foldersIn, Places } from './folders.ts';
import { defectsConfigText } from './locoConfig.ts';
import { LOSS } from './losses.ts';
import { GOOD, readMask, truthOf, TRUTH, verdictsByFolder } from './maskLayout.ts';
import type { PixelRegion } from './maskLayout.ts';
import { readImportedJson, unreadable } from './target.ts';

const CONFIG = 'defects_config.json';
/** Pixel values are keys into the config; as MVTec does, the first defect gets the highest. */
const HIGHEST_VALUE = 255;
/** A label that is none of the project's defects: no region of it is spared, however large. */
const UNKNOWN_KIND: Pick<DefectEntry, 'kind' | 'saturation' | 'relative'> = {
  kind: 'structural',
  saturation: 1,
  relative: true,
};

/**
 * MVTec LOCO AD's ground truth, a folder (FORMATS): `ground_truth/{logical,structural}_anomalies/<image>/NNN.png`, one file a region, from the bottom to the
 * top, 0 and the defect's value in `defects_config.json`.
 */
export const loco: Format = { holds: { verdicts: true, regions: true }, write, read };

async function write({ project, images, losses }: Outgoing): Promise<Written> {
  const files = new Map<string, Uint8Array | string>();
  const places = new Places();
  const used = images.flatMap((image) => {
    const truth = truthOf(image, losses);
    if (truth === 'good') places.place(GOOD, image.name);
    return truth === null || truth === 'good' ? [] : [{ image, truth }];
  });
  const kept = used.map(({ image, truth }) => ({
    ...image,
    annotations: { verdict: null, regions: truth.map(({ region }) => region) },
  }));
  const labels = labelsOf({ project, images: kept });
  if (labels.length > HIGHEST_VALUE) throw tooMany(labels.length);
  const defects = labels.map((name, i) => ({
    ...(project.file.defects.find((defect) => defect.name === name) ?? { name, ...UNKNOWN_KIND }),
    value: HIGHEST_VALUE - i,
  }));
  const byName = new Map(defects.map((defect) => [defect.name, defect]));
  const known = new Set(project.file.defects.map(({ name }) => name));
  const { text, rounded } = defectsConfigText(defects);
  files.set(CONFIG, text);
  let regions = 0;
  for (const { image, truth } of used) {
    const folder = `${TRUTH}/${groupOf(truth, byName)}`;
    const id = places.place(folder, image.name);
    if (hasBothKinds(truth, byName)) losses.image(image.name, LOSS.bothKinds);
    const digits = Math.max(3, String(truth.length - 1).length); // so that order of name is order of number
    for (const [i, { region, index, mask }] of truth.entries()) {
      if (!known.has(region.label)) losses.region(image.name, index, region.label, LOSS.noKind);
      if (rounded.has(region.label)) losses.region(image.name, index, region.label, LOSS.saturation);
      const bitmap = newBitmap(image.size);
      drawMask(mask, bitmap, byName.get(region.label)!.value);
      files.set(`${folder}/${id}/${String(i).padStart(digits, '0')}.png`, await encodeLabelPng(bitmap));
      regions++;
    }
  }
  return { files, regions, names: places.names };
}

type Kinds = ReadonlyMap<string, Pick<DefectEntry, 'kind'>>;

/** An image lies in one folder alone: with the logical anomalies as soon as one of its regions is one, which no view of a part alone can find. */
function groupOf(truth: readonly PixelRegion[], kinds: Kinds): string {
  return `${truth.some(({ region }) => kinds.get(region.label)!.kind === 'logical') ? 'logical' : 'structural'}_anomalies`;
}

function hasBothKinds(truth: readonly PixelRegion[], kinds: Kinds): boolean {
  return new Set(truth.map(({ region }) => kinds.get(region.label)!.kind)).size > 1;
}

function tooMany(count: number): EngineError {
  return new EngineError(
    'exchange-target',
    `Expected at most ${HIGHEST_VALUE} labels for ${CONFIG}, whose values are those of a byte, got ${count}. Export fewer, or another format.`,
  );
}

const configSchema = z.array(z.looseObject({ defect_name: z.string(), pixel_value: z.number() }));

async function read(incoming: Incoming): Promise<IncomingImage[]> {
  const { source, names } = incoming;
  const read = await verdictsByFolder(incoming);
  const groups = await foldersIn(path.join(source, TRUTH));
  if (groups.length === 0 && read.length === 0) {
    throw new EngineError(
      'exchange-missing',
      `Expected ${TRUTH}/{logical,structural}_anomalies or test in ${source}, found none. Name the folder of an MVTec LOCO AD object.`,
    );
  }
  const labels = groups.length === 0 ? new Map<number, string>() : await readConfig(path.join(source, CONFIG));
  for (const group of groups) {
    for (const id of await foldersIn(path.join(source, TRUTH, group))) {
      throwIfAborted(incoming.signal);
      const folder = `${TRUTH}/${group}/${id}`;
      const exported = names[folder];
      const image = await readImage(
        folder,
        exported ?? `test/${group}/${id}`,
        exported === undefined,
        labels,
        incoming,
      );
      if (image !== null) read.push(image);
    }
  }
  return read;
}

/** The label of each pixel value. */
async function readConfig(file: string): Promise<Map<number, string>> {
  const parsed = configSchema.safeParse(await readImportedJson(file));
  if (!parsed.success)
    throw unreadable(file, 'a list of defects with "defect_name" and "pixel_value"', 'other JSON', parsed.error);
  return new Map(parsed.data.map((defect) => [defect.pixel_value, defect.defect_name]));
}

async function readImage(
  folder: string,
  said: string,
  isStem: boolean,
  labels: ReadonlyMap<number, string>,
  { source, images, losses }: Incoming,
): Promise<IncomingImage | null> {
  const found = await images.find(said, { isStem });
  if (found === null) return null;
  const files = (await filesBelow(path.join(source, folder))).filter((name) => name.toLowerCase().endsWith('.png'));
  const regions: Region[] = [];
  for (const [i, name] of files.entries()) {
    const file = path.join(source, folder, name);
    let label = '';
    const tell = (reason: string): void => {
      losses.region(found.name, i, label, reason);
    };
    const read = await readMask(file, found.size, tell);
    if (read === null) continue;
    label = labels.get(read.value) ?? '';
    if (!read.isUniform) tell(LOSS.maskFile);
    else if (!labels.has(read.value)) tell(LOSS.pixelValue);
    else regions.push(newRegion(label, { type: 'mask', mask: read.mask }));
  }
  return { name: found.name, annotations: { verdict: 'anomalous', regions } };
}
