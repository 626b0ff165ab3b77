import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { NewProject } from '../../../src/protocol/engine.ts';

export const EXTENSION = 'kshot.kshot';
export const INSPECTOR = 'kshot.inspector';
const PATIENCE_MILLISECONDS = 30_000;

/** Waits until `read` gives something else than undefined or false. */
export async function until<T>(
  what: string,
  read: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited ${PATIENCE_MILLISECONDS} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return folder.uri.fsPath;
}

export function file(...names: string[]): vscode.Uri {
  return vscode.Uri.file(path.join(workspaceFolder(), ...names));
}

/** The project that all suites work on: made by the command at the first call. */
export async function project(): Promise<string> {
  const [existing] = await vscode.workspace.findFiles('*.kshot.json');
  if (existing) return existing.fsPath;
  const options: NewProject = { folder: workspaceFolder(), shots: 4, name: 'sample' };
  const made = await vscode.commands.executeCommand<string | undefined>('kshot.newProject', options);
  assert.ok(made, 'the command gives the path of the project file');
  return made;
}

export async function images(glob = '**/*.png'): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(glob, '{**/.kshot/**,**/ground_truth/**,**/masks/**}');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The messages of kShot's Problems on a file. */
export function problems(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'kShot');
}

export function allProblems(): [vscode.Uri, vscode.Diagnostic[]][] {
  return vscode.languages
    .getDiagnostics()
    .map(([uri]): [vscode.Uri, vscode.Diagnostic[]] => [uri, problems(uri)])
    .filter(([, found]) => found.length > 0);
}

/** Waits for Problems, and until no more come: they follow a score with a delay. */
export async function settledProblems(): Promise<void> {
  let count = -1;
  await until('Problems that stay as many', async () => {
    const before = count;
    count = allProblems().length;
    await new Promise((resolve) => setTimeout(resolve, 400)); // more than the Problems wait for
    return count > 0 && count === before;
  });
}

/** The tabs that show an image in the inspector. */
export function inspectorTabs(): { tab: vscode.Tab; uri: vscode.Uri }[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap((tab) =>
      tab.input instanceof vscode.TabInputCustom && tab.input.viewType === INSPECTOR
        ? [{ tab, uri: tab.input.uri }]
        : [],
    );
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
