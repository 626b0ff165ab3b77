import type * as vscode from 'vscode';
import type { Change, Edit } from '../../domain/annotations/edits.ts';
import { Disposables } from '../services/disposables.ts';
import type { AnnotationUse } from './annotationStore.ts';
import { saveCopy } from './saveCopy.ts';
import { EditLedger } from './editLedger.ts';
import { editTitle } from './editTitle.ts';
import type { EditTarget, ImageAnnotations } from './imageAnnotations.ts';

type DocumentEvent =
  vscode.CustomDocumentEditEvent<AnnotationDocument> | vscode.CustomDocumentContentChangeEvent<AnnotationDocument>;

/** An image in custom editors: edits of its annotations are VS Code's to undo, redo, save and back up. */
export class AnnotationDocument implements vscode.CustomDocument, EditTarget {
  readonly uri: vscode.Uri;
  readonly model: ImageAnnotations;
  private readonly disposables = new Disposables();
  private readonly ledger: EditLedger;

  /**
   * @param tell fires VS Code's event: an edit that it can take back, or that the document has changed in another way.
   * @param isRestored whether VS Code opened it from a backup.
   */
  constructor(
    use: AnnotationUse,
    private readonly tell: (event: DocumentEvent) => void,
    isRestored: boolean,
  ) {
    this.model = use.model;
    this.uri = use.model.uri;
    this.ledger = new EditLedger(isRestored);
    this.disposables.add(use);
    this.model.document = this;
    this.disposables.add(
      this.model.onDidChange(() => {
        this.settle();
      }),
    );
    this.settle();
  }

  edit(edit: Edit): Change[] {
    const { model, ledger } = this;
    let inverse = model.apply(edit.changes);
    ledger.push();
    this.tell({
      document: this,
      label: editTitle(edit.name),
      undo: () => {
        ledger.undo();
        model.apply(inverse);
      },
      redo: () => {
        ledger.redo();
        inverse = model.apply(edit.changes);
      },
    });
    return inverse;
  }

  async save(): Promise<void> {
    await this.model.save();
    this.ledger.saved();
    this.settle();
  }

  /** Copies the image, and writes its label file, under another name. What was not saved is there then, and no longer here: VS Code goes on with the copy. */
  async saveAs(destination: vscode.Uri): Promise<void> {
    if (destination.toString() === this.uri.toString()) return this.save();
    await saveCopy(this.model, destination);
    this.ledger.saved(); // so says VS Code
    this.model.discard();
  }

  async revert(): Promise<void> {
    this.ledger.reverted();
    await this.model.revert();
  }

  /** What was not saved is gone with the document: the user said so, or a backup has it. */
  dispose(): void {
    this.disposables.dispose();
    if (this.model.document !== this) return; // another one took over
    this.model.document = undefined;
    this.model.discard();
  }

  /**
   * VS Code counts edits; where that comes to nothing to save though the file says something else (it was changed meanwhile, or while it was written), it
   * is told so. Not at once: it may just be on the way to take note of the last edit, or of a save.
   */
  settle(): void {
    setTimeout(() => {
      if (this.disposables.isDisposed || !this.ledger.isClean || !this.model.isDirty) return;
      this.ledger.changed();
      this.tell({ document: this });
    }, 0);
  }
}
