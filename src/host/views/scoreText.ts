import * as vscode from 'vscode';
import { FEATURE_NAMES } from '../../domain/features.ts';
import type { FeatureName } from '../../domain/features.ts';
import type { ScoreRecord } from '../../domain/records.ts';
import type { Fit } from '../services/records.ts';

/** A score as people read it: a multiple of the threshold where that is known. */
export function scoreText(record: ScoreRecord, fit: Fit | undefined): string {
  if (!fit) return vscode.l10n.t('score {0}', record.score.toFixed(2));
  return vscode.l10n.t('{0}× the threshold', (record.score / fit.threshold).toFixed(2));
}

/** The feature that has the largest part in the score. */
export function topFeature(record: ScoreRecord): FeatureName {
  const part = (name: FeatureName) => record.features[name].factor * record.features[name].normalized;
  return FEATURE_NAMES.reduce((top, name) => (part(name) > part(top) ? name : top));
}

/** The same names as on the inspector's page. */
export function featureLabel(name: FeatureName): string {
  const labels: Record<FeatureName, string> = {
    patch: vscode.l10n.t('Patches'),
    classPatch: vscode.l10n.t('Class patches'),
    foreground: vscode.l10n.t('Foreground'),
    embedding: vscode.l10n.t('Embedding'),
    histogram: vscode.l10n.t('Histogram'),
    color: vscode.l10n.t('Colour'),
    location: vscode.l10n.t('Location'),
  };
  return labels[name];
}
