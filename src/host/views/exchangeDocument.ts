import * as vscode from 'vscode';
import type { ExchangeReport } from '../../domain/annotations/exchange.ts';
import { Disposables } from '../services/disposables.ts';
import { exchangeText } from './exchangeText.ts';

const SCHEME = 'kshot-exchange';

/** Reports of exports and imports of annotations as read-only documents, one for each project and kind: the last. */
export class ExchangeDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  constructor() {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? vscode.l10n.t('Export or import again to see this report.');
  }

  /** @param name of the document. @param title its first line. @param figures lines below it. */
  async show(
    project: string,
    name: string,
    { title, figures, report }: { title: string; figures: readonly string[]; report: ExchangeReport },
  ): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: project });
    const text = exchangeText(report.lost, {
      title,
      figures,
      lost: vscode.l10n.t('Not carried over as it was:'),
      nothingLost: vscode.l10n.t('Everything was carried over.'),
      regions: (regions, images) => vscode.l10n.t('Regions: {0}, in images: {1}', regions, images),
      images: (images) => vscode.l10n.t('Images: {0}', images),
      reason: (reason) => vscode.l10n.t(reason),
      region: (place, label) => (label === '' ? String(place) : `${place} (${label})`),
    });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
