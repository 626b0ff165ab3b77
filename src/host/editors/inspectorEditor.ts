import * as vscode from 'vscode';
import { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { imagePlace } from './imagePlace.ts';
import { InspectorSession } from './inspectorSession.ts';
import type { InspectorServices } from './inspectorSession.ts';
import type { Inspectors } from './inspectors.ts';
import { imageRoots } from './pageRoots.ts';
import { replaceTab } from './replaceTab.ts';

/** The custom editor of images: one file, one page. */
export class InspectorEditor implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  static readonly viewType = 'kshot.inspector';
  private readonly disposables = new Disposables();
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

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { projects } = this.services;
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

  private async openNeighbour(session: InspectorSession | undefined, to: 'next' | 'previous'): Promise<void> {
    const place = await session?.shown.placed();
    const column = session?.panel.viewColumn;
    const neighbour = place?.[to];
    if (session && neighbour && column !== undefined)
      await replaceTab(session.shown.uri, neighbour, InspectorEditor.viewType, column);
  }
}
