import * as path from 'node:path';
import * as vscode from 'vscode';
import { CompareError } from './compareError.ts';
import type { GitTexts } from './gitTexts.ts';
import type { UnsavedLabels } from './unsavedLabels.ts';

/** What a version said when it was read last. */
interface VersionText {
  /** null where that version does not have the file. */
  readonly text: string | null;
  /** `HEAD`, `index`, the first digits of a commit's hash; `now`: on the disk; `unsaved`: as it is being worked on. */
  readonly version: string;
}

/** One of the two versions of label files that are compared. */
export interface LabelVersion {
  /** The label file. */
  readonly file: vscode.Uri;
  /** Tells versions of a file apart. */
  readonly key: string;
  read(): Promise<VersionText>;
}

/** Where versions come from. */
export interface VersionSources {
  readonly git: GitTexts;
  readonly unsaved: UnsavedLabels;
}

const NOW = 'now';
const HASH_DIGITS = 7;

/** The file as it is: as somebody works on it, else as it is on the disk. */
export function versionNow(file: vscode.Uri, { unsaved }: VersionSources): LabelVersion {
  const read = async (): Promise<VersionText> => {
    const text = await unsaved.text(file);
    return text === null ? { text: await readNow(file), version: NOW } : { text, version: 'unsaved' };
  };
  return { file, key: NOW, read };
}

/** The file in a commit. @param ref `HEAD` or a hash. */
export function versionInCommit(file: vscode.Uri, ref: string, { git }: VersionSources): LabelVersion {
  const version = ref === 'HEAD' ? ref : ref.slice(0, HASH_DIGITS);
  return { file, key: ref, read: async () => ({ text: await git.read(file, ref), version }) };
}

/** The file as it is staged for the next commit. */
export function versionInIndex(file: vscode.Uri, { git }: VersionSources): LabelVersion {
  return {
    file,
    key: 'index',
    read: async () => ({ text: await git.read(file, ''), version: 'index' }),
  };
}

/** What the file on the disk is a change of: what is staged, where that is something else than the last commit. */
export function versionBeforeNow(file: vscode.Uri, { git }: VersionSources): LabelVersion {
  const read = async (): Promise<VersionText> => {
    const [staged, head] = await Promise.all([git.read(file, ''), git.read(file, 'HEAD')]);
    return staged === null || staged === head ? { text: head, version: 'HEAD' } : { text: staged, version: 'index' };
  };
  return { file, key: 'before now', read };
}

/** How a version is called in messages: `a.json (HEAD)`. */
export function versionName(file: vscode.Uri, version: string): string {
  const name = fileName(file);
  return version === NOW ? name : `${name} (${version})`;
}

export function fileName(file: vscode.Uri): string {
  return path.posix.basename(file.path);
}

async function readNow(file: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
    const message = vscode.l10n.t('{0} cannot be read: {1}', fileName(file), (error as Error).message);
    throw new CompareError('labels-unreadable', message, { cause: error });
  }
}
