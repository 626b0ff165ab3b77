import * as vscode from 'vscode';
import { formatLabelFile } from '../../files/labelme/format.ts';
import { parseLabelFile } from '../../files/labelme/parse.ts';
import { isImageFile } from '../editors/imagePlace.ts';
import { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { baseName, readLabelText, writeLabelText } from './labelStorage.ts';

interface Rename {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** An image that is renamed or moved takes its label file along: VS Code offers it, and takes both back together. */
export class LabelRenames implements vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(private readonly failures: Pick<Failures, 'note'>) {
    this.disposables.add(
      vscode.workspace.onWillRenameFiles((event) => {
        if (event.files.some(isImageRename)) event.waitUntil(this.moves(event.files));
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const file of files.filter(isImageRename)) void this.name(file);
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** The label files that go along. One that is in the way of another stays. */
  private async moves(files: readonly Rename[]): Promise<vscode.WorkspaceEdit> {
    const edit = new vscode.WorkspaceEdit();
    const moved = new Set(files.map(({ oldUri }) => oldUri.toString()));
    for (const { oldUri, newUri } of files.filter(isImageRename)) {
      try {
        const [from, to] = await Promise.all([readLabelText(oldUri), readLabelText(newUri)]);
        if (from.text === null || to.text !== null || moved.has(from.file.toString())) continue;
        edit.renameFile(from.file, to.file, { ignoreIfExists: true });
      } catch (error) {
        this.failures.note(error);
      }
    }
    return edit;
  }

  /** Writes the image's new name into a label file that names the old one. */
  private async name({ oldUri, newUri }: Rename): Promise<void> {
    try {
      const { file, text } = await readLabelText(newUri);
      if (text === null) return;
      const labels = await parseLabelFile(text, baseName(file));
      const named = labels.imagePath?.split(/[/\\]/).at(-1);
      if (labels.size === null || named !== baseName(oldUri) || named === baseName(newUri)) return;
      const image = { path: baseName(newUri), size: labels.size };
      await writeLabelText(file, await formatLabelFile(labels.annotations, image, labels));
    } catch (error) {
      this.failures.note(error); // the next save writes the name
    }
  }
}

function isImageRename({ oldUri, newUri }: Rename): boolean {
  return isImageFile(oldUri) && isImageFile(newUri);
}
