import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { glob } from 'tinyglobby';
import { PROJECT_SUFFIX, segmenterChoice } from '../../domain/projectFile.ts';
import { IMAGE_EXTENSIONS, isImage } from '../../files/sidecars.ts';
import { EngineError } from '../errors.ts';
import { isMaskPath } from '../segment/masks.ts';
import type { Project } from './project.ts';

/** Folders that hold what goes with images, not images to score. */
const IGNORED = ['**/.kshot/**', '**/node_modules/**', '**/.git/**'];
const MATCHING = { dot: false, nocase: false } as const;

/** The images that patterns match below a folder, by name (code-unit order). Links are followed. */
async function findImages(folder: string, patterns: readonly string[]): Promise<string[]> {
  if (patterns.length === 0) return [];
  const found = await glob([...patterns], {
    cwd: folder,
    ignore: IGNORED,
    onlyFiles: true,
    expandDirectories: false,
    followSymbolicLinks: true,
  });
  return [...new Set(found.filter((name) => isImage(name)))].sort(byName);
}

/** Order by name: by code unit, the same on every machine and in every language. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The names of all images of a project, in order, references included (also those that `images` does not match). */
export async function imageNames(project: Project): Promise<string[]> {
  const masks = maskPattern(project);
  const matched = (await findImages(project.folder, project.file.images)).filter((image) => !masks(image));
  return [...new Set([...matched, ...project.file.references])].sort(byName);
}

/**
 * The images to score: those that `images` matches, or of these (and the references) the ones that further globs match. A glob
 * may also be a path from the working folder, as a shell completes it.
 * @throws EngineError `no-images`, also where one of several globs matches nothing.
 */
export async function imagesToScore(
  project: Project,
  globs: readonly string[] | undefined,
  workingFolder = project.folder,
): Promise<string[]> {
  const masks = maskPattern(project);
  const matched = (await findImages(project.folder, project.file.images)).filter((image) => !masks(image));
  if (globs !== undefined && globs.length > 0) {
    return chooseImages([...matched, ...project.file.references], globs, project, workingFolder);
  }
  if (matched.length === 0) {
    const asked = project.file.images.map((pattern) => JSON.stringify(pattern)).join(', ');
    throw new EngineError(
      'no-images',
      `No image of ${project.path} matches ${asked || 'an empty list of patterns'}. Check "images" in the project file and the folder ${project.folder}.`,
    );
  }
  return matched;
}

function chooseImages(
  images: readonly string[],
  globs: readonly string[],
  project: Project,
  workingFolder: string,
): string[] {
  const chosen = new Set<string>();
  for (const glob of globs) {
    const fromFolder = path.relative(project.folder, path.resolve(workingFolder, glob)).split(path.sep).join('/');
    const match = picomatch([glob, fromFolder], MATCHING);
    const found = images.filter((image) => image === glob || image === fromFolder || match(image));
    if (found.length === 0) {
      const example = images[0] === undefined ? '' : `, like ${images[0]}`;
      throw new EngineError(
        'no-images',
        `No image of ${project.path} matches ${JSON.stringify(glob)}. Name images of the project, relative to ${project.folder}${example}.`,
      );
    }
    for (const image of found) chosen.add(image);
  }
  return [...chosen].sort(byName);
}

/** Whether a project holds an image (path relative to it), as reference or by `images`. */
export function holdsImage(project: Project, image: string): boolean {
  if (!isImage(image) || maskPattern(project)(image)) return false;
  if (project.file.references.includes(image)) return true;
  const wanted = project.file.images.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = project.file.images.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return picomatch(wanted, { ...MATCHING, ignore: [...IGNORED, ...unwanted] })(image);
}

/** Mask files lie among the images and are none. */
function maskPattern({ file }: Project): (image: string) => boolean {
  const choice = segmenterChoice(file.models);
  const pattern = choice.kind === 'masks' ? choice.pattern : choice.kind === 'aligned' ? choice.firstMask : null;
  return (image) => pattern !== null && isMaskPath(pattern, image);
}

/** Images below a folder that a new project could hold. @throws EngineError `folder-missing`, `folder-empty`. */
export async function imagesBelow(folder: string): Promise<string[]> {
  const status = await stat(folder).catch(() => null);
  if (!status?.isDirectory())
    throw new EngineError(
      'folder-missing',
      `Expected a folder of images, got ${folder}, which is no folder. Check the path.`,
    );
  const images = (await findImages(folder, ['**/*'])).filter((image) => !/^(ground_truth|labels)\//.test(image));
  if (images.length === 0) {
    throw new EngineError(
      'folder-empty',
      `Found no image (${IMAGE_EXTENSIONS.join(', ')}) below ${folder}. Choose a folder that holds some.`,
    );
  }
  return images;
}

/** Project files in an image's folder and the folders above it, nearest first. */
export async function projectFilesAbove(image: string): Promise<string[]> {
  const found: string[] = [];
  for (let folder = path.dirname(path.resolve(image)); ; folder = path.dirname(folder)) {
    const names = await readdir(folder).catch(() => []);
    found.push(
      ...names
        .filter((name) => name.endsWith(PROJECT_SUFFIX))
        .sort(byName)
        .map((name) => path.join(folder, name)),
    );
    if (folder === path.dirname(folder)) return found;
  }
}

/**
 * An image's name in a project from a path as the user gave it: relative to the project's folder, or to the working folder.
 * @throws EngineError `image-not-in-project`.
 */
export async function nameInProject(project: Project, image: string, workingFolder: string): Promise<string> {
  const candidates = path.isAbsolute(image)
    ? [image]
    : [path.resolve(project.folder, image), path.resolve(workingFolder, image)];
  for (const candidate of candidates) {
    const resolved = await realpath(candidate).catch(() => null);
    if (resolved === null) continue;
    for (const [file, folder] of [
      [candidate, project.folder],
      [resolved, await realpath(project.folder)],
    ] as const) {
      const relative = path.relative(folder, file);
      if (!/^\.\.($|[/\\])/.test(relative) && !path.isAbsolute(relative)) return relative.split(path.sep).join('/');
    }
  }
  throw new EngineError(
    'image-not-in-project',
    `Found no image ${image} in the project's folder ${project.folder}. Give its path relative to the project file.`,
  );
}
