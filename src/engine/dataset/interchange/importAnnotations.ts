import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isEmpty, NO_ANNOTATIONS } from '../../../domain/annotations/annotations.ts';
import type { Annotations, Region } from '../../../domain/annotations/annotations.ts';
import { EXCHANGE_FILE } from '../../../domain/annotations/exchange.ts';
import type { ExchangeFormat, ImportMode, ImportReport } from '../../../domain/annotations/exchange.ts';
import type { DefectEntry } from '../../../domain/projectFile.ts';
import type { TaskOptions } from '../../engineTypes.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { DiskFolders } from '../annotations/diskFolder.ts';
import { checkLabelSize, readLabels, writeLabels } from '../annotations/labelFiles.ts';
import { imageNames } from '../imageFiles.ts';
import { changeDefects } from '../project.ts';
import type { Project } from '../project.ts';
import { joinAnnotations } from './joinAnnotations.ts';
import { isOfOneImage, within } from './exportAnnotations.ts';
import type { Format, IncomingImage } from './format.ts';
import { FORMATS } from './formats.ts';
import { ImageFinder } from './imageFinder.ts';
import { Losses } from './losses.ts';
import { readAccount } from './target.ts';

export interface ImportOptions extends TaskOptions {
  readonly format: ExchangeFormat;
  /** A file for `coco` and `csv`, a folder for the others. */
  readonly from: string;
  /** What becomes of images that are annotated already; `merge` unless given. */
  readonly mode?: ImportMode | undefined;
  /** Reports what would be done, and writes nothing. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Reads other tools' annotations into the label files of a project's images (FORMATS). Images are found by their path relative to the project, else by a file name
 * that one image alone has. A label file that cannot be read, or is for an image of another size, stays as it is, which is told as a loss.
 * A label file that cannot be written is told in the report, and the others are written.
 * @throws EngineError `exchange-missing`, `exchange-unreadable`: then nothing was written; `disk-full`, `cancelled`: images before that were.
 */
export async function importAnnotations(project: Project, options: ImportOptions): Promise<ImportReport> {
  const { signal, mode = 'merge', dryRun = false } = options;
  const format = FORMATS[options.format];
  const source = path.resolve(options.from);
  await checkSource(source, options.format);
  const losses = new Losses();
  const images = new ImageFinder(project.folder, await imageNames(project), losses);
  const names = (await readAccount(source))?.names ?? {};
  const defects = new Map<string, DefectEntry>();
  const read = joinParts(await format.read({ project, source, images, names, losses, defects, signal }));
  const folders = new DiskFolders();
  const report = { images: 0, regions: 0, unchanged: 0, verdicts: 0, removed: 0 };
  const unwritten: { image: string; message: string }[] = [];
  for (const [i, image] of read.entries()) {
    throwIfAborted(signal);
    try {
      const done = await importImage(image, { project, format, mode, dryRun, images, folders, losses });
      if (done === null) report.unchanged++;
      else report.images++;
      report.regions += done?.added ?? 0;
      report.removed += done?.removed ?? 0;
      if (done?.verdict === true) report.verdicts++;
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      unwritten.push({ image: image.name, message: error.message });
    }
    options.onProgress?.({ stage: 'exchange', done: i + 1, total: read.length, image: image.name });
  }
  return { ...report, unwritten, labels: await addLabels(project, defects, dryRun), lost: losses.list };
}

/** Whether an error is one file's, so that the others can be written; a full disk is not. */
function isOfOneFile(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === 'disk-readonly' || error.code === 'disk-failed');
}

/** Puts labels that the project does not have among its own. Gives their names. */
async function addLabels(
  project: Project,
  defects: ReadonlyMap<string, DefectEntry>,
  dryRun: boolean,
): Promise<string[]> {
  const known = new Set(project.file.defects.map(({ name }) => name));
  const added = [...defects.values()].filter(({ name }) => name !== '' && !known.has(name));
  if (added.length > 0 && !dryRun)
    await changeDefects(
      project.path,
      added.map((entry) => ({ type: 'add', entry })),
    );
  return added.map(({ name }) => name);
}

/** @throws EngineError `exchange-missing`. */
async function checkSource(source: string, format: ExchangeFormat): Promise<void> {
  const expected = EXCHANGE_FILE[format] === null ? 'folder' : 'file';
  const found = await stat(source).catch(() => null);
  const kind = found?.isDirectory() === true ? 'folder' : 'file';
  if (found !== null && kind === expected) return;
  const came = found === null ? 'nothing' : `a ${kind}`;
  throw new EngineError(
    'exchange-missing',
    `Expected a ${expected} with ${format} annotations at ${source}, found ${came}. Check the path and the format.`,
  );
}

/** Of an image that an import names several times, the parts as one, in order of name. */
function joinParts(parts: readonly IncomingImage[]): IncomingImage[] {
  const joined = new Map<string, IncomingImage>();
  for (const part of parts) {
    const before = joined.get(part.name);
    const { verdict, regions } = before?.annotations ?? NO_ANNOTATIONS;
    joined.set(part.name, {
      name: part.name,
      annotations: {
        verdict: verdict ?? part.annotations.verdict,
        regions: [...regions, ...part.annotations.regions],
      },
      saysVerdict: part.saysVerdict || before?.saysVerdict === true,
    });
  }
  return [...joined.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Import {
  readonly project: Project;
  readonly format: Format;
  readonly mode: ImportMode;
  readonly dryRun: boolean;
  readonly images: ImageFinder;
  readonly folders: DiskFolders;
  readonly losses: Losses;
}

/** What an import has done with an image. */
interface Imported {
  readonly added: number;
  readonly removed: number;
  /** Whether the verdict is another. */
  readonly verdict: boolean;
}

/** Null where the image stays as it is. */
async function importImage(
  { name, annotations, saysVerdict }: IncomingImage,
  { project, format, mode, dryRun, images, folders, losses }: Import,
): Promise<Imported | null> {
  const image = path.join(project.folder, name);
  const found = await images.find(name);
  if (found === null) return null;
  const incoming = within(annotations, found.size, name, losses);
  try {
    const labels = await readLabels(image, folders);
    checkLabelSize(labels, found.size);
    const before = labels.content.annotations;
    if (isEmpty(incoming) && mode !== 'replace') return null;
    if (mode === 'skip' && !isEmpty(before)) return null;
    const holds = { ...format.holds, verdicts: format.holds.verdicts && saysVerdict };
    const joined = joinAnnotations(before, incoming, found.size, mode === 'replace' ? holds : null);
    for (const { region, reason } of joined.left) {
      if (region === null) losses.image(name, reason);
      else losses.region(name, placeOf(region, annotations), region.label, reason);
    }
    if (joined.annotations === null) return null;
    if (!dryRun) await writeLabels(image, joined.annotations, labels, found.size);
    const { added, removed } = joined;
    return { added, removed, verdict: joined.annotations.verdict !== before.verdict };
  } catch (error) {
    if (!isOfOneImage(error)) throw error;
    losses.image(name, error.message);
    return null;
  }
}

/** A region's place in what came in, from 0. */
function placeOf({ id }: Region, { regions }: Annotations): number {
  return regions.findIndex((region) => region.id === id);
}
