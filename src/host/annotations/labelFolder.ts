/** Folders with label files wherever they are: those of the system directly, other schemes through VS Code. */
import { readFile, readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { systemCode } from '../../files/replaceFile.ts';
import type { SidecarFolder } from '../../files/sidecars.ts';

/** A folder as it is now. Throws what the file system throws, but for a file or a folder that is not there. */
export function labelFolder(folder: vscode.Uri): SidecarFolder {
  return { names: () => namesIn(folder), read: (name) => readText(vscode.Uri.joinPath(folder, name)) };
}

/** A file's text; null only where it is sure that there is none: what is taken for missing may be written anew. */
export async function readText(file: vscode.Uri): Promise<string | null> {
  if (file.scheme === 'file') return missing(readFile(file.fsPath, 'utf8'), null);
  const bytes = await missing(vscode.workspace.fs.readFile(file), null);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** Whether files of this kind of folder can be written at all; what VS Code does not know it finds out when it writes. */
export function isWritable({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
}

async function namesIn(folder: vscode.Uri): Promise<string[]> {
  if (folder.scheme === 'file') return missing(readdir(folder.fsPath), []);
  try {
    return (await missing(vscode.workspace.fs.readDirectory(folder), [])).map(([name]) => name);
  } catch (error) {
    if (!isWritable(folder)) return []; // Git's lists nothing; nothing is written there either
    throw error;
  }
}

/** What stands for a file or folder that is not there. */
async function missing<T, N>(reading: PromiseLike<T>, none: N): Promise<T | N> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return none;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  if (error instanceof vscode.FileSystemError) return error.code === 'FileNotFound';
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error));
}
