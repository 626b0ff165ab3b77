/** Which project an image belongs to (docs/architecture.md): pure, so that it can be tested without an editor. */
import * as path from 'node:path';

/**
 * Of the projects that hold an image, the nearest folder's; of several there, the last used.
 * `candidates` come nearest folder first, `lastUsed` the latest first; both hold paths of project files.
 */
export function chooseProject(candidates: readonly string[], lastUsed: readonly string[]): string | undefined {
  const [first] = candidates;
  if (first === undefined) return undefined;
  const nearest = candidates.filter((project) => path.dirname(project) === path.dirname(first));
  return lastUsed.find((project) => nearest.includes(project)) ?? first;
}

/** The projects in the file's folder and above, nearest folder first. */
export function projectsAbove(file: string, projects: readonly string[]): string[] {
  return projects
    .filter((project) => isInside(file, path.dirname(project)))
    .sort((a, b) => path.dirname(b).length - path.dirname(a).length || a.localeCompare(b));
}

/** An image's name in a project: its path relative to the project file, with `/`. */
export function imageName(project: string, file: string): string {
  return path.relative(path.dirname(project), file).split(path.sep).join('/');
}

/** The inverse of {@link imageName}. */
export function imagePath(project: string, name: string): string {
  return path.join(path.dirname(project), ...name.split('/'));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
