import * as vscode from 'vscode';
import type { InspectorServices } from '../editors/inspectorSession.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import { ComparePanel } from './comparePanel.ts';
import type { CompareSummary } from './comparePanel.ts';
import { compareVersions } from './compareVersions.ts';
import type { VersionPair } from './compareVersions.ts';
import type { VersionSources } from './labelVersion.ts';

/** The panels that compare versions of labels, one a pair of versions. */
export class ComparePanels implements vscode.Disposable {
  static readonly viewType = 'kshot.compareLabels';
  private readonly panels = new Map<string, ComparePanel>();

  constructor(
    private readonly services: InspectorServices,
    private readonly inspectors: Inspectors,
    private readonly sources: VersionSources,
  ) {}

  /** Opens the panel of two versions, or brings it to the front. @throws what `compareVersions` throws; no panel is opened then. */
  async open(pair: VersionPair): Promise<CompareSummary> {
    const key = [pair.before, pair.after].map((version) => `${version.file.toString()} ${version.key}`).join('\n');
    const known = this.panels.get(key);
    if (known) {
      known.panel.reveal();
      await known.refresh();
      return known.summary;
    }
    const comparison = await compareVersions(pair);
    const panel = vscode.window.createWebviewPanel(ComparePanels.viewType, comparison.title, vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    panel.iconPath = vscode.Uri.joinPath(this.services.extensionUri, 'media', 'kshot.svg');
    const compare = new ComparePanel(panel, pair, comparison, this.services, this.inspectors, this.sources);
    this.panels.set(key, compare);
    panel.onDidDispose(() => this.panels.delete(key));
    return compare.summary;
  }

  dispose(): void {
    for (const compare of this.panels.values()) compare.dispose();
  }
}
