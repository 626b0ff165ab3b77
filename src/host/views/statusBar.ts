import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import type { ImageIndex } from '../services/imageIndex.ts';
import { projectName } from '../services/projects.ts';
import type { ProviderReasons } from '../services/providerReasons.ts';
import type { Projects } from '../services/projects.ts';
import type { Records } from '../services/records.ts';
import { shownProject } from '../services/shownProject.ts';
import type { Tasks } from '../services/tasks.ts';
import { staleTitle } from './staleText.ts';

/**
 * The active project with how far the work on it is; the tooltip tells of the engine. A click changes the project, or scores it where it
 * changed since it was scored.
 */
export class StatusBar implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('kshot.project', vscode.StatusBarAlignment.Left, 10),
  );
  private project: string | undefined;

  constructor(
    private readonly engine: EngineService,
    private readonly projects: Projects,
    private readonly records: Records,
    private readonly index: ImageIndex,
    private readonly tasks: Tasks,
    private readonly reasons: ProviderReasons,
  ) {
    this.item.name = vscode.l10n.t('kShot Project');
    const draw = () => {
      this.draw();
    };
    const update = () => void this.update();
    for (const event of [engine.onDidChangeState, records.onDidChange, tasks.onDidChange, reasons.onDidChange]) {
      this.disposables.add((event as vscode.Event<unknown>)(draw));
    }
    this.disposables.add(projects.onDidChange(update));
    this.disposables.add(index.onDidChange(update));
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabs(update));
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabGroups(update));
  }

  /** Looks again which project is the active one: that of the image on show, or else the last used. */
  async update(): Promise<void> {
    const project = await shownProject(this.index, this.projects);
    if (this.disposables.isDisposed) return;
    this.project = project;
    this.draw();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private draw(): void {
    if (this.project === undefined) {
      this.item.hide();
      return;
    }
    const activity = this.tasks.activity;
    const reason = activity ? null : this.records.staleReason(this.project);
    const isStale = reason !== null;
    const name = projectName(this.project);
    const count = activity && activity.total > 0 ? ` ${activity.done}/${activity.total}` : '';
    const stale = reason === null ? '' : vscode.l10n.t('{0} is stale: {1} — score again', name, staleTitle(reason));
    this.item.text = activity ? `$(sync~spin) ${name}${count}` : isStale ? `$(warning) ${stale}` : `$(eye) ${name}`;
    this.item.tooltip = this.tooltip(this.project, isStale);
    this.item.command = isStale
      ? { command: 'kshot.score', title: vscode.l10n.t('Score'), arguments: [this.project] }
      : 'kshot.selectProject';
    this.item.backgroundColor = isStale ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.accessibilityInformation = {
      label: isStale ? `kShot: ${stale}` : vscode.l10n.t('kShot project {0}', `${name}${count}`),
    };
    this.item.show();
  }

  private tooltip(project: string, isStale: boolean): string {
    const known = this.records.get(project);
    const records = [...(known?.records.values() ?? [])];
    const scored = records.filter(isScored);
    const odd = scored.filter(({ verdict }) => verdict === 'anomalous').length;
    const states = {
      stopped: vscode.l10n.t('not running'),
      starting: vscode.l10n.t('starting'),
      ready: vscode.l10n.t('ready'),
    };
    return [
      ...(isStale ? [vscode.l10n.t('The project changed since its images were scored. Click to score again.')] : []),
      `kShot: ${vscode.workspace.asRelativePath(project)}`,
      vscode.l10n.t('Scored: {0}, odd: {1}, not readable: {2}', scored.length, odd, records.length - scored.length),
      vscode.l10n.t('Engine: {0}', states[this.engine.state]),
      ...(known?.fit ? [vscode.l10n.t('Provider: {0}', known.fit.provider)] : []),
      ...this.reasons.of(project).map((line) => `  ${line}`),
      ...(this.tasks.activity ? [this.tasks.activity.title] : []),
    ].join('\n');
  }
}
