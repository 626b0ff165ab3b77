import * as vscode from 'vscode';
import type { ClassInfo } from '../../domain/classes.ts';

/** How large a class is and what it counts as; what it counts as comes first, since a narrow side bar cuts off the end. */
export function classDescription(entry: ClassInfo, all: readonly ClassInfo[]): string {
  const { background, mergedInto, hidden, area } = entry;
  const into = all.find(({ id }) => id === mergedInto);
  return [
    ...(background ? [vscode.l10n.t('background')] : []),
    ...(!background && mergedInto !== null ? [vscode.l10n.t('merged into {0}', into?.name ?? String(mergedInto))] : []),
    ...(hidden ? [vscode.l10n.t('hidden')] : []),
    ...(area !== null && !background && mergedInto === null ? [areaText(area)] : []),
  ].join(' · ');
}

export function classTooltip(entry: ClassInfo, all: readonly ClassInfo[]): string {
  const { id, name, color, area } = entry;
  const description = classDescription(entry, all);
  return [
    name,
    vscode.l10n.t('Class {0}, colour {1}', id, color),
    ...(area === null ? [] : [vscode.l10n.t('Mean area in the references: {0}', areaText(area))]),
    ...(entry.background || entry.mergedInto !== null || entry.hidden ? [description] : []),
  ].join('\n');
}

/** A square of the class's colour; only its outline where the class is not drawn. */
export function classIcon({ color, hidden, background, mergedInto }: ClassInfo): vscode.Uri {
  const isDrawn = !hidden && !background && mergedInto === null;
  const square = `<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="${isDrawn ? color : 'none'}" stroke="${color}" stroke-width="${isDrawn ? 1 : 2}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${square}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

function areaText(area: number): string {
  return vscode.l10n.t('{0} %', (100 * area).toFixed(1));
}
