import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { AnnotationSummary } from '../../../domain/records.ts';
import { summarizeLabelFile } from '../../../files/labelme/summarize.ts';
import type { LabelFileSummary } from '../../../files/labelme/summarize.ts';
import { hasName, sidecarName } from '../../../files/sidecars.ts';
import type { SidecarFolder } from '../../../files/sidecars.ts';
import { describe } from '../../files.ts';
import { DiskFolders } from './diskFolder.ts';

/** What an image's label file says, as far as it can be told without its image and without decoding masks. */
export interface ImageAnnotations {
  readonly summary: AnnotationSummary;
  /** The label of each region, from the bottom to the top; none where the file is unreadable. */
  readonly labels: readonly string[];
}

/** So many files are read at once; more only wait for the disk. */
const AT_ONCE = 16;

/** So many files are known at most: with them the largest data sets are read once, in some tens of megabytes. */
const MOST_KNOWN = 100_000;

/** What label files said when they were read last; those that were asked for last stay. */
export class LabelFileSummaries {
  /** By path, in the order in which they were asked for. */
  private readonly known = new Map<string, { readonly state: string; readonly summary: LabelFileSummary }>();

  constructor(private readonly most = MOST_KNOWN) {}

  /** @param file absolute. @param name in its folder. @throws LabelFileError `labels-unreadable`; the system's error. */
  async of(file: string, name: string, folder: SidecarFolder): Promise<LabelFileSummary> {
    const { mtimeMs, size, ino } = await stat(file);
    const state = `${mtimeMs} ${size} ${ino}`;
    const before = this.known.get(file);
    this.known.delete(file);
    const summary =
      before?.state === state ? before.summary : summarizeLabelFile((await folder.read(name)) ?? '', file);
    this.known.set(file, { state, summary });
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
    return summary;
  }
}

/**
 * What people said of a project's images: those with a label file, by name. Folders are listed once and only label files that are there are read, those
 * that are `known` and did not change not again. A file that cannot be read has `error` in its summary; nothing is thrown for it.
 * @param folder the project's, absolute. @param images relative to it, with `/`.
 */
export async function readAnnotationsOf(
  { folder }: { readonly folder: string },
  images: readonly string[],
  known = new LabelFileSummaries(),
): Promise<Map<string, ImageAnnotations>> {
  const folders = new DiskFolders();
  const found = new Map<string, ImageAnnotations>();
  const left = [...images];
  const work = async (): Promise<void> => {
    for (let image = left.pop(); image !== undefined; image = left.pop()) {
      const annotations = await readSummary(path.join(folder, image), folders, known);
      if (annotations !== null) found.set(image, annotations);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function readSummary(
  image: string,
  folders: DiskFolders,
  known: LabelFileSummaries,
): Promise<ImageAnnotations | null> {
  const folder = path.dirname(image);
  const files = folders.at(folder);
  let name = path.basename(image);
  try {
    name = await sidecarName(name, files);
    if (!hasName(await files.names(), name)) return null;
    const { verdict, labels } = await known.of(path.join(folder, name), name, files);
    return { summary: { verdict, regions: labels.length }, labels };
  } catch (error) {
    const file = path.join(folder, name);
    return { summary: { verdict: null, regions: 0, error: oneLine(error, file), file }, labels: [] };
  }
}

function oneLine(error: unknown, file: string): string {
  const message = describe(error);
  return message.includes(file) ? message : `${file}: ${message}. Check its permissions.`;
}
