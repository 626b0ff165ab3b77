import * as path from 'node:path';
import * as vscode from 'vscode';
import { projectsAbove } from '../services/activeProject.ts';
import { previewFolders } from '../services/engineService.ts';
import type { Projects } from '../services/projects.ts';

/**
 * The folders that an image's page may read: the image's own, those of the projects that may hold it (its references lie there), and those of previews.
 * Known without the engine, for the page that waits for them; other roots later would load it again.
 */
export async function imageRoots(image: vscode.Uri, projects: Projects, storage: vscode.Uri): Promise<vscode.Uri[]> {
  const found = image.scheme === 'file' ? projectsAbove(image.fsPath, await projects.list().catch(() => [])) : [];
  return withoutInner([vscode.Uri.joinPath(image, '..'), ...found.map(projectFolder), ...previewFolders(storage)]);
}

/** The folders that a page on a whole project may read. */
export function projectRoots(project: string, storage: vscode.Uri): vscode.Uri[] {
  return withoutInner([projectFolder(project), ...previewFolders(storage)]);
}

/** Whether a file lies in one of the folders. */
export function isCovered(file: vscode.Uri, roots: readonly vscode.Uri[]): boolean {
  return roots.some(
    ({ scheme, path: root }) => scheme === file.scheme && file.path.startsWith(root.endsWith('/') ? root : `${root}/`),
  );
}

/** The folders that lie in none of the others. */
function withoutInner(folders: readonly vscode.Uri[]): vscode.Uri[] {
  return folders.filter(
    (folder, i) =>
      !isCovered(folder, folders) && folders.findIndex((other) => other.toString() === folder.toString()) === i,
  );
}

function projectFolder(project: string): vscode.Uri {
  return vscode.Uri.file(path.dirname(project));
}
