import type * as vscode from 'vscode';
import type { AnnotationStore } from '../annotations/annotationStore.ts';
import { Disposables } from '../services/disposables.ts';
import { imageOfLabels } from './comparedImage.ts';

/** Labels that somebody works on and that are in no file yet. */
export class UnsavedLabels {
  constructor(private readonly annotations: AnnotationStore) {}

  /** The text that saving would write; null where all is saved. */
  async text(file: vscode.Uri): Promise<string | null> {
    const image = await imageOfLabels(file, null);
    if (!image || !this.annotations.isDirty(image)) return null;
    const use = this.annotations.acquire(image);
    try {
      const isOf = use.model.labelFile?.toString() === file.toString();
      return isOf ? await use.model.textFor(image.path.split('/').at(-1)!) : null;
    } finally {
      use.dispose();
    }
  }

  /** Calls back when somebody works on the labels of a file. */
  async follow(file: vscode.Uri, changed: () => void): Promise<Disposables> {
    const image = await imageOfLabels(file, null);
    const disposables = new Disposables();
    if (image) disposables.add(disposables.add(this.annotations.acquire(image)).model.onDidChange(changed));
    return disposables;
  }
}
