import * as vscode from 'vscode';
import type { DefectChange, LabelRename } from '../../domain/defects.ts';
import type { DefectEntry } from '../../domain/projectFile.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import type { Projects } from './projects.ts';
import { saveProject } from './tasks.ts';

/** The labels for regions that each project's file has, and their changes. */
export class Defects implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<string>());
  /** Fires with the project whose labels are others than before. */
  readonly onDidChange = this.changed.event;
  private readonly lists = new Map<string, readonly DefectEntry[]>();
  /** The reading of each project that was begun last: an answer to one before it is too late. */
  private readonly readings = new Map<string, Promise<readonly DefectEntry[]>>();
  /** One after the other: each change builds on the file that the one before left. */
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    projects: Pick<Projects, 'onDidChange'>,
  ) {
    this.disposables.add(
      projects.onDidChange((project) => {
        if (project !== undefined && this.readings.has(project)) void this.reload(project).catch(() => undefined);
      }),
    );
  }

  /** What is known of a project's labels without asking. */
  known(project: string): readonly DefectEntry[] {
    return this.lists.get(project) ?? [];
  }

  /** Reads a project's labels, once; throws what the engine throws. */
  load(project: string): Promise<readonly DefectEntry[]> {
    return this.readings.get(project) ?? this.reload(project);
  }

  /** Writes changes into the project file. Throws what the engine throws; the file is then as it was. */
  edit(project: string, changes: DefectChange[]): Promise<readonly DefectEntry[]> {
    return this.write(async () => {
      await saveProject(project);
      const reading = this.engine.request('setDefects', { project, changes });
      const list = await reading;
      this.readings.set(project, reading);
      this.keep(project, list);
      return list;
    });
  }

  /** Renames a label of regions in the label files of the project's images. Throws what the engine throws. */
  renameInFiles(project: string, from: string, to: string): Promise<LabelRename> {
    return this.write(() => this.engine.request('renameLabel', { project, from, to }));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private reload(project: string): Promise<readonly DefectEntry[]> {
    const reading: Promise<readonly DefectEntry[]> = this.engine.request('defects', { project });
    this.readings.set(project, reading);
    reading.then(
      (list) => {
        if (this.readings.get(project) === reading) this.keep(project, list);
      },
      () => {
        if (this.readings.get(project) === reading) this.readings.delete(project);
      },
    );
    return reading;
  }

  private keep(project: string, list: readonly DefectEntry[]): void {
    const before = this.lists.get(project) ?? [];
    this.lists.set(project, list);
    if (JSON.stringify(before) !== JSON.stringify(list)) this.changed.fire(project);
  }

  private write<T>(change: () => Promise<T>): Promise<T> {
    const writing = this.work.catch(() => undefined).then(change);
    this.work = writing;
    return writing;
  }
}
