/** What is asked before a model comes or goes, and what is told of one. */
import * as vscode from 'vscode';
import { byteText } from '../../domain/byteText.ts';
import type { ModelEntry, ModelVerdict } from '../../domain/models.ts';
import { modelsMirror } from '../services/models.ts';

/** The one question without whose yes nothing is asked of a server. */
export async function confirmPull({ id, title, bytes, license }: ModelEntry): Promise<boolean> {
  const mirror = modelsMirror();
  const detail = [
    title,
    vscode.l10n.t('Size: about {0}', bytes === null ? vscode.l10n.t('unknown') : byteText(bytes)),
    vscode.l10n.t('Licence: {0}', license ?? vscode.l10n.t('unknown')),
    ...(mirror ? [vscode.l10n.t('From: {0}', mirror)] : []),
    vscode.l10n.t('What an earlier try brought is continued.'),
  ].join('\n');
  return ask(vscode.l10n.t('Download {0}?', id), detail, vscode.l10n.t('Download'));
}

export async function confirmRemove({ id, bytes }: ModelEntry): Promise<boolean> {
  const size = bytes === null ? vscode.l10n.t('Its files') : byteText(bytes);
  const detail = vscode.l10n.t(
    '{0} are deleted from the disk. Projects that use it cannot be scored until it is there again.',
    size,
  );
  return ask(vscode.l10n.t('Remove {0}?', id), detail, vscode.l10n.t('Remove'));
}

export async function confirmReplace(id: string): Promise<boolean> {
  const detail = vscode.l10n.t('The model of that name in the store is deleted.');
  return ask(vscode.l10n.t('{0} is there already. Replace it?', id), detail, vscode.l10n.t('Replace'));
}

/** Shows how a model that nobody publishes is made, and copies the command. */
export async function showExport({ id, reason, command }: ModelEntry): Promise<void> {
  const copy = vscode.l10n.t('Copy Command');
  const message = vscode.l10n.t('{0} is not published as ONNX: {1}', id, reason);
  const answer = await vscode.window.showInformationMessage(message, ...(command === null ? [] : [copy]));
  if (answer === copy && command !== null) await vscode.env.clipboard.writeText(command);
}

export function showVerdict({ id, ok, faults }: ModelVerdict): void {
  if (ok) void vscode.window.showInformationMessage(vscode.l10n.t('All files of {0} are right.', id));
  else void vscode.window.showErrorMessage(vscode.l10n.t('{0} is damaged: {1}', id, faults.join('; ')));
}

async function ask(message: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, yes)) === yes;
}
