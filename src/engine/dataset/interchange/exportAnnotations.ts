import path from 'node:path';
import { isEmpty } from '../../../domain/annotations/annotations.ts';
import type { Annotations } from '../../../domain/annotations/annotations.ts';
import { clipShape } from '../../../domain/annotations/clip.ts';
import type { ExchangeFormat, ExportReport } from '../../../domain/annotations/exchange.ts';
import type { Size } from '../../../domain/annotations/mask.ts';
import type { LabelFile } from '../../../files/labelme/labelFile.ts';
import type { TaskOptions } from '../../engineTypes.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { imageSize } from '../../image/imageSize.ts';
import { DiskFolders } from '../annotations/diskFolder.ts';
import { checkLabelSize, readLabels } from '../annotations/labelFiles.ts';
import { holdsImage, imageNames } from '../imageFiles.ts';
import type { Project } from '../project.ts';
import { holdsMore } from '../../../files/labelme/format.ts';
import type { OutgoingImage } from './format.ts';
import { FORMATS } from './formats.ts';
import { LOSS, Losses } from './losses.ts';
import { openTarget, writeTarget } from './target.ts';

export interface ExportOptions extends TaskOptions {
  readonly format: ExchangeFormat;
  /** A file for `coco` and `csv`, a folder for the others. */
  readonly out: string;
  /** Whether to write also where something is that is no earlier export. */
  readonly force?: boolean | undefined;
}

/**
 * Writes a project's annotations for other tools (FORMATS): all images with a verdict or regions, by name.
 * @throws EngineError `exchange-target`, `exchange-exists`, `disk-*`, `cancelled`.
 */
export async function exportAnnotations(project: Project, options: ExportOptions): Promise<ExportReport> {
  const format = FORMATS[options.format];
  const target = await openTarget(options.out, options.format, format, options.force ?? false);
  const losses = new Losses();
  const { images, unread } = await readAll(project, losses, options);
  if (format.keepsFiles !== true)
    for (const { name, labels } of images) if (labels.besides) losses.image(name, LOSS.document);
  const written = await format.write({ project, images, target: target.path, losses });
  checkPlace(project, target.path, [...written.files.keys()], images);
  await writeTarget(target, written, options.signal);
  return { images: images.length, regions: written.regions, lost: losses.list, unread };
}

async function readAll(
  project: Project,
  losses: Losses,
  { signal, onProgress }: TaskOptions,
): Promise<{ images: OutgoingImage[]; unread: { image: string; message: string }[] }> {
  const names = await imageNames(project);
  const folders = new DiskFolders();
  const images: OutgoingImage[] = [];
  const unread: { image: string; message: string }[] = [];
  for (const [i, name] of names.entries()) {
    throwIfAborted(signal);
    try {
      const image = await readOutgoing(project.folder, name, folders, losses);
      if (image !== null) images.push(image);
    } catch (error) {
      if (!isOfOneImage(error)) throw error;
      losses.image(name, error.message);
      unread.push({ image: name, message: error.message });
    }
    onProgress?.({ stage: 'exchange', done: i + 1, total: names.length, image: name });
  }
  return { images, unread };
}

/** Whether an error is one image's, or its label file's, so that the others can go on. */
export function isOfOneImage(error: unknown): error is EngineError {
  return error instanceof EngineError && /^(image|labels)-/.test(error.code);
}

async function readOutgoing(
  folder: string,
  name: string,
  folders: DiskFolders,
  losses: Losses,
): Promise<OutgoingImage | null> {
  const image = path.join(folder, name);
  const labels = await readLabels(image, folders);
  if (isEmpty(labels.content.annotations)) return null;
  const size = await imageSize(image);
  checkLabelSize(labels, size);
  const { path: file, content } = labels;
  const ids = content.annotations.regions.map(({ id }) => id);
  const read = async (): Promise<LabelFile> => withIds(ids, (await readLabels(image, folders)).content);
  const besides = holdsMore(content);
  return {
    name,
    size,
    labels: { path: file, besides, read },
    annotations: within(content.annotations, size, name, losses),
  };
}

/** A file that is read again, its regions known by the ids that they had; one that is another by now is written anew. */
function withIds(ids: readonly string[], file: LabelFile): LabelFile {
  const entries = file.annotations.regions.map(({ id }, i) => [ids[i] ?? id, file.read.get(id)!] as const);
  return { ...file, read: new Map(entries) };
}

/** Annotations whose regions lie in their image; what does not is told as a loss. */
export function within({ verdict, regions }: Annotations, size: Size, image: string, losses: Losses): Annotations {
  const kept = regions.flatMap((region, i) => {
    const shape = clipShape(region.shape, size);
    if (shape === region.shape) return [region];
    losses.region(image, i, region.label, shape === null ? LOSS.outside : LOSS.cut);
    return shape === null ? [] : [{ ...region, shape }];
  });
  return { verdict, regions: kept };
}

/**
 * An export may lie in the project's folder, but must not become part of it.
 * @throws EngineError `exchange-target` where it would write over the project's own label files, or masks that would count as its images.
 */
function checkPlace(
  project: Project,
  target: string,
  files: readonly string[],
  images: readonly OutgoingImage[],
): void {
  const own = new Set(images.map(({ labels }) => labels.path));
  for (const file of files) {
    const absolute = path.join(target, file);
    const name = path.relative(project.folder, absolute).split(path.sep).join('/');
    if (absolute === project.path || own.has(absolute)) {
      throw new EngineError(
        'exchange-target',
        `${absolute} is the project's own file. Choose a place outside of the folders with its images.`,
      );
    }
    if (!name.startsWith('../') && holdsImage(project, name)) {
      throw new EngineError(
        'exchange-target',
        `${absolute} would count as an image of the project. Choose a place outside of ${project.folder}, or exclude it with "!…" in "images".`,
      );
    }
  }
}
