import * as path from 'node:path';
import * as vscode from 'vscode';
import { imageName, imagePath } from '../services/activeProject.ts';
import type { Projects } from '../services/projects.ts';

const IMAGE_FILE = /\.(png|jpe?g|bmp|tiff?|webp)$/i;

/** Where an image stands: in its project's order, or in its folder's where it has no project. */
export interface ImagePlace {
  project: string | undefined;
  /** Path relative to the project file, or the file's name. */
  name: string;
  isReference: boolean;
  /** All images in order, this one at `index`; index −1 where the image is not among them. */
  images: vscode.Uri[];
  index: number;
}

export function isImageFile(uri: vscode.Uri): boolean {
  return IMAGE_FILE.test(uri.path);
}

/** Finds an image's active project and its neighbours there. Asks no engine while the workspace is not trusted. */
export async function imagePlace(uri: vscode.Uri, projects: Projects): Promise<ImagePlace> {
  const project = vscode.workspace.isTrusted ? await projects.projectOf(uri) : undefined;
  if (project === undefined) return folderPlace(uri);
  const images = await projects.images(project);
  const name = imageName(project, uri.fsPath);
  const index = images.findIndex(({ image }) => image === name);
  return {
    project,
    name,
    isReference: images[index]?.reference ?? false,
    images: images.map(({ image }) => vscode.Uri.file(imagePath(project, image))),
    index,
  };
}

async function folderPlace(uri: vscode.Uri): Promise<ImagePlace> {
  const name = path.posix.basename(uri.path);
  const folder = vscode.Uri.joinPath(uri, '..');
  const images = (await vscode.workspace.fs.readDirectory(folder))
    .filter(([, type]) => (type & vscode.FileType.File) !== 0)
    .map(([file]) => vscode.Uri.joinPath(folder, file))
    .filter(isImageFile)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const index = images.findIndex((image) => image.path === uri.path);
  return { project: undefined, name, isReference: false, images, index };
}
