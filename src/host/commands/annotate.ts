import * as vscode from 'vscode';
import type { HumanVerdict } from '../../domain/annotations/annotations.ts';
import { VERDICTS } from '../../domain/annotations/annotations.ts';
import { ANNOTATE_COMMANDS } from '../../domain/annotations/commands.ts';
import { changeVerdict } from '../../domain/annotations/edits.ts';
import type { AnnotationState, InspectorCommand } from '../../protocol/inspector.ts';
import type { AnnotationStore } from '../annotations/annotationStore.ts';
import { markImages, unmarkImages } from '../annotations/markImages.ts';
import type { MarkReport } from '../annotations/markImages.ts';
import { isImageFile } from '../editors/imagePlace.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import { abortSignal } from '../services/cancellation.ts';
import type { Disposables } from '../services/disposables.ts';
import { failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import { register } from './register.ts';
import { readUris } from './targets.ts';

export interface AnnotateServices {
  annotations: AnnotationStore;
  inspectors: Inspectors;
  failures: Failures;
}

/** What is said of the image on show: what commands that change it give back. */
export interface AnnotatedSummary {
  verdict: HumanVerdict | null;
  regions: number;
  /** Why nothing can be changed. */
  problem: string | null;
  isDirty: boolean;
  /** What the review can take back; null in an editor, where VS Code does. */
  undo: AnnotationState['undo'];
}

/** The tools and keys of the page that is active, verdicts on it or on the explorer's selection, and the review's own undo. */
export function registerAnnotate(owner: Disposables, services: AnnotateServices): void {
  const { inspectors, failures } = services;
  const page = () => inspectors.active?.annotations;
  for (const command of ANNOTATE_COMMANDS) {
    register(owner, failures, `kshot.annotate.${command}`, () => {
      inspectors.active?.command(command satisfies InspectorCommand);
      return summaryOf(inspectors);
    });
  }
  for (const type of ['undo', 'redo', 'openLabelFile'] as const) {
    register(owner, failures, `kshot.annotate.${type}`, async () => {
      await page()?.receive({ type });
      return summaryOf(inspectors);
    });
  }
  for (const verdict of VERDICTS) {
    register(owner, failures, `kshot.annotate.${verdict}`, (...args) => {
      const images = readUris(args).filter(isImageFile);
      return images.length > 0 ? markSelection(services, images, verdict) : markShown(inspectors, verdict);
    });
  }
}

/** The same verdict again takes it back. */
async function markShown({ active }: Inspectors, verdict: HumanVerdict): Promise<AnnotatedSummary | undefined> {
  if (!active) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Select images in the explorer, or open one in the inspector, first.'),
    );
    return undefined;
  }
  await active.annotations.change(({ value }) => changeVerdict(value.verdict === verdict ? null : verdict));
  return summaryOf({ active });
}

function summaryOf({ active }: Pick<Inspectors, 'active'>): AnnotatedSummary | undefined {
  const model = active?.annotations.model;
  if (!model) return undefined;
  const { value, problem, isDirty } = model;
  const { undoable: undo } = active.annotations;
  return { verdict: value.verdict, regions: value.regions.length, problem, isDirty, undo };
}

async function markSelection(
  services: AnnotateServices,
  images: vscode.Uri[],
  verdict: HumanVerdict,
): Promise<{ marked: number; failed: number }> {
  const title = vscode.l10n.t('kShot: marking {0} images', images.length);
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const abort = abortSignal(token);
      try {
        return await markImages(services.annotations, images, verdict, abort.signal);
      } finally {
        abort.dispose();
      }
    },
  );
  void tell(services, report);
  return { marked: report.marked.length, failed: report.failed.length };
}

async function tell({ annotations, failures }: AnnotateServices, report: MarkReport): Promise<void> {
  for (const { error } of report.failed) failures.note(error);
  const undo = vscode.l10n.t('Undo');
  const actions = report.marked.length > 0 ? [undo] : [];
  const [first] = report.failed;
  const answer = await (first === undefined
    ? vscode.window.showInformationMessage(markedText(report), ...actions)
    : vscode.window.showWarningMessage(
        vscode.l10n.t('{0} {1} not: {2}', markedText(report), report.failed.length, failureMessage(first.error)),
        ...actions,
      ));
  if (answer !== undo) return;
  const kept = await unmarkImages(annotations, report);
  if (kept.length === 0) return;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('{0} images were changed since, or cannot be written: they stay as they are.', kept.length),
  );
}

function markedText({ marked, verdict }: MarkReport): string {
  switch (verdict) {
    case 'good':
      return vscode.l10n.t('{0} images marked as good.', marked.length);
    case 'anomalous':
      return vscode.l10n.t('{0} images marked as anomalous.', marked.length);
    case 'excluded':
      return vscode.l10n.t('{0} images marked as excluded.', marked.length);
    case null:
      return vscode.l10n.t('The verdict on {0} images taken back.', marked.length);
  }
}
