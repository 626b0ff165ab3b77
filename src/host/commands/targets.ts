import * as vscode from 'vscode';
import { isImageFile } from '../editors/imagePlace.ts';
import { imageName } from '../services/activeProject.ts';
import { isProjectFile } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import { activeUri } from '../services/activeFile.ts';

/** What a command works on: a project, and in it some images or all. */
export interface Target {
  project: string;
  images?: string[];
}

/**
 * Reads a command's arguments: a path or URI of a project file, or the URIs of the explorer's selection. Without any, the
 * project of the file on show, or else the active one. Where there is none, offers to make one and gives undefined.
 */
export async function readTarget(args: readonly unknown[], projects: Projects): Promise<Target | undefined> {
  const uris = readUris(args);
  const file = uris.find(isProjectFile);
  if (file) return { project: file.fsPath };
  const images = uris.filter(isImageFile);
  if (images.length > 0) return readImages(images, projects);
  const shown = activeUri();
  if (shown && isProjectFile(shown)) return { project: shown.fsPath };
  const project =
    (shown && isImageFile(shown) ? await projects.projectOf(shown) : undefined) ?? (await projects.active());
  if (project === undefined) await offerProject();
  return project === undefined ? undefined : { project };
}

/** The URIs among a command's arguments: the explorer gives the one clicked and, second, all that are selected. */
export function readUris([first, selection]: readonly unknown[]): vscode.Uri[] {
  if (typeof first === 'string') return [vscode.Uri.file(first)];
  if (Array.isArray(selection) && selection.length > 0) return selection.filter((item) => item instanceof vscode.Uri);
  return first instanceof vscode.Uri ? [first] : [];
}

export async function offerProject(): Promise<void> {
  const make = vscode.l10n.t('New Project From Folder…');
  const message = vscode.l10n.t('No kShot project holds this. Make one from a folder of images.');
  if ((await vscode.window.showInformationMessage(message, make)) === make) {
    await vscode.commands.executeCommand('kshot.newProject');
  }
}

async function readImages(images: vscode.Uri[], projects: Projects): Promise<Target | undefined> {
  const project = await projects.projectOf(images[0]!);
  if (project === undefined) {
    await offerProject();
    return undefined;
  }
  return { project, images: images.map((image) => imageName(project, image.fsPath)) };
}
