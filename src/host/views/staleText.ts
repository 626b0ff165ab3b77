import * as vscode from 'vscode';
import type { StaleReason } from '../../protocol/inspector.ts';

/** What changed, in two words. */
export function staleTitle(reason: StaleReason): string {
  const titles: Record<StaleReason, string> = {
    models: vscode.l10n.t('models changed'),
    references: vscode.l10n.t('references changed'),
    settings: vscode.l10n.t('settings changed'),
    classes: vscode.l10n.t('classes changed'),
  };
  return titles[reason];
}
