import * as path from 'node:path';
import * as vscode from 'vscode';
import { saveProject } from '../services/tasks.ts';
import { InspectorEditor } from './inspectorEditor.ts';

/** The engine reads the files: what was changed in editors of the project's images, and in its file, is saved first. */
export async function saveImages(project: string): Promise<void> {
  await saveProject(project);
  for (const image of unsavedImages(project)) await vscode.workspace.save(image);
}

/** How many editors hold something of a project that its files do not. */
export function countUnsaved(project: string): number {
  const isFileUnsaved = vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.fsPath === project);
  return unsavedImages(project).length + (isFileUnsaved ? 1 : 0);
}

/** Images in the project's folder whose annotations were changed in an editor, each once. */
function unsavedImages(project: string): vscode.Uri[] {
  const folder = path.dirname(project) + path.sep;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const images = tabs.flatMap(({ input, isDirty }) =>
    isDirty && input instanceof vscode.TabInputCustom && input.viewType === InspectorEditor.viewType ? [input.uri] : [],
  );
  return images.filter(
    (uri, i) => uri.fsPath.startsWith(folder) && images.findIndex((other) => other.toString() === uri.toString()) === i,
  );
}
