import * as path from 'node:path';
import * as vscode from 'vscode';
import { truthSource } from '../../domain/groundTruth.ts';
import type { TruthSource } from '../../domain/groundTruth.ts';
import type { ProjectImage } from '../../domain/records.ts';
import { byName } from '../services/order.ts';
import { imageName, imagePath } from '../services/activeProject.ts';
import type { Projects } from '../services/projects.ts';

const IMAGE_FILE = /\.(png|jpe?g|bmp|tiff?|webp)$/i;

/** Where an image stands: in its project's order, or in its folder's where it has no project. */
export interface ImagePlace {
  project: string | undefined;
  /** Path relative to the project file, or the file's name. */
  name: string;
  isReference: boolean;
  /** The ground truth, `good` or a defect's name, and who says so; null where nothing is known. */
  group: string | null;
  truth: TruthSource | null;
  /** Place in the order, from 0; −1 where the image is not in it. */
  index: number;
  /** How many images are in the order. */
  of: number;
  /** What stands before and after the image, or would where it is not in the order; undefined beyond the ends. */
  previous: vscode.Uri | undefined;
  next: vscode.Uri | undefined;
}

export function isImageFile(uri: vscode.Uri): boolean {
  return IMAGE_FILE.test(uri.path);
}

/** Finds an image's active project and its neighbours there. Asks no engine while the workspace is not trusted. */
export async function imagePlace(uri: vscode.Uri, projects: Projects): Promise<ImagePlace> {
  const project = vscode.workspace.isTrusted ? await projects.projectOf(uri) : undefined;
  if (project === undefined) return folderPlace(uri);
  const images = [...(await projects.images(project))].sort((a, b) => byName(a.image, b.image));
  const name = imageName(project, uri.fsPath);
  const index = images.findIndex(({ image }) => image === name);
  return {
    project,
    name,
    ...aboutImage(images[index]),
    ...placeIn(
      images.map(({ image }) => vscode.Uri.file(imagePath(project, image))),
      index,
    ),
  };
}

/** What a project says of one of its images. */
export function aboutImage(image: ProjectImage | undefined): Pick<ImagePlace, 'isReference' | 'group' | 'truth'> {
  if (image === undefined) return { isReference: false, group: null, truth: null };
  return { isReference: image.reference, group: image.group, truth: truthSource(image) };
}

function placeIn(images: readonly vscode.Uri[], index: number): Pick<ImagePlace, 'index' | 'of' | 'previous' | 'next'> {
  const neighbour = (steps: number) => (index < 0 ? undefined : images[index + steps]);
  return { index, of: images.length, previous: neighbour(-1), next: neighbour(1) };
}

async function folderPlace(uri: vscode.Uri): Promise<ImagePlace> {
  const name = path.posix.basename(uri.path);
  const folder = vscode.Uri.joinPath(uri, '..');
  const images = (await vscode.workspace.fs.readDirectory(folder))
    .filter(([, type]) => (type & vscode.FileType.File) !== 0)
    .map(([file]) => vscode.Uri.joinPath(folder, file))
    .filter(isImageFile)
    .sort((a, b) => byName(a.path, b.path));
  const index = images.findIndex((image) => image.path === uri.path);
  return { project: undefined, name, ...aboutImage(undefined), ...placeIn(images, index) };
}
