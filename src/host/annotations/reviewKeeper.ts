import * as vscode from 'vscode';
import type { Edit } from '../../domain/annotations/edits.ts';
import { failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import type { ImageAnnotations } from './imageAnnotations.ts';
import type { AnnotationKeeper } from './pageAnnotations.ts';
import { saveNow } from './saveAsYouGo.ts';
import { SerialQueue } from './serialQueue.ts';
import { makeEdit, takeBack } from './takeBack.ts';
import type { MadeEdit } from './takeBack.ts';

/** A user does not go back further than this. */
const KEPT = 200;

export interface ReviewKeeperOwner {
  /** Shows an image of the project. */
  show: (image: vscode.Uri) => Promise<void>;
  /** What can be taken back is something else. */
  changed: () => void;
  models: (image: vscode.Uri) => ImageAnnotations;
  failures: Pick<Failures, 'note'>;
}

interface Made extends MadeEdit {
  readonly image: vscode.Uri;
}

/** Edits of a review panel: saved as they are made, with an undo of their own that goes through all images. */
export class ReviewKeeper implements AnnotationKeeper {
  private readonly done: Made[] = [];
  private readonly undone: Made[] = [];
  /** Steps come faster than images are shown: each takes back one. */
  private readonly queue = new SerialQueue();
  private readonly asking = new Set<ImageAnnotations>();

  constructor(private readonly owner: ReviewKeeperOwner) {}

  get undoable(): { undo: boolean; redo: boolean } {
    return { undo: this.done.length > 0, redo: this.undone.length > 0 };
  }

  edit(model: ImageAnnotations, edit: Edit): void {
    this.done.push({ image: model.uri, ...makeEdit(model, edit) });
    if (this.done.length > KEPT) this.done.shift();
    this.undone.length = 0;
    void this.save(model);
  }

  undo(): Promise<void> {
    return this.queue.run(() => this.move(this.done, this.undone));
  }

  redo(): Promise<void> {
    return this.queue.run(() => this.move(this.undone, this.done));
  }

  /** Takes the last edit of a list back, where what it made is still there, and remembers how to make it again. */
  private async move(from: Made[], to: Made[]): Promise<void> {
    const made = from.at(-1);
    if (!made) return;
    await this.owner.show(made.image);
    const model = this.owner.models(made.image);
    await model.loaded;
    if (from.at(-1) !== made) return;
    from.pop();
    const back = takeBack(model, made);
    if (back) {
      to.push({ image: made.image, ...back });
      void this.save(model);
    } else {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('That step cannot be taken back any more: the image’s labels were changed elsewhere since.'),
      );
    }
    this.owner.changed();
  }

  /** What cannot be written stays in memory, and is written with the next edit of the image. */
  private async save(model: ImageAnnotations): Promise<void> {
    try {
      await saveNow(model);
    } catch (error) {
      this.owner.failures.note(error);
      if (!this.asking.has(model)) await this.offer(model, failureMessage(error));
    }
  }

  /** One message an image, however many strokes fail meanwhile. */
  private async offer(model: ImageAnnotations, message: string): Promise<void> {
    this.asking.add(model);
    try {
      const again = vscode.l10n.t('Try Again');
      const answer = await vscode.window.showErrorMessage(message, again);
      this.asking.delete(model);
      if (answer === again) await this.save(model);
    } finally {
      this.asking.delete(model);
    }
  }
}
