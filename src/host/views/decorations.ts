import * as vscode from 'vscode';
import { mistakeOf, truthSource } from '../../domain/groundTruth.ts';
import { isScored } from '../../domain/records.ts';
import type { ProjectImage } from '../../domain/records.ts';
import { Disposables } from '../services/disposables.ts';
import type { ImageIndex, ImageStatus } from '../services/imageIndex.ts';
import { badgeOf, letterOf } from './badge.ts';
import type { BadgeTone } from './badge.ts';
import { scoreText } from './scoreText.ts';

/** Badges in the explorer: what the detector and people say of an image, the score in the tooltip. */
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

const COLORS: Readonly<Record<BadgeTone, string | undefined>> = {
  error: 'list.errorForeground',
  missed: 'kshot.missedForeground',
  falseAlarm: 'kshot.falseAlarmForeground',
  excluded: 'disabledForeground',
  odd: 'kshot.anomalousForeground',
  reference: 'kshot.referenceForeground',
  plain: undefined,
};

function decorate(status: ImageStatus): vscode.FileDecoration | undefined {
  const badge = badgeOf(status.image, status.record);
  if (!badge) return undefined;
  const color = COLORS[badge.tone];
  const about = [...referenceWords(status), ...scoreWords(status), ...truthWords(status)];
  return new vscode.FileDecoration(
    badge.text,
    `kShot: ${about.join(', ')}`,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
}

function referenceWords({ image }: ImageStatus): string[] {
  return image.reference ? [vscode.l10n.t('reference')] : [];
}

function scoreWords({ image, record, fit }: ImageStatus): string[] {
  if (!record) return [];
  if (!isScored(record)) return [vscode.l10n.t('could not be read: {0}', record.error.message)];
  const score = scoreText(record, fit);
  if (record.verdict === 'anomalous') return [vscode.l10n.t('odd'), score];
  return image.reference ? [score] : [vscode.l10n.t('normal'), score];
}

/** What people, or else the folder, say; and what of the score is wrong by that. */
function truthWords({ image, record }: ImageStatus): string[] {
  if (image.annotations?.error !== undefined) return [vscode.l10n.t('its label file could not be read')];
  const mistake = record && isScored(record) && !image.reference ? mistakeOf(image.group, record) : null;
  const wrong = { missed: vscode.l10n.t('missed'), falseAlarm: vscode.l10n.t('false alarm') };
  const said = truthSource(image) === 'annotations' ? [annotationWords(image)] : [];
  const folder = mistake && said.length === 0 ? [vscode.l10n.t('{0} by its folder', image.group ?? '')] : [];
  return [...said, ...folder, ...(mistake ? [wrong[mistake]] : [])];
}

function annotationWords(image: ProjectImage): string {
  const regions = image.annotations?.regions ?? 0;
  const letter = letterOf(image);
  if (letter === 'G') return vscode.l10n.t('annotated as good');
  if (letter === 'X') return vscode.l10n.t('annotated as excluded');
  if (regions === 0) return vscode.l10n.t('annotated as anomalous');
  return regions === 1
    ? vscode.l10n.t('annotated as anomalous (1 region)')
    : vscode.l10n.t('annotated as anomalous ({0} regions)', regions);
}
