import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import { Disposables } from '../services/disposables.ts';
import type { ImageIndex, ImageStatus } from '../services/imageIndex.ts';
import { scoreText } from './scoreText.ts';

/** Badges in the explorer: a sign (VS Code allows two characters), the score in the tooltip. */
export class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  readonly onDidChangeFileDecorations: vscode.Event<vscode.Uri[] | undefined>;

  constructor(private readonly index: ImageIndex) {
    this.onDidChangeFileDecorations = index.onDidChange;
    this.disposables.add(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const status = this.index.status(uri);
    return status && decorate(status);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function decorate({ image, record, fit }: ImageStatus): vscode.FileDecoration | undefined {
  const reference = image.reference ? [vscode.l10n.t('reference')] : [];
  const about = (...parts: string[]) => [...reference, ...parts].join(', ');
  if (record && !isScored(record)) {
    return decoration(
      '?',
      about(vscode.l10n.t('could not be read: {0}', record.error.message)),
      'list.errorForeground',
    );
  }
  if (record?.verdict === 'anomalous') {
    return decoration(
      image.reference ? 'R!' : '!',
      about(vscode.l10n.t('odd'), scoreText(record, fit)),
      'kshot.anomalousForeground',
    );
  }
  if (image.reference) {
    return decoration('R', about(...(record ? [scoreText(record, fit)] : [])), 'kshot.referenceForeground');
  }
  return record && decoration('✓', about(vscode.l10n.t('normal'), scoreText(record, fit)));
}

function decoration(badge: string, tooltip: string, color?: string): vscode.FileDecoration {
  return new vscode.FileDecoration(
    badge,
    `kShot: ${tooltip}`,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
}
