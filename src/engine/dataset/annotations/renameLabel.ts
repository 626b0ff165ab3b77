import path from 'node:path';
import type { LabelRename } from '../../../domain/defects.ts';
import { describe } from '../../files.ts';
import { imageSize } from '../../image/imageSize.ts';
import { imageNames } from '../imageFiles.ts';
import type { Project } from '../project.ts';
import { DiskFolders } from './diskFolder.ts';
import { readLabels, writeLabels } from './labelFiles.ts';
import { readAnnotationsOf } from './summaries.ts';

/**
 * Renames a label of regions in all label files of a project's images, each file whole or not at all; the rest of a file stays as it is. Files that cannot be read or written
 * are told of and left as they are.
 */
export async function renameLabel(project: Project, from: string, to: string): Promise<LabelRename> {
  const folders = new DiskFolders();
  const done: LabelRename = { files: 0, regions: 0, failed: [] };
  for (const [image, { summary, labels }] of await readAnnotationsOf(project, await imageNames(project))) {
    if (summary.error !== undefined) {
      done.failed.push({ file: summary.file ?? image, message: summary.error });
      continue;
    }
    if (!labels.includes(from)) continue;
    try {
      done.regions += await renameIn(path.join(project.folder, image), folders, from, to);
      done.files += 1;
    } catch (error) {
      done.failed.push({ file: image, message: describe(error) });
    }
  }
  return done;
}

/** @returns how many regions have another label now. @throws EngineError `labels-unreadable`, `image-*`, `disk-*`. */
async function renameIn(image: string, folders: DiskFolders, from: string, to: string): Promise<number> {
  const stored = await readLabels(image, folders);
  const { annotations, size } = stored.content;
  const renamed = annotations.regions.filter(({ label }) => label === from).length;
  const regions = annotations.regions.map((region) => (region.label === from ? { ...region, label: to } : region));
  await writeLabels(image, { ...annotations, regions }, stored, size ?? (await imageSize(image)));
  return renamed;
}
