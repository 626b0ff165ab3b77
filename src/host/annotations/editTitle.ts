import * as vscode from 'vscode';
import type { EditName } from '../../domain/annotations/edits.ts';

/** What the Undo entry calls an edit. */
export function editTitle(name: EditName): string {
  switch (name) {
    case 'add':
      return vscode.l10n.t('Add Region');
    case 'change':
      return vscode.l10n.t('Change Region');
    case 'delete':
      return vscode.l10n.t('Delete Region');
    case 'label':
      return vscode.l10n.t('Change Label');
    case 'comment':
      return vscode.l10n.t('Change Comment');
    case 'verdict':
      return vscode.l10n.t('Change Verdict');
    case 'merge':
      return vscode.l10n.t('Take the Changes of the File');
    case 'import':
      return vscode.l10n.t('Import Labels');
  }
}
