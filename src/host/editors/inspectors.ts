import * as vscode from 'vscode';
import type { InspectorSession } from './inspectorSession.ts';

/** Whether the keys belong to the image: contributed keybindings ask for it. */
const CANVAS_FOCUS = 'kshot.canvasFocus';

/** All pages that show an image, in custom editors and review panels: which is active, and whether keys belong to it. */
export class Inspectors implements vscode.Disposable {
  private readonly sessions = new Set<InspectorSession>();
  private readonly holds = new Set<object>();
  private last: InspectorSession | undefined;
  private canvasFocus = false;

  /** The page that the user works on. */
  get active(): InspectorSession | undefined {
    return [...this.sessions].find(({ panel }) => panel.active);
  }

  /** The image that was on show last, on whichever page. */
  get lastImage(): vscode.Uri | undefined {
    return (this.active ?? this.last)?.shown.uri;
  }

  has(session: InspectorSession): boolean {
    return this.sessions.has(session);
  }

  /** Knows a page until its panel is closed; disposes it then. */
  add(session: InspectorSession): void {
    this.sessions.add(session);
    const { panel } = session;
    panel.onDidChangeViewState(() => {
      this.update();
    });
    panel.onDidDispose(() => {
      this.sessions.delete(session);
      session.dispose();
      this.update();
    });
  }

  /** Keeps the keys for images while no page has the focus, because the next one is on its way. */
  hold(): vscode.Disposable {
    const hold = {};
    this.holds.add(hold);
    return new vscode.Disposable(() => {
      this.holds.delete(hold);
      this.update();
    });
  }

  /** Looks again which page is active and whether it wants the keys. */
  update(): void {
    const { active } = this;
    if (active) this.last = active;
    const focus = active?.hasCanvasFocus ?? this.holds.size > 0;
    if (focus === this.canvasFocus) return;
    this.canvasFocus = focus;
    void vscode.commands.executeCommand('setContext', CANVAS_FOCUS, focus);
  }

  dispose(): void {
    for (const session of this.sessions) session.dispose();
  }
}
