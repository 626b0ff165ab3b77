import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import { Debounce } from '../services/debounce.ts';
import { Disposables } from '../services/disposables.ts';
import { failureCode, failureMessage } from '../services/failures.ts';
import type { ImageIndex, ImageStatus } from '../services/imageIndex.ts';
import { letterOf } from './badge.ts';
import { featureLabel, scoreText, topFeature } from './scoreText.ts';

/** While a folder is scored, records come faster than anyone reads. */
const QUIET_MILLISECONDS = 150;
const START = new vscode.Range(0, 0, 0, 0);

/**
 * Problems: odd images, images and label files that cannot be read, project files that the engine refuses, and references that people say are not
 * normal.
 */
export class Problems implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.add(vscode.languages.createDiagnosticCollection('kshot'));

  constructor(private readonly index: ImageIndex) {
    const quiet = this.disposables.add(
      new Debounce(QUIET_MILLISECONDS, () => {
        this.update();
      }),
    );
    this.disposables.add(
      index.onDidChange(() => {
        quiet.trigger();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const entries: [vscode.Uri, vscode.Diagnostic[]][] = [];
    for (const [project, error] of this.index.failed) {
      if (isProjectError(error)) entries.push([vscode.Uri.file(project), [projectProblem(error)]]);
    }
    for (const project of this.index.loaded) {
      for (const { uri } of this.index.images(project)) {
        const status = this.index.status(uri); // of several projects only the active one's word counts
        if (status?.project !== project) continue;
        const problem = imageProblem(status);
        if (problem) entries.push([uri, [problem]]);
        entries.push(...labelProblems(status));
      }
    }
    this.collection.clear();
    this.collection.set(entries);
  }
}

function imageProblem({ record, fit }: ImageStatus): vscode.Diagnostic | undefined {
  if (!record) return undefined;
  if (!isScored(record)) return problem(record.error.message, vscode.DiagnosticSeverity.Error, record.error.code);
  if (record.verdict === 'normal') return undefined;
  const message = vscode.l10n.t(
    'Odd: {0}, most of it from: {1}.',
    scoreText(record, fit),
    featureLabel(topFeature(record)),
  );
  return problem(message, vscode.DiagnosticSeverity.Warning, 'odd');
}

/** A label file that cannot be read, on itself; a reference that is annotated as anything but good, on the project file that names it. */
function labelProblems({ project: file, image, uri }: ImageStatus): [vscode.Uri, vscode.Diagnostic[]][] {
  const { annotations } = image;
  if (annotations?.error !== undefined && annotations.file !== undefined) {
    const unreadable = problem(annotations.error, vscode.DiagnosticSeverity.Error, 'labels-unreadable');
    return [[vscode.Uri.file(annotations.file), [unreadable]]];
  }
  const letter = image.reference ? letterOf(image) : '';
  if (letter !== 'A' && letter !== 'X') return [];
  const message =
    letter === 'A'
      ? vscode.l10n.t(
          'The reference {0} is annotated as anomalous, and the others are compared with it. Take it out of the references, or change its verdict.',
          image.image,
        )
      : vscode.l10n.t(
          'The reference {0} is annotated as excluded, and the others are compared with it. Take it out of the references, or change its verdict.',
          image.image,
        );
  const warning = problem(message, vscode.DiagnosticSeverity.Warning, 'reference-annotated');
  const where = new vscode.Location(uri, START);
  warning.relatedInformation = [new vscode.DiagnosticRelatedInformation(where, vscode.l10n.t('the reference'))];
  return [[vscode.Uri.file(file), [warning]]];
}

/** Whether the project's file is what to mend; an engine that crashed is not the file's fault. */
function isProjectError(error: unknown): boolean {
  return !/^(engine-|untrusted$|cancelled$|failed$)/.test(failureCode(error));
}

function projectProblem(error: unknown): vscode.Diagnostic {
  return problem(failureMessage(error), vscode.DiagnosticSeverity.Error, failureCode(error));
}

function problem(message: string, severity: vscode.DiagnosticSeverity, code: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(START, message, severity);
  diagnostic.source = 'kShot';
  diagnostic.code = code;
  return diagnostic;
}
