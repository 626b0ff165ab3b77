import * as vscode from 'vscode';
import type { Evaluation, FitSummary, Inspection } from '../../domain/records.ts';
import type { ScoreBasis } from '../../domain/scoreBasis.ts';
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

/** One image's result with what the project was when the work began. `isKept`: the project is still the same, and its record is kept. */
export interface ScoredImage {
  result: Inspection;
  basis: ScoreBasis;
  isKept: boolean;
}

/** Long work on a project: each shows its progress in a notification, whose button cancels it. Throws what the engine throws. */
export class Tasks implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** Fires when a task starts, moves on or ends. */
  readonly onDidChange = this.changed.event;
  private readonly finished = this.disposables.add(new vscode.EventEmitter<string>());
  /** Fires with the project of a task that did what it should. */
  readonly onDidFinish = this.finished.event;
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
    const title = vscode.l10n.t('Fitting {0}', projectName(project));
    const { result, isCurrent } = await this.run(title, project, 'fit', { project });
    if (isCurrent()) this.records.putFit(project, result);
    this.finished.fire(project);
    return result;
  }

  /** Scores the images of these names, or all of the project; fits first where it is needed. */
  async score(project: string, images?: string[]): Promise<EngineResult<'score'>> {
    const title = vscode.l10n.t('Scoring {0}', projectName(project));
    const { result, isCurrent } = await this.run(title, project, 'score', { project, ...(images ? { images } : {}) });
    if (isCurrent()) await this.readFit(project);
    this.finished.fire(project);
    return result;
  }

  /** Scores one image and measures what the inspector shows; fits first where it is needed. */
  async scoreImage(project: string, image: string): Promise<ScoredImage> {
    const title = vscode.l10n.t('Scoring {0}', image);
    const { result, basis, isCurrent } = await this.run(title, project, 'inspect', { project, image });
    const isKept = isCurrent();
    if (isKept) {
      this.records.put(project, result.record);
      this.records.putFit(project, result);
    }
    this.finished.fire(project);
    return { result, basis, isKept };
  }

  async evaluate(project: string): Promise<Evaluation> {
    const title = vscode.l10n.t('Evaluating {0}', projectName(project));
    const { result } = await this.run(title, project, 'evaluate', { project });
    for (const error of result.errors) this.records.put(project, error);
    await this.records.reload(project);
    this.finished.fire(project);
    return result;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** After a score the fit is in the cache: this only reads it. */
  private async readFit(project: string): Promise<void> {
    this.records.putFit(project, await this.engine.request('fit', { project }));
  }

  /** `basis`: what the task began with. `isCurrent`: whether the project's scores are still of that; other results are not kept. */
  private async run<M extends EngineMethod>(
    title: string,
    project: string,
    method: M,
    params: EngineParams<M>,
  ): Promise<{ result: EngineResult<M>; basis: ScoreBasis; isCurrent: () => boolean }> {
    await saveProject(project);
    await this.projects.use(project);
    const activity: Activity = { title, done: 0, total: 0 };
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (report, token) => {
      const cancellation = abortSignal(token);
      let shown = 0;
      this.begin(activity);
      try {
        const basis = await this.records.checkBasis(project);
        const isCurrent = () => this.records.basis(project) === basis;
        const result = await this.engine.request(method, params, {
          signal: cancellation.signal,
          onProgress: (progress) => {
            const message = progressMessage(progress);
            const percent = percentDone(method, progress);
            if (percent === undefined) {
              report.report({ message });
              return;
            }
            activity.done = progress.done;
            activity.total = progress.total;
            const increment = Math.max(0, percent - shown);
            shown += increment;
            report.report({ message, increment });
            this.changed.fire();
          },
          onRecord: (record) => {
            if (isCurrent()) this.records.put(project, record);
          },
        });
        return { result, basis, isCurrent };
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
export async function saveProject(project: string): Promise<void> {
  await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === project && document.isDirty)?.save();
}

function progressMessage({ stage, done, total, image }: EngineNotifications['progress']): string {
  const step =
    stage === 'fit'
      ? vscode.l10n.t('references {0} of {1}', done, total)
      : stage === 'segment'
        ? vscode.l10n.t('segmenting {0} of {1} prompts', done, total)
        : stage === 'turn'
          ? vscode.l10n.t('turning {0} of {1} angles', done, total)
          : vscode.l10n.t('images {0} of {1}', done, total);
  return image === undefined ? step : `${step}: ${image}`;
}
