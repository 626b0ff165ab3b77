import * as path from 'node:path';
import * as vscode from 'vscode';
import { projectsAbove } from '../services/activeProject.ts';
import type { Projects } from '../services/projects.ts';

/**
 * The folders that an image's page may read: the image's own, and those of the projects that may hold it, whose references lie there. Known without the
 * engine, for the page that waits for them; other roots later load it again (docs/decisions/0012).
 */
export async function imageRoots(image: vscode.Uri, projects: Projects): Promise<vscode.Uri[]> {
  const found = image.scheme === 'file' ? projectsAbove(image.fsPath, await projects.list().catch(() => [])) : [];
  const folders = found.map((project) => vscode.Uri.file(path.dirname(project)));
  return withoutInner([vscode.Uri.joinPath(image, '..'), ...folders]);
}

/** The folders that a page on these images may read. */
export function foldersOf(images: readonly vscode.Uri[]): vscode.Uri[] {
  const folders = new Map(
    images.map((image) => vscode.Uri.joinPath(image, '..')).map((folder) => [folder.path, folder]),
  );
  return withoutInner([...folders.values()]);
}

/** Whether a file lies in one of the folders. */
export function isCovered(file: vscode.Uri, roots: readonly vscode.Uri[]): boolean {
  return roots.some(
    ({ scheme, path: root }) => scheme === file.scheme && file.path.startsWith(root.endsWith('/') ? root : `${root}/`),
  );
}

/** The folders that lie in none of the others. */
export function withoutInner(folders: readonly vscode.Uri[]): vscode.Uri[] {
  return folders.filter(
    (folder, i) =>
      !isCovered(folder, folders) && folders.findIndex((other) => other.toString() === folder.toString()) === i,
  );
}
