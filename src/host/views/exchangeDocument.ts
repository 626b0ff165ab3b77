import * as vscode from 'vscode';
import type { ExchangeReport } from '../../domain/annotations/exchange.ts';
import { exchangeText } from './exchangeText.ts';
import { ReportDocuments } from './reportDocuments.ts';

/** Reports of exports and imports of annotations, one for each project and kind. */
export class ExchangeDocuments implements vscode.Disposable {
  private readonly documents = new ReportDocuments(
    'kshot-exchange',
    vscode.l10n.t('Export or import again to see this report.'),
  );

  /** @param name of the document. @param title its first line. @param figures lines below it. */
  async show(
    project: string,
    name: string,
    { title, figures, report }: { title: string; figures: readonly string[]; report: ExchangeReport },
  ): Promise<void> {
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
    await this.documents.show(project, name, text);
  }

  dispose(): void {
    this.documents.dispose();
  }
}
