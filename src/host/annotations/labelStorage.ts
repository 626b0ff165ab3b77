/** Label files wherever images are: files of the system directly, so that writes are whole or not at all; other schemes through VS Code. */
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LabelFileError } from '../../files/labelFileError.ts';
import { replaceFile, systemCode } from '../../files/replaceFile.ts';
import { sidecarName } from '../../files/sidecars.ts';
import { FolderListings } from './folderListings.ts';
import { readText } from './labelFolder.ts';

/** A label file as it is on the disk; `text` is null where there is none. */
export interface LabelText {
  readonly file: vscode.Uri;
  readonly text: string | null;
}

/** Of images alone: what a label file says, and whether it is there, is never remembered. */
const listings = new FolderListings();

/** Reads the label file of an image, which need not be there. Throws what the file system throws, but for a file or a folder that is not there. */
export async function readLabelText(image: vscode.Uri): Promise<LabelText> {
  const folder = vscode.Uri.joinPath(image, '..');
  const name = baseName(image);
  const images = [...new Set([name, ...(await listings.imagesOf(folder, stemOf(name)))])];
  const texts = await textsIn(folder, [...labelNames(image), ...images.map((other) => `${other}.json`)]);
  const there = [...texts].flatMap(([file, text]) => (text === null ? [] : [file]));
  const label = await sidecarName(name, {
    names: () => Promise.resolve([...images, ...there]),
    read: (file) => Promise.resolve(texts.get(file) ?? null),
  });
  return { file: vscode.Uri.joinPath(folder, label), text: texts.get(label) ?? null };
}

/** The names that the label file of an image may have. */
export function labelNames(image: vscode.Uri): string[] {
  const name = baseName(image);
  return [`${stemOf(name)}.json`, `${name}.json`];
}

export async function writeLabelText(file: vscode.Uri, text: string): Promise<void> {
  if (file.scheme === 'file') await replaceFile(file.fsPath, text);
  else await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

/** Removes a label file; one that is gone already is no failure. */
export async function removeLabelFile(file: vscode.Uri): Promise<void> {
  if (file.scheme === 'file') await rm(file.fsPath, { force: true });
  else if ((await readText(file)) !== null) await vscode.workspace.fs.delete(file);
}

export function baseName(uri: vscode.Uri): string {
  return path.posix.basename(uri.path);
}

/** Why a label file could not be read: what, where, what to do. */
export function readFailure(file: vscode.Uri, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LabelFileError) return message;
  return vscode.l10n.t('{0} cannot be read, and is left as it is: {1}', baseName(file), message);
}

/** Why a file could not be written: what, where, what to do. */
export function writeFailure(file: vscode.Uri, error: unknown): Error {
  const name = file.scheme === 'file' ? file.fsPath : file.toString();
  const code = systemCode(error) || (error instanceof vscode.FileSystemError ? error.code : '');
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return new Error(
        vscode.l10n.t(
          '{0} cannot be written: it or its folder is read-only. Allow it, or save under another name.',
          name,
        ),
        { cause: error },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new Error(vscode.l10n.t('{0} cannot be written: the disk is full. Make room, then save again.', name), {
        cause: error,
      });
    default:
      return new Error(vscode.l10n.t('{0} cannot be written: {1}', name, message), { cause: error });
  }
}

async function textsIn(folder: vscode.Uri, names: readonly string[]): Promise<Map<string, string | null>> {
  const texts = [...new Set(names)].map(
    async (name) => [name, await readText(vscode.Uri.joinPath(folder, name))] as const,
  );
  return new Map(await Promise.all(texts));
}

function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}
