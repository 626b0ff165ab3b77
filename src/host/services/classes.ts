import * as vscode from 'vscode';
import type { ClassChange, ClassInfo, ClassList, ClassesEdit } from '../../domain/classes.ts';
import { ClassHistory } from './classHistory.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import type { Failures } from './failures.ts';
import type { Records } from './records.ts';
import { saveProject } from './tasks.ts';

/** The classes of each project, and their changes, which are written into its file and can be taken back. */
export class Classes implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<string>());
  /** Fires with the project whose classes are others than before. */
  readonly onDidChange = this.changed.event;
  private readonly lists = new Map<string, ClassList>();
  /** The reading of each project that was begun last: an answer to one before it is too late. */
  private readonly readings = new Map<string, Promise<ClassList>>();
  private readonly histories = new Map<string, ClassHistory>();
  /** One after the other: each change builds on the file that the one before left. */
  private work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: EngineService,
    private readonly records: Records,
    private readonly failures: Failures,
  ) {
    this.disposables.add(
      records.onDidChange(({ project, image }) => {
        if (image === undefined && this.lists.has(project)) void this.reload(project).catch(() => undefined);
      }),
    );
  }

  /** What is known of a project's classes without asking. */
  known(project: string): readonly ClassInfo[] {
    return this.lists.get(project)?.classes ?? [];
  }

  /** Reads a project's classes, once; throws what the engine throws. */
  async load(project: string): Promise<ClassList> {
    return this.lists.get(project) ?? this.readings.get(project) ?? this.reload(project);
  }

  /** Reads a project's classes again: its file or its fit may be another. */
  reload(project: string): Promise<ClassList> {
    const reading: Promise<ClassList> = this.engine.request('classes', { project }).then(
      (list) => this.heard(project, reading, list),
      (error: unknown) => {
        if (this.readings.get(project) === reading) this.readings.delete(project);
        throw error;
      },
    );
    this.readings.set(project, reading);
    return reading;
  }

  history(project: string): ClassHistory {
    let history = this.histories.get(project);
    if (!history) this.histories.set(project, (history = new ClassHistory()));
    return history;
  }

  /** Writes changes into the project file. Throws what the engine throws; the file is then as it was. */
  edit(project: string, changes: ClassChange[]): Promise<void> {
    return this.write(project, async () => {
      this.history(project).push(await this.engine.request('setClasses', { project, changes }));
    });
  }

  /** Takes the last change back; throws `classes-changed` where somebody else changed the classes since. Gives whether there was one. */
  undo(project: string): Promise<boolean> {
    return this.write(project, () => this.history(project).undo((edit) => this.restore(project, edit)));
  }

  redo(project: string): Promise<boolean> {
    return this.write(project, () => this.history(project).redo((edit) => this.restore(project, edit)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Keeps the answer to the reading that was begun last; an earlier one gives what that one does. */
  private heard(project: string, reading: Promise<ClassList>, list: ClassList): ClassList | Promise<ClassList> {
    const latest = this.readings.get(project);
    if (latest && latest !== reading) return latest;
    const before = this.lists.get(project);
    this.lists.set(project, list);
    if (JSON.stringify(before) !== JSON.stringify(list)) this.changed.fire(project);
    return list;
  }

  private async restore(project: string, edit: ClassesEdit): Promise<void> {
    await this.engine.request('restoreClasses', { project, edit });
  }

  private write<T>(project: string, change: () => Promise<T>): Promise<T> {
    const writing = this.work
      .catch(() => undefined)
      .then(async () => {
        await saveProject(project);
        const result = await change();
        const before = this.readings.get(project);
        // What the views show follows at once; the rest when the file is heard of.
        await this.records.checkBasis(project).catch(this.failures.note.bind(this.failures));
        const begun = this.readings.get(project); // by what heard of another basis: after the change, so it knows it
        await (begun && begun !== before ? begun : this.reload(project));
        this.changed.fire(project); // also what can be taken back is another
        return result;
      });
    this.work = writing;
    return writing;
  }
}
