import * as vscode from 'vscode';
import type { DoctorReport } from '../../domain/doctor.ts';
import { Debounce } from './debounce.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import type { Failures } from './failures.ts';
import { providerLines } from './providerLines.ts';
import type { Records } from './records.ts';
import type { Tasks } from './tasks.ts';

/** After records come, more of them come: ask once it is quiet. */
const QUIET_MILLISECONDS = 1000;

/**
 * Why the engine computes on the provider that it computes on. Asked once for each backbone and engine process, when a fit has told the
 * provider and no task runs: the engine reads the model's files for it.
 */
export class ProviderReasons implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly reports = new Map<string, DoctorReport | null>();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly engine: EngineService,
    private readonly records: Records,
    private readonly tasks: Tasks,
    private readonly failures: Failures,
  ) {
    const quiet = this.disposables.add(new Debounce(QUIET_MILLISECONDS, () => void this.ask()));
    this.disposables.add(
      records.onDidChange(({ project }) => {
        this.waiting.add(project);
        quiet.trigger();
      }),
    );
    this.disposables.add(
      tasks.onDidChange(() => {
        if (!tasks.activity) quiet.trigger();
      }),
    );
    this.disposables.add(
      engine.onDidChangeState((state) => {
        if (state === 'stopped') this.reports.clear();
      }),
    );
  }

  /** One line a fact; none where it is not known. */
  of(project: string): string[] {
    const backbone = this.records.models(project)?.backbone;
    const provider = this.records.get(project)?.fit?.provider;
    const report = backbone === undefined ? undefined : this.reports.get(backbone);
    return backbone === undefined || provider === undefined || !report ? [] : providerLines(report, backbone, provider);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async ask(): Promise<void> {
    for (const project of [...this.waiting]) {
      if (this.tasks.activity || this.engine.state !== 'ready' || this.disposables.isDisposed) return;
      this.waiting.delete(project);
      const backbone = this.records.models(project)?.backbone;
      if (backbone === undefined || !this.records.get(project)?.fit || this.reports.has(backbone)) continue;
      this.reports.set(backbone, null); // asked
      try {
        this.reports.set(backbone, await this.engine.request('doctor', { models: [backbone] }));
        this.changed.fire();
      } catch (error) {
        this.failures.note(error);
      }
    }
  }
}
