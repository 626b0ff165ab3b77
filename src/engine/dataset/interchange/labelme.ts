import path from 'node:path';
import { VERDICTS } from '../../../domain/annotations/annotations.ts';
import { formatLabelFile, holdsMore } from '../../../files/labelme/format.ts';
import type { LabelFile, RawObject } from '../../../files/labelme/labelFile.ts';
import { parseLabelFile } from '../../../files/labelme/parse.ts';
import { LabelFileError } from '../../../files/labelFileError.ts';
import { isSidecarName } from '../../../files/sidecars.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { withoutExtension } from '../../files.ts';
import type { Content, Format, Incoming, IncomingImage, Outgoing, Written } from './format.ts';
import { filesBelow } from './folders.ts';
import { LOSS } from './losses.ts';
import { readImported } from './target.ts';

/** LabelMe files in a folder of their own, in the folders of their images; all that label files hold goes along. */
export const labelme: Format = { holds: { verdicts: true, regions: true }, keepsFiles: true, write, read };

function write({ project, images, target }: Outgoing): Written {
  const files = new Map<string, Content>();
  let regions = 0;
  for (const { name, size, annotations, labels } of images) {
    const file = path.posix.join(path.posix.dirname(name), path.basename(labels.path));
    const image = { path: pathFrom(path.join(target, file), path.join(project.folder, name)), size };
    files.set(file, async () => formatLabelFile(annotations, image, await labels.read()));
    regions += annotations.regions.length;
  }
  return { files, regions };
}

/** The image as the label file names it; its name alone where it lies on another drive. */
function pathFrom(file: string, image: string): string {
  const relative = path.relative(path.dirname(file), image);
  return path.isAbsolute(relative) ? path.basename(image) : relative.split(path.sep).join('/');
}

async function read(incoming: Incoming): Promise<IncomingImage[]> {
  const { source, losses, signal } = incoming;
  const names = (await filesBelow(source)).filter(
    (name) => isSidecarName(name) && !path.basename(name).startsWith('.'),
  );
  if (names.length === 0) {
    throw new EngineError(
      'exchange-missing',
      `Expected LabelMe files (*.json) in ${source}, found none. Check the path.`,
    );
  }
  const read: IncomingImage[] = [];
  for (const name of names) {
    throwIfAborted(signal);
    try {
      const content = await parseLabelFile(await readImported(path.join(source, name)), name);
      const image = await readFile(name, content, incoming);
      if (image !== null) read.push(image);
    } catch (error) {
      if (!(error instanceof LabelFileError)) throw error;
      losses.image(name, error.message);
    }
  }
  return read;
}

async function readFile(
  name: string,
  file: LabelFile,
  { project, source, images, losses }: Incoming,
): Promise<IncomingImage | null> {
  const { imagePath, size, annotations, document } = file;
  const said = imageOf(name, imagePath, (image, isStem) => images.nameOf(image, isStem), { project, source });
  const claimed = size === null || annotations.regions.length === 0 ? undefined : size;
  const found = await images.find(said, { size: claimed });
  if (found === null) return null;
  if (holdsMore(file)) losses.image(found.name, LOSS.document);
  const saysVerdict = VERDICTS.some((verdict) => verdict in ((document.flags ?? {}) as RawObject));
  return { name: found.name, annotations, saysVerdict };
}

/** The project's name of the image that a label file is for: by the path in it, as it stands or as if the file lay beside the image, else by the file's own name. */
function imageOf(
  name: string,
  imagePath: string | null,
  nameOf: (image: string, isStem: boolean) => string | null,
  { project, source }: Pick<Incoming, 'project' | 'source'>,
): string {
  const folder = path.posix.dirname(name);
  if (imagePath !== null) {
    const absolute = path.resolve(source, folder, imagePath.replaceAll('\\', '/'));
    const relative = path.relative(project.folder, absolute).split(path.sep).join('/');
    const beside = path.posix.join(folder, path.posix.basename(imagePath.replaceAll('\\', '/')));
    for (const said of [relative, beside]) if (nameOf(said, false) !== null) return said;
  }
  const stem = withoutExtension(name);
  return nameOf(stem, false) ?? nameOf(stem, true) ?? name;
}
