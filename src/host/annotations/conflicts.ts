/** What the user hears of label files that others changed while strokes were not saved. */
import * as vscode from 'vscode';
import type { ConflictChoice, ImageAnnotations } from './imageAnnotations.ts';
import { baseName } from './labelStorage.ts';

const STATUS_MILLISECONDS = 8000;

export function tellMerged(model: ImageAnnotations): void {
  const name = baseName(model.labelFile ?? model.uri);
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('kShot: {0} was changed outside; its changes are joined with yours', name),
    STATUS_MILLISECONDS,
  );
}

/**
 * A window that ended had strokes that were not saved. It may have been killed, and it may have been closed by a user who did not want them: VS Code does not
 * say. `remove` takes back what came back, as an edit.
 */
export async function tellRestored(model: ImageAnnotations, remove: () => Promise<void>): Promise<void> {
  const discard = vscode.l10n.t('Discard');
  const name = baseName(model.uri);
  const message = vscode.l10n.t('{0}: what was not saved of its labels is back. Save it, or do without.', name);
  if ((await vscode.window.showInformationMessage(message, discard)) === discard) await remove();
}

/** Asks what becomes of regions that were changed both here and in the file; undefined where there is no answer. */
export async function resolveConflicts(model: ImageAnnotations, modal: boolean): Promise<ConflictChoice | undefined> {
  const mine = vscode.l10n.t('Keep Mine');
  const theirs = vscode.l10n.t('Take the File’s');
  const both = vscode.l10n.t('Keep Both');
  const name = baseName(model.labelFile ?? model.uri);
  const message = vscode.l10n.t(
    '{0} was changed outside, in regions that you changed too and did not save. What becomes of them?',
    name,
  );
  const answer = await vscode.window.showWarningMessage(message, { modal }, mine, theirs, both);
  return answer === mine ? 'mine' : answer === theirs ? 'theirs' : answer === both ? 'both' : undefined;
}
