import * as vscode from 'vscode';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import type { Tasks } from '../services/tasks.ts';
import type { EvaluationDocuments } from '../views/evaluationDocument.ts';
import { register } from './register.ts';
import { readTarget } from './targets.ts';

const STATUS_MILLISECONDS = 8000;

export interface TaskCommandServices {
  projects: Projects;
  tasks: Tasks;
  evaluations: EvaluationDocuments;
  failures: Failures;
}

/** Fit, Score and Evaluate; each gives back the engine's result. */
export function registerTaskCommands(owner: Disposables, services: TaskCommandServices): void {
  const { projects, tasks, evaluations, failures } = services;

  register(owner, failures, 'kshot.fit', async (...args) => {
    const target = await readTarget(args, projects);
    if (!target) return undefined;
    const summary = await tasks.fit(target.project);
    const seconds = summary.seconds.toFixed(1);
    const count = summary.references.length;
    announce(
      vscode.l10n.t('kShot: fitted {0} on {1} references in {2} s', projectName(target.project), count, seconds),
    );
    return summary;
  });

  register(owner, failures, 'kshot.score', async (...args) => {
    const target = await readTarget(args, projects);
    if (!target) return undefined;
    const result = await tasks.score(target.project, target.images);
    announce(
      result.failed > 0
        ? vscode.l10n.t('kShot: {0} images scored, {1} not readable (see Problems)', result.scored, result.failed)
        : vscode.l10n.t('kShot: {0} images scored', result.scored),
    );
    return result;
  });

  register(owner, failures, 'kshot.evaluate', async (...args) => {
    const target = await readTarget(args, projects);
    if (!target) return undefined;
    const evaluation = await tasks.evaluate(target.project);
    await evaluations.show(target.project, evaluation);
    return evaluation;
  });
}

function announce(message: string): void {
  vscode.window.setStatusBarMessage(message, STATUS_MILLISECONDS);
}
