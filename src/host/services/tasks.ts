import * as vscode from 'vscode';
import type { Evaluation, FitSummary, Inspection } from '../../domain/records.ts';
import type { EngineMethod, EngineNotifications, EngineParams, EngineResult } from '../../protocol/engine.ts';
import { abortSignal } from './cancellation.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import { percentDone } from './progressShare.ts';
import { projectName } from './projects.ts';
import type { Projects } from './projects.ts';
import type { Records } from './records.ts';

/** How far the task that runs has come. */
export interface Activity {
  title: string;
  done: number;
  total: number;
}

/** Long work on a project: each shows its progress in a notification, whose button cancels it. Throws what the engine throws. */
export class Tasks implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** Fires when a task starts, moves on or ends. */
  readonly onDidChange = this.changed.event;
  private readonly running = new Set<Activity>();

  constructor(
    private readonly engine: EngineService,
    private readonly projects: Projects,
    private readonly records: Records,
  ) {}

  /** The task that started last, of those that run. */
  get activity(): Activity | undefined {
    return [...this.running].at(-1);
  }

  async fit(project: string): Promise<FitSummary> {
    const summary = await this.run(vscode.l10n.t('Fitting {0}', projectName(project)), project, 'fit', { project });
    this.records.putFit(project, summary);
    return summary;
  }

  /** Scores the images of these names, or all of the project; fits first where it is needed. */
  async score(project: string, images?: string[]): Promise<EngineResult<'score'>> {
    const title = vscode.l10n.t('Scoring {0}', projectName(project));
    const result = await this.run(title, project, 'score', { project, ...(images ? { images } : {}) });
    await this.readFit(project);
    return result;
  }

  /** Scores one image and measures what the inspector shows; fits first where it is needed. */
  async scoreImage(project: string, image: string): Promise<Inspection> {
    const inspection = await this.run(vscode.l10n.t('Scoring {0}', image), project, 'inspect', { project, image });
    this.records.put(project, inspection.record);
    this.records.putFit(project, inspection);
    return inspection;
  }

  async evaluate(project: string): Promise<Evaluation> {
    const title = vscode.l10n.t('Evaluating {0}', projectName(project));
    const evaluation = await this.run(title, project, 'evaluate', { project });
    for (const error of evaluation.errors) this.records.put(project, error);
    await this.records.reload(project);
    return evaluation;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** After a score the fit is in the cache: this only reads it. */
  private async readFit(project: string): Promise<void> {
    this.records.putFit(project, await this.engine.request('fit', { project }));
  }

  private async run<M extends EngineMethod>(
    title: string,
    project: string,
    method: M,
    params: EngineParams<M>,
  ): Promise<EngineResult<M>> {
    await saveProject(project);
    await this.projects.use(project);
    const activity: Activity = { title, done: 0, total: 0 };
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (report, token) => {
      const cancellation = abortSignal(token);
      let shown = 0;
      this.begin(activity);
      try {
        return await this.engine.request(method, params, {
          signal: cancellation.signal,
          onProgress: (progress) => {
            activity.done = progress.done;
            activity.total = progress.total;
            const increment = Math.max(0, percentDone(method, progress) - shown);
            shown += increment;
            report.report({ message: progressMessage(progress), increment });
            this.changed.fire();
          },
          onRecord: (record) => {
            this.records.put(project, record);
          },
        });
      } finally {
        cancellation.dispose();
        this.end(activity);
      }
    });
  }

  private begin(activity: Activity): void {
    this.running.add(activity);
    this.changed.fire();
  }

  private end(activity: Activity): void {
    this.running.delete(activity);
    this.changed.fire();
  }
}

/** The engine reads the file, not the editor: what the user typed into it counts. */
async function saveProject(project: string): Promise<void> {
  await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === project && document.isDirty)?.save();
}

function progressMessage({ stage, done, total, image }: EngineNotifications['progress']): string {
  const step =
    stage === 'fit'
      ? vscode.l10n.t('references {0} of {1}', done, total)
      : vscode.l10n.t('images {0} of {1}', done, total);
  return image === undefined ? step : `${step}: ${image}`;
}
