import * as vscode from 'vscode';
import type { Edit } from '../../domain/annotations/edits.ts';
import type { AnnotationState, FromInspector, ToInspector } from '../../protocol/inspector.ts';
import { Disposables } from '../services/disposables.ts';
import { SerialQueue } from './serialQueue.ts';
import type { AnnotationStore, AnnotationUse } from './annotationStore.ts';
import type { ImageAnnotations } from './imageAnnotations.ts';

/** How a page's owner keeps edits: in a document, or saved as they are made. */
export interface AnnotationKeeper {
  edit: (model: ImageAnnotations, edit: Edit) => void;
  /** What can be taken back, where that is not VS Code's. */
  readonly undoable: AnnotationState['undo'];
  undo: () => Promise<void>;
  redo: () => Promise<void>;
}

export type AnnotationMessage = Extract<
  FromInspector,
  { type: 'edit' | 'imageSize' | 'undo' | 'redo' | 'openLabelFile' }
>;

/** The annotations of a page's image: what the page is told of them, and what becomes of its edits. */
export class PageAnnotations implements vscode.Disposable {
  private use: AnnotationUse | undefined;
  private shown = new Disposables();
  /** The images that the page knows, by the names that it was told. */
  private readonly known = new Map<string, vscode.Uri>();
  /** Edits are made in the order in which they come, also where a label file is still being read. */
  private readonly queue = new SerialQueue();
  private applied = 0;
  /** Whether an edit of the page is being made: it hears of it once, with its number. */
  private isEditing = false;

  constructor(
    private readonly store: AnnotationStore,
    private readonly keeper: AnnotationKeeper,
    /** The image on show, as the page knows it. */
    private readonly name: () => string,
    private readonly post: (message: ToInspector) => void,
  ) {}

  /** The model of the image on show. */
  get model(): ImageAnnotations | undefined {
    return this.use?.model;
  }

  /** What the page's own undo can take back; null where VS Code does. */
  get undoable(): AnnotationState['undo'] {
    return this.keeper.undoable;
  }

  /** Makes an image the one on show. */
  show(image: vscode.Uri): void {
    const former = this.use;
    this.use = this.store.acquire(image);
    former?.dispose();
    this.shown.dispose();
    this.shown = new Disposables();
    const { model } = this.use;
    this.shown.add(
      model.onDidChange(() => {
        if (!this.isEditing) this.push();
      }),
    );
  }

  /** A page that was loaded anew counts its edits from 1. */
  reset(): void {
    this.applied = 0;
  }

  /** What is known of an image; null while its label file is being read. `name`: how the page will call it. */
  state(image: vscode.Uri, name: string): AnnotationState | null {
    this.known.set(name, image);
    const model = this.use?.model.uri.toString() === image.toString() ? this.use.model : this.store.peek(image);
    return model.isLoaded ? this.stateOf(model) : null;
  }

  /** Tells the page how things stand with the image on show. */
  push(): void {
    if (this.use) this.tell(this.name(), this.use.model);
  }

  receive(message: AnnotationMessage): Promise<void> {
    switch (message.type) {
      case 'edit':
        return this.queue.run(() => this.edit(message.image, message.number, message.edit));
      case 'imageSize':
        this.modelOf(message.image)?.setSize({ width: message.width, height: message.height });
        return Promise.resolve();
      case 'undo':
        return this.queue.run(() => this.keeper.undo());
      case 'redo':
        return this.queue.run(() => this.keeper.redo());
      case 'openLabelFile':
        return this.openLabelFile();
    }
  }

  /** Makes an edit of the image on show that does not come from the page. */
  async change(edit: (model: ImageAnnotations) => Edit): Promise<void> {
    const { model } = this;
    if (!model) return;
    await this.queue.run(async () => {
      await model.loaded;
      if (model.problem !== null) throw new Error(model.problem);
      this.keeper.edit(model, edit(model));
    });
  }

  dispose(): void {
    this.shown.dispose();
    this.use?.dispose();
    this.use = undefined;
  }

  private modelOf(name: string): ImageAnnotations | undefined {
    const image = this.known.get(name);
    return name === this.name() || image === undefined ? this.model : this.store.peek(image);
  }

  private async edit(name: string, number: number, edit: Edit): Promise<void> {
    const image = name === this.name() ? this.model?.uri : this.known.get(name);
    if (!image) return;
    const use = this.store.acquire(image);
    try {
      await use.model.loaded;
      this.applied = number;
      this.isEditing = true;
      if (use.model.problem === null) this.keeper.edit(use.model, edit);
    } finally {
      this.isEditing = false;
      this.tell(name, use.model);
      use.dispose();
    }
  }

  private stateOf({ value, problem }: ImageAnnotations): AnnotationState {
    return { value, applied: this.applied, problem, undo: this.keeper.undoable };
  }

  private tell(image: string, model: ImageAnnotations): void {
    if (model.isLoaded) this.post({ type: 'annotations', image, annotations: this.stateOf(model) });
  }

  private async openLabelFile(): Promise<void> {
    const { model } = this;
    if (!model?.labelFile) return;
    await vscode.window.showTextDocument(model.labelFile);
  }
}
