import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import type { Models } from './models.ts';
import type { Projects } from './projects.ts';

/** Which model answers clicks and boxes with a mask, for images of each project and for those of none (undefined). */
export class PromptModels implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly names = new Map<string | undefined, string | null>();
  private readonly readings = new Map<string | undefined, Promise<void>>();

  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    projects: Pick<Projects, 'onDidChange'>,
    models: Pick<Models, 'onDidChange'>,
  ) {
    this.disposables.add(
      models.onDidChange(() => {
        for (const project of this.readings.keys()) void this.reload(project);
      }),
    );
    this.disposables.add(
      projects.onDidChange((project) => {
        if (project !== undefined && this.readings.has(project)) void this.reload(project);
      }),
    );
  }

  /** Null where none is installed, none is known yet, or the workspace is not trusted. */
  known(project: string | undefined): string | null {
    return this.names.get(project) ?? null;
  }

  /** Reads it, once. A project file that cannot be read has none. */
  load(project: string | undefined): Promise<void> {
    return this.readings.get(project) ?? this.reload(project);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private reload(project: string | undefined): Promise<void> {
    const reading = this.engine
      .request('promptModel', { project: project ?? null })
      .catch(() => null)
      .then((name) => {
        if (this.readings.get(project) !== reading) return;
        const before = this.known(project);
        this.names.set(project, name);
        if (before !== name) this.changed.fire();
      });
    this.readings.set(project, reading);
    return reading;
  }
}
