/** Renders a whole LOCO-like data set: pictures, exact class masks, ground truth and one project file. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, throwIfAborted } from '../errors.ts';
import { makeFolder, systemCode } from '../../files/replaceFile.ts';
import { writeError, writeFileAtomic } from '../files.ts';
import { encodePng } from '../image/encode.ts';
import { encodeLabelPng } from '../image/labelPng.ts';
import { DEFECTS, defectConfigText } from './defectConfig.ts';
import type { PlannedImage } from './plan.ts';
import { planImages } from './plan.ts';
import { renderSampleImage } from './renderImage.ts';
import type { SampleImage } from './renderImage.ts';

/** The project file of a sample; a folder that holds it is a former sample and may be rendered again. */
const SAMPLE_PROJECT = 'sample.kshot.json';
/** Folders whose pictures are the sample's own. */
const OWN_FOLDERS = ['train', 'validation', 'test', 'labels', 'ground_truth'] as const;
const REFERENCES = 4;
/** Images in work at a time: one is encoded while the next is drawn. */
const CONCURRENCY = 2;

export interface SampleOptions {
  /** Same seed, same bytes. Default 0. */
  seed?: number | undefined;
  /** Test images in all, shared out among the groups; at least three are written. Default 52. */
  count?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Renders a data set into `folder` (made if missing) in the layout of MVTec LOCO AD: `train`, `validation` and `test`
 * pictures, `ground_truth`, `defects_config.json`, exact class masks in `labels`, and the project file.
 * An image depends on the seed and its own path alone, not on how many there are.
 * @returns the project file's path and the number of pictures.
 * @throws EngineError `project-exists` where the folder holds anything but a former sample; `cancelled`; `disk-…`.
 */
export async function renderSample(
  folder: string,
  options: SampleOptions = {},
): Promise<{ project: string; images: number }> {
  const images = planImages(options.count);
  const project = path.join(folder, SAMPLE_PROJECT);
  throwIfAborted(options.signal);
  await claimFolder(folder);
  // First of all, so that a rendering that was cut short is known as a sample and may be repeated.
  await writeFileAtomic(project, projectText(images));
  await writeFileAtomic(path.join(folder, 'defects_config.json'), defectConfigText());
  await renderImages(images, folder, options);
  return { project, images: images.length };
}

async function renderImages(images: readonly PlannedImage[], folder: string, options: SampleOptions): Promise<void> {
  const queue = images.values();
  let done = 0;
  const work = async (): Promise<void> => {
    // Both workers take from one queue.
    for (const planned of queue) {
      throwIfAborted(options.signal);
      await writeImage(folder, planned, await renderSampleImage(planned, options.seed ?? 0));
      done += 1;
      options.onProgress?.(done, images.length);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: CONCURRENCY }, work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function writeImage(folder: string, planned: PlannedImage, image: SampleImage): Promise<void> {
  const write = (name: string, bytes: Uint8Array): Promise<void> =>
    writeFileAtomic(path.join(folder, name), bytes, { flush: false });
  await write(`labels/${planned.stem}.png`, await encodeLabelPng(image.labels));
  for (const [index, { mask }] of image.channels.entries()) {
    const truth = planned.stem.replace(/^test\//, 'ground_truth/');
    await write(`${truth}/${String(index).padStart(3, '0')}.png`, await encodeLabelPng(mask));
  }
  await write(`${planned.stem}.png`, await encodePng(image.photo));
}

function projectText(images: readonly PlannedImage[]): string {
  const references = images.slice(0, REFERENCES).map(({ stem }) => `${stem}.png`);
  const defects = DEFECTS.map(({ name, saturation, relative }) => ({ name, kind: kindOf(name), saturation, relative }));
  const project = { version: 1, name: 'sample', layout: 'mvtec-loco', references, images: ['test/**/*.png'], defects };
  return `${JSON.stringify(project, null, 2)}\n`;
}

function kindOf(name: string): 'structural' | 'logical' {
  return ['scratch', 'stain', 'dent'].includes(name) ? 'structural' : 'logical';
}

/** Makes the folder, or empties a former sample of its pictures. What the user put there stays. */
async function claimFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    const held = await readdir(folder);
    if (held.length === 0) return;
    if (!held.includes(SAMPLE_PROJECT)) {
      throw new EngineError(
        'project-exists',
        `Expected an empty folder or a former sample for the sample's images, got ${folder} with ${held.length} other entries; choose another folder.`,
      );
    }
    for (const own of OWN_FOLDERS) await removePictures(path.join(folder, own));
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Removes the pictures that a sample names (`000.png` …) below a folder, and folders that this leaves empty. */
async function removePictures(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) await removePictures(inner);
    else if (entry.isFile() && /^\d{3,}\.png$/.test(entry.name)) await rm(inner);
  }
  const isFolder = await stat(folder).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (isFolder && (await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}
