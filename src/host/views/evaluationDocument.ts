import * as vscode from 'vscode';
import { FEATURE_NAMES } from '../../domain/features.ts';
import type { Evaluation } from '../../domain/records.ts';
import { projectName } from '../services/projects.ts';
import { evaluationText } from './evaluationText.ts';
import type { EvaluationWords } from './evaluationText.ts';
import { ReportDocuments } from './reportDocuments.ts';
import { featureLabel } from './scoreText.ts';

/** Evaluations, one a project. */
export class EvaluationDocuments implements vscode.Disposable {
  private readonly documents = new ReportDocuments(
    'kshot-evaluation',
    vscode.l10n.t('Run "kShot: Evaluate" to see the figures again.'),
  );

  async show(project: string, evaluation: Evaluation): Promise<void> {
    const name = projectName(project);
    const title = vscode.l10n.t('{0} (evaluation)', name);
    await this.documents.show(project, title, evaluationText(name, evaluation, words()));
  }

  dispose(): void {
    this.documents.dispose();
  }
}

function truthText({ folder, annotations, excluded }: Evaluation['truth']): string {
  const by =
    annotations === 0
      ? vscode.l10n.t('All judged by their folders.')
      : vscode.l10n.t('Judged by their folders: {0}, by their annotations: {1}.', folder, annotations);
  return excluded === 0 ? by : `${by} ${vscode.l10n.t('Left out as excluded: {0}.', excluded)}`;
}

function words(): EvaluationWords {
  return {
    title: (name) => vscode.l10n.t('Evaluation of {0}', name),
    counts: (images, anomalous) => vscode.l10n.t('{0} images, {1} of them anomalous.', images, anomalous),
    truth: truthText,
    threshold: (value) =>
      vscode.l10n.t(
        'Threshold {0}, from the references alone. F1 max is the best F1 of any threshold on these images, not a threshold to deploy.',
        value,
      ),
    atThreshold: (found, anomalous, alarms, normal) =>
      vscode.l10n.t('At the threshold: {0} of {1} found, {2} of {3} false alarms.', found, anomalous, alarms, normal),
    missed: vscode.l10n.t('Missed'),
    falseAlarms: vscode.l10n.t('False alarms'),
    floor: (value) => vscode.l10n.t('F1 floor {0}: the F1 of calling every image anomalous.', value),
    mean: (value) => vscode.l10n.t('AUROC, mean of logical and structural: {0}', value),
    unreadable: (count) => vscode.l10n.t('Images that could not be read and count in no figure: {0}', count),
    all: vscode.l10n.t('all images'),
    byGroup: vscode.l10n.t('Defect groups, each against all normal images'),
    byFeature: vscode.l10n.t('Each feature alone'),
    columns: {
      group: vscode.l10n.t('Group'),
      feature: vscode.l10n.t('Feature'),
      images: vscode.l10n.t('Images'),
      auroc: vscode.l10n.t('AUROC'),
      averagePrecision: vscode.l10n.t('Average precision'),
      f1Max: vscode.l10n.t('F1 max'),
    },
    features: Object.fromEntries(
      FEATURE_NAMES.map((name) => [name, featureLabel(name)]),
    ) as EvaluationWords['features'],
  };
}
