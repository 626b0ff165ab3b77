import * as vscode from 'vscode';
import { formatBackup, parseBackup } from '../annotations/annotationBackup.ts';
import { AnnotationDocument } from '../annotations/annotationDocument.ts';
import type { ImageAnnotations } from '../annotations/imageAnnotations.ts';
import type { AnnotationKeeper } from '../annotations/pageAnnotations.ts';
import { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { imagePlace } from './imagePlace.ts';
import { InspectorSession } from './inspectorSession.ts';
import type { InspectorServices } from './inspectorSession.ts';
import type { Inspectors } from './inspectors.ts';
import { imageRoots } from './pageRoots.ts';
import { replaceTab } from './replaceTab.ts';

type CustomDocumentEvent =
  vscode.CustomDocumentEditEvent<AnnotationDocument> | vscode.CustomDocumentContentChangeEvent<AnnotationDocument>;

/** Edits go into the document that is open; VS Code takes them back. */
const DOCUMENT_KEEPER: AnnotationKeeper = {
  edit: (model, edit) => void model.edit(edit),
  undoable: null,
  undo: async () => {
    await vscode.commands.executeCommand('undo');
  },
  redo: async () => {
    await vscode.commands.executeCommand('redo');
  },
};

/** The custom editor of images: one file, its annotations a document of VS Code's, one page or several. */
export class InspectorEditor implements vscode.CustomEditorProvider<AnnotationDocument>, vscode.Disposable {
  static readonly viewType = 'kshot.inspector';
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<CustomDocumentEvent>());
  /** Edits, which VS Code can take back, and other changes: both kinds of event are allowed. */
  readonly onDidChangeCustomDocument = this.changed.event as vscode.Event<
    vscode.CustomDocumentEditEvent<AnnotationDocument>
  >;
  /** One after the other: a key that repeats goes on from where the last one led. */
  private navigation = Promise.resolve();
  private pendingNavigations = 0;

  constructor(
    private readonly services: InspectorServices & { failures: Failures },
    private readonly inspectors: Inspectors,
  ) {
    this.disposables.add(
      vscode.window.registerCustomEditorProvider(InspectorEditor.viewType, this, {
        supportsMultipleEditorsPerDocument: true,
        // Measured: a hidden page is back with its scores after about 0.25 s; a kept one holds its image's memory for good.
        webviewOptions: { retainContextWhenHidden: false },
      }),
    );
  }

  async openCustomDocument(
    uri: vscode.Uri,
    { backupId }: vscode.CustomDocumentOpenContext,
  ): Promise<AnnotationDocument> {
    const use = this.services.annotations.acquire(uri);
    if (backupId !== undefined) await this.restore(use.model, vscode.Uri.parse(backupId));
    return new AnnotationDocument(
      use,
      (event) => {
        this.changed.fire(event);
      },
      backupId !== undefined,
    );
  }

  saveCustomDocument(document: AnnotationDocument): Promise<void> {
    return document.save();
  }

  saveCustomDocumentAs(document: AnnotationDocument, destination: vscode.Uri): Promise<void> {
    return document.saveAs(destination);
  }

  revertCustomDocument(document: AnnotationDocument): Promise<void> {
    return document.revert();
  }

  async backupCustomDocument(
    { model }: AnnotationDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    await model.loaded;
    await vscode.workspace.fs.writeFile(destination, new TextEncoder().encode(formatBackup(model.backup())));
    return {
      id: destination.toString(),
      delete: () => void vscode.workspace.fs.delete(destination).then(undefined, () => undefined),
    };
  }

  resolveCustomEditor(document: AnnotationDocument, panel: vscode.WebviewPanel): void {
    const { projects } = this.services;
    const { uri } = document;
    const session = new InspectorSession(uri, panel, this.services, {
      project: undefined,
      locate: (image) => imagePlace(image, projects),
      roots: () => imageRoots(uri, projects),
      review: () => null,
      navigate: (from, to) => this.navigate(to, from),
      walk: () => undefined,
      painted: () => undefined,
      focus: () => {
        this.inspectors.update();
      },
      keeper: DOCUMENT_KEEPER,
    });
    session.previous = this.inspectors.lastImage;
    // Keys pressed before a neighbour's page has the focus are meant for it.
    if (this.pendingNavigations > 0) session.takeCanvasFocus();
    this.inspectors.add(session);
  }

  /** Opens the neighbour of an image in its place; the image on show unless told otherwise. Waits until that is done. */
  navigate(to: 'next' | 'previous', from?: InspectorSession): Promise<void> {
    if (this.pendingNavigations > 1) return this.navigation; // a held key repeats faster than images open
    this.pendingNavigations++;
    const hold = this.inspectors.hold();
    this.navigation = this.navigation
      .then(() => this.openNeighbour(from && this.inspectors.has(from) ? from : this.inspectors.active, to))
      .catch((error: unknown) => {
        this.services.failures.show(error);
      })
      .finally(() => {
        this.pendingNavigations--;
        hold.dispose();
      });
    return this.navigation;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Brings back what was not saved. */
  private async restore(model: ImageAnnotations, backup: vscode.Uri): Promise<void> {
    try {
      await this.services.annotations.restoreBackup(model, async () =>
        parseBackup(new TextDecoder().decode(await vscode.workspace.fs.readFile(backup))),
      );
    } catch (error) {
      this.services.failures.show(error);
    }
  }

  private async openNeighbour(session: InspectorSession | undefined, to: 'next' | 'previous'): Promise<void> {
    const place = await session?.shown.placed();
    const column = session?.panel.viewColumn;
    const neighbour = place?.[to];
    if (!session || !neighbour || column === undefined) return;
    const { uri } = session.shown;
    await replaceTab(uri, neighbour, InspectorEditor.viewType, column, () => this.services.annotations.isDirty(uri));
  }
}
