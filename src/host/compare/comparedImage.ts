import * as path from 'node:path';
import * as vscode from 'vscode';
import { imagesOfSidecar, isImage, sidecarName } from '../../files/sidecars.ts';
import { labelFolder } from '../annotations/labelFolder.ts';

/** The image that a label file belongs to: the one beside it, or where there is none the one that it names. */
export async function imageOfLabels(file: vscode.Uri, imagePath: string | null): Promise<vscode.Uri | undefined> {
  const parent = vscode.Uri.joinPath(file, '..');
  const folder = labelFolder(parent);
  const name = path.posix.basename(file.path);
  const candidates = imagesOfSidecar(name, await folder.names());
  for (const image of candidates)
    if ((await sidecarName(image, folder)) === name) return vscode.Uri.joinPath(parent, image);
  const named = imagePath === null ? undefined : await namedImage(parent, imagePath);
  return named ?? (candidates[0] === undefined ? undefined : vscode.Uri.joinPath(parent, candidates[0]));
}

/** The label file of an image, whether or not it is there. */
export async function labelsOfImage(image: vscode.Uri): Promise<vscode.Uri> {
  const parent = vscode.Uri.joinPath(image, '..');
  return vscode.Uri.joinPath(parent, await sidecarName(path.posix.basename(image.path), labelFolder(parent)));
}

/** An image by the path that a label file has for it, relative to the file. */
async function namedImage(folder: vscode.Uri, imagePath: string): Promise<vscode.Uri | undefined> {
  const relative = imagePath.replaceAll('\\', '/');
  if (!isImage(relative) || path.posix.isAbsolute(relative) || /^[a-z]:/i.test(relative)) return undefined;
  const image = vscode.Uri.joinPath(folder, relative);
  try {
    await vscode.workspace.fs.stat(image);
    return image;
  } catch {
    return undefined;
  }
}
