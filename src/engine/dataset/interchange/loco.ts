import path from 'node:path';
import * as z from 'zod/mini';
import { drawMask, newBitmap } from '../../../domain/annotations/mask.ts';
import type { Region } from '../../../domain/annotations/annotations.ts';
import { DEFAULT_SATURATION, isSaturation } from '../../../domain/defects.ts';
import { NORMAL_GROUP } from '../../../domain/groundTruth.ts';
import type { DefectEntry } from '../../../domain/projectFile.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { encodePng } from '../../image/encode.ts';
import { groupOf as groupInLayout } from '../layouts.ts';
import { labelsOf, newRegion } from './format.ts';
import type { Content, Format, Incoming, IncomingImage, Outgoing, OutgoingImage, Written } from './format.ts';
import type { FoundImage } from './imageFinder.ts';
import { filesBelow, foldersIn, Places } from './folders.ts';
import { defectsConfigText } from './locoConfig.ts';
import type { ConfiguredDefect } from './locoConfig.ts';
import { LOSS } from './losses.ts';
import type { Losses } from './losses.ts';
import { folderOf, placeImages, readMask, truthOf, TRUTH, verdictsByFolder } from './maskLayout.ts';
import type { PixelRegion } from './maskLayout.ts';
import { readImportedJson, unreadable } from './target.ts';

const CONFIG = 'defects_config.json';
/** Pixel values are keys into the config; as MVTec does, the first defect gets the highest. */
const HIGHEST_VALUE = 255;

type Kind = DefectEntry['kind'];
const KINDS: readonly Kind[] = ['logical', 'structural'];

function groupOf(kind: Kind): string {
  return `${kind}_anomalies`;
}

/**
 * MVTec LOCO AD's ground truth, a folder (FORMATS): `ground_truth/{logical,structural}_anomalies/<image>/NNN.png`, one file a region, from the bottom to the
 * top, 0 and the defect's value in `defects_config.json`.
 */
export const loco: Format = { holds: { verdicts: true, regions: true }, write, read };

function write(outgoing: Outgoing): Written {
  const { images, losses } = outgoing;
  const anomalous: AnomalousImage[] = [];
  const good: OutgoingImage[] = [];
  for (const image of images) {
    const truth = truthOf(image, losses);
    if (truth === 'good') good.push(image);
    else if (truth !== null) anomalous.push({ image, truth });
  }
  const defects = defectsOf(anomalous, outgoing);
  const groups = anomalous.map((entry) => groupOfImage(entry, defects, losses));
  const places = new Places();
  const anomalies = anomalous.map(({ image }, i) => ({ image: image.name, group: groups[i]! }));
  placeImages([...good.map(({ name }) => ({ image: name, group: NORMAL_GROUP })), ...anomalies], places, losses);
  const files = new Map<string, Content>([[CONFIG, defectsConfigText(defects)]]);
  for (const [i, { image, truth }] of anomalous.entries()) {
    const folder = folderOf(groups[i]!);
    const id = places.place(folder, image.name);
    for (const [name, png] of masksOf(image, truth, defects, outgoing)) files.set(`${folder}/${id}/${name}`, png);
  }
  const regions = anomalous.reduce((sum, { truth }) => sum + truth.length, 0);
  return { files, regions, names: places.names };
}

interface AnomalousImage {
  readonly image: OutgoingImage;
  readonly truth: readonly PixelRegion[];
}

/** A label in the config; `kind` is undefined where it is none of the project's. */
interface Defect extends ConfiguredDefect {
  readonly kind: Kind | undefined;
}

/** The labels of all regions, each with a pixel value of its own. @throws EngineError `exchange-target` where there are too many. */
function defectsOf(anomalous: readonly AnomalousImage[], { project }: Outgoing): Defect[] {
  const images = anomalous.map(({ truth }) => ({ regions: truth.map(({ region }) => region) }));
  const labels = labelsOf(project, images);
  if (labels.length > HIGHEST_VALUE) {
    throw new EngineError(
      'exchange-target',
      `Expected at most ${HIGHEST_VALUE} labels for ${CONFIG}, whose values are those of a byte, got ${labels.length}. Export fewer, or another format.`,
    );
  }
  return labels.map((name, i) => {
    const entry = project.file.defects.find((defect) => defect.name === name);
    return { name, ...DEFAULT_SATURATION, kind: undefined, ...entry, value: HIGHEST_VALUE - i };
  });
}

/** The files of an image's folder. */
function masksOf(
  { name, size }: OutgoingImage,
  truth: readonly PixelRegion[],
  defects: readonly Defect[],
  { losses }: Outgoing,
): [name: string, png: Content][] {
  const digits = Math.max(3, String(truth.length - 1).length); // so that order of name is order of number
  return truth.map(({ region, index, mask }, i) => {
    const defect = defects.find((entry) => entry.name === region.label)!;
    if (defect.kind === undefined) losses.region(name, index, region.label, LOSS.noKind);
    if (!isSaturation(defect)) losses.region(name, index, region.label, LOSS.saturation);
    const png = (): Promise<Uint8Array> => {
      const bitmap = newBitmap(size);
      drawMask(mask, bitmap, defect.value);
      return encodePng(bitmap);
    };
    return [`${String(i).padStart(digits, '0')}.png`, png];
  });
}

/**
 * An image lies in one folder alone: the one of the two that it is in already, whatever its labels are, as its anomaly map has its name there; else with the
 * logical anomalies as soon as one of its regions is one.
 */
function groupOfImage({ image: { name }, truth }: AnomalousImage, defects: readonly Defect[], losses: Losses): string {
  const kinds = new Set(
    truth.flatMap(({ region }) => defects.find((defect) => defect.name === region.label)?.kind ?? []),
  );
  const own = KINDS.find((kind) => groupInLayout(name, 'mvtec-loco') === groupOf(kind));
  if (kinds.size > 1) losses.image(name, LOSS.bothKinds);
  else if (own !== undefined && kinds.size > 0 && !kinds.has(own)) losses.image(name, LOSS.otherKind);
  return groupOf(own ?? (kinds.has('logical') ? 'logical' : 'structural'));
}

const configSchema = z.array(
  z.looseObject({
    defect_name: z.string(),
    pixel_value: z.number(),
    saturation_threshold: z.optional(z.number()),
    relative_saturation: z.optional(z.boolean()),
  }),
);

/** What `defects_config.json` says of a pixel value. */
type Configured = Pick<DefectEntry, 'name' | 'saturation' | 'relative'>;
type Config = ReadonlyMap<number, Configured>;

async function read(incoming: Incoming): Promise<IncomingImage[]> {
  const { source, names } = incoming;
  const read = await verdictsByFolder(incoming);
  const kinds = (await foldersIn(path.join(source, TRUTH))).filter((folder) => kindOf(folder) !== undefined);
  if (kinds.length === 0 && read.length === 0) {
    throw new EngineError(
      'exchange-missing',
      `Expected ${TRUTH}/{logical,structural}_anomalies or test in ${source}, found none. Name the folder of an MVTec LOCO AD object.`,
    );
  }
  const config: Config = kinds.length === 0 ? new Map() : await readConfig(path.join(source, CONFIG));
  for (const group of kinds) {
    for (const id of await foldersIn(path.join(source, TRUTH, group))) {
      throwIfAborted(incoming.signal);
      const folder = `${TRUTH}/${group}/${id}`;
      const exported = names[folder];
      const found = await incoming.images.find(exported ?? `test/${group}/${id}`, { isStem: exported === undefined });
      if (found !== null) read.push(await readImage(found, folder, kindOf(group)!, config, incoming));
    }
  }
  return read;
}

function kindOf(folder: string): Kind | undefined {
  return KINDS.find((kind) => groupOf(kind) === folder);
}

async function readConfig(file: string): Promise<Config> {
  const parsed = configSchema.safeParse(await readImportedJson(file));
  if (!parsed.success)
    throw unreadable(file, 'a list of defects with "defect_name" and "pixel_value"', 'other JSON', parsed.error);
  return new Map(
    parsed.data.map(({ pixel_value: value, defect_name: name, saturation_threshold, relative_saturation }) => {
      const own = { saturation: saturation_threshold ?? 0, relative: relative_saturation ?? false };
      return [value, { name, ...(isSaturation(own) ? own : DEFAULT_SATURATION) }];
    }),
  );
}

async function readImage(
  { name, size }: FoundImage,
  folder: string,
  kind: Kind,
  config: Config,
  { source, losses, defects }: Incoming,
): Promise<IncomingImage> {
  const files = (await filesBelow(path.join(source, folder))).filter((file) => file.toLowerCase().endsWith('.png'));
  const regions: Region[] = [];
  for (const [i, file] of files.entries()) {
    const lose = (label: string, reason: string): void => {
      losses.region(name, i, label, reason);
    };
    const read = await readMask(path.join(source, folder, file), size, (reason) => {
      lose('', reason);
    });
    if (read === null) continue;
    const defect = config.get(read.value);
    if (!read.isUniform || defect === undefined) {
      lose(defect?.name ?? '', read.isUniform ? LOSS.pixelValue : LOSS.maskFile);
      continue;
    }
    const known = defects.get(defect.name) ?? { ...defect, kind };
    if (known.saturation !== defect.saturation || known.relative !== defect.relative)
      lose(defect.name, LOSS.severalSaturations);
    defects.set(defect.name, known);
    regions.push(newRegion(defect.name, { type: 'mask', mask: read.mask }));
  }
  return { name, annotations: { verdict: 'anomalous', regions }, saysVerdict: true };
}
