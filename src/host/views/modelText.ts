import * as vscode from 'vscode';
import { byteText } from '../../domain/byteText.ts';
import type { ModelEntry, ModelState } from '../../domain/models.ts';
import type { ModelGroup } from '../services/modelActions.ts';

export function groupLabel({ kind }: Pick<ModelGroup, 'kind'>): string {
  const labels = {
    backbone: vscode.l10n.t('Backbones'),
    segmenter: vscode.l10n.t('Segmenters'),
    aligner: vscode.l10n.t('Aligners'),
  };
  return kind === null ? vscode.l10n.t('Unknown Kind') : labels[kind];
}

function stateText(state: ModelState): string {
  const texts: Record<ModelState, string> = {
    bundled: vscode.l10n.t('ships with kShot'),
    installed: vscode.l10n.t('installed'),
    available: vscode.l10n.t('can be downloaded'),
    export: vscode.l10n.t('must be exported'),
    damaged: vscode.l10n.t('damaged'),
  };
  return texts[state];
}

/** What is wrong comes first; then size, licence and state, since a narrow side bar cuts off the end and the icon tells the state too. */
export function modelDescription({ state, bytes, license }: ModelEntry, isUsed: boolean): string {
  const isDamaged = state === 'damaged';
  return [
    ...(isDamaged ? [stateText(state)] : []),
    ...(isUsed ? [vscode.l10n.t('in use')] : []),
    ...(bytes === null ? [] : [byteText(bytes)]),
    ...(license === null ? [] : [license === 'unknown' ? vscode.l10n.t('licence unknown') : license]),
    ...(isDamaged ? [] : [stateText(state)]),
  ].join(' · ');
}

export function modelIcon(state: ModelState): vscode.ThemeIcon {
  const icons: Record<ModelState, [string, string?]> = {
    bundled: ['package'],
    installed: ['pass'],
    available: ['cloud'],
    export: ['tools'],
    damaged: ['error', 'list.errorForeground'],
  };
  const [icon, color] = icons[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

export function modelTooltip(entry: ModelEntry, isUsed: boolean): string {
  const { id, title, state, bytes, license, parameters, reason } = entry;
  return [
    title === id ? id : `${title} (${id})`,
    ...(isUsed ? [vscode.l10n.t('In use by the active project')] : []),
    vscode.l10n.t('State: {0}', stateText(state)),
    ...(bytes === null ? [] : [vscode.l10n.t('Size: {0}', byteText(bytes))]),
    ...(parameters === null ? [] : [vscode.l10n.t('Parameters: {0} million', (parameters / 1e6).toFixed(1))]),
    vscode.l10n.t('Licence: {0}', license ?? vscode.l10n.t('unknown')),
    ...(state === 'damaged' || state === 'export' ? [reason] : []),
  ].join('\n');
}
