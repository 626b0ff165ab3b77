import * as vscode from 'vscode';
import type { InspectorCommand } from '../../protocol/inspector.ts';
import { Disposables } from '../services/disposables.ts';
import { InspectorSession } from './inspectorSession.ts';
import type { InspectorServices } from './inspectorSession.ts';
import { replaceTab } from './replaceTab.ts';

/** Whether the keys belong to the image: contributed keybindings ask for it. */
const CANVAS_FOCUS = 'kshot.canvasFocus';

/** The custom editor of images. */
export class InspectorEditor implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  static readonly viewType = 'kshot.inspector';
  private readonly disposables = new Disposables();
  private readonly sessions = new Set<InspectorSession>();
  /** One after the other: a key that repeats goes on from where the last one led. */
  private navigation = Promise.resolve();
  private pendingNavigations = 0;
  private canvasFocus = false;

  constructor(private readonly services: InspectorServices) {
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
    const session = new InspectorSession(uri, panel, this.services, {
      navigate: (from, to) => {
        this.navigate(to, from);
      },
      focus: () => {
        this.updateCanvasFocus();
      },
    });
    // Keys pressed before a neighbour's page has the focus are meant for it.
    if (this.pendingNavigations > 0) session.takeCanvasFocus();
    this.sessions.add(session);
    panel.onDidChangeViewState(() => {
      this.updateCanvasFocus();
    });
    panel.onDidDispose(() => {
      this.sessions.delete(session);
      session.dispose();
      this.updateCanvasFocus();
    });
  }

  /** Opens the neighbour of an image in its place; the image on show unless told otherwise. */
  navigate(to: 'next' | 'previous', from?: InspectorSession): void {
    if (this.pendingNavigations > 1) return; // a held key repeats faster than images open
    this.pendingNavigations++;
    this.navigation = this.navigation
      .then(() => this.openNeighbour(from && this.sessions.has(from) ? from : this.active, to))
      .catch((error: unknown) => {
        this.services.failures.show(error);
      })
      .finally(() => {
        this.pendingNavigations--;
        this.updateCanvasFocus();
      });
  }

  /** Waits until the navigations asked for so far are done. */
  navigated(): Promise<void> {
    return this.navigation;
  }

  command(command: InspectorCommand): void {
    this.active?.command(command);
  }

  dispose(): void {
    for (const session of this.sessions) session.dispose();
    this.disposables.dispose();
  }

  private get active(): InspectorSession | undefined {
    return [...this.sessions].find(({ panel }) => panel.active);
  }

  private async openNeighbour(session: InspectorSession | undefined, to: 'next' | 'previous'): Promise<void> {
    const place = await session?.placed();
    const column = session?.panel.viewColumn;
    if (!session || !place || place.index < 0 || column === undefined) return;
    const neighbour = place.images[place.index + (to === 'next' ? 1 : -1)];
    if (neighbour) await replaceTab(session.uri, neighbour, InspectorEditor.viewType, column);
  }

  private updateCanvasFocus(): void {
    const focus = this.active?.hasCanvasFocus ?? this.pendingNavigations > 0;
    if (focus === this.canvasFocus) return;
    this.canvasFocus = focus;
    void vscode.commands.executeCommand('setContext', CANVAS_FOCUS, focus);
  }
}
