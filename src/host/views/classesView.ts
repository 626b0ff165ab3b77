import * as vscode from 'vscode';
import type { ClassInfo, ClassList } from '../../domain/classes.ts';
import { classContext } from '../services/classActions.ts';
import type { Classes } from '../services/classes.ts';
import { Disposables } from '../services/disposables.ts';
import { failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import type { ImageIndex } from '../services/imageIndex.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import { shownProject } from '../services/shownProject.ts';
import { classDescription, classIcon, classTooltip } from './classText.ts';

/** A line of the view; commands get it as their argument. */
export interface ClassNode {
  project: string;
  entry: ClassInfo;
}

export interface ClassesViewServices {
  classes: Classes;
  projects: Projects;
  index: ImageIndex;
  failures: Failures;
}

/** The view Classes: those of the project on show. Asks the engine only while somebody looks. */
export class ClassesView implements vscode.TreeDataProvider<ClassNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<ClassNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ClassNode>;
  private shown: string | undefined;
  private nodes: ClassNode[] = [];

  constructor(private readonly services: ClassesViewServices) {
    const { classes, projects, index } = services;
    this.view = this.disposables.add(
      vscode.window.createTreeView<ClassNode>('kshot.classes', {
        treeDataProvider: this,
        showCollapseAll: false,
        canSelectMany: true,
      }),
    );
    const update = () => void this.update();
    this.disposables.add(
      classes.onDidChange((project) => {
        if (project === this.shown) void this.updateClasses(project);
      }),
    );
    for (const event of [projects.onDidChange, index.onDidChange]) {
      this.disposables.add((event as vscode.Event<unknown>)(update));
    }
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabs(update));
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabGroups(update));
  }

  /** The project whose classes are on show. */
  get project(): string | undefined {
    return this.shown;
  }

  get selection(): readonly ClassNode[] {
    return this.view.selection;
  }

  /** Brings a class of a project into view and gives it the focus. */
  async reveal(project: string, id: number): Promise<void> {
    await this.services.projects.use(project);
    await vscode.commands.executeCommand('kshot.classes.focus');
    const node = (await this.getChildren()).find(({ entry }) => entry.id === id);
    if (node) await this.view.reveal(node, { select: true, focus: true });
  }

  async getChildren(node?: ClassNode): Promise<ClassNode[]> {
    if (node || !vscode.workspace.isTrusted) return []; // the view's welcome says why
    const { classes, projects, index, failures } = this.services;
    const project = await shownProject(index, projects);
    this.shown = project;
    this.describe(project);
    if (project === undefined) return (this.nodes = []);
    try {
      const list = await classes.load(project);
      this.sayFitted(list);
      this.nodes = list.classes.map((entry) => this.nodeOf(project, entry));
    } catch (error) {
      failures.note(error);
      this.say(failureMessage(error));
      this.nodes = [];
    }
    return this.nodes;
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem({ project, entry }: ClassNode): vscode.TreeItem {
    const all = this.services.classes.known(project);
    const item = new vscode.TreeItem(entry.name);
    item.id = `${project} ${entry.id}`;
    item.description = classDescription(entry, all);
    item.tooltip = classTooltip(entry, all);
    item.iconPath = classIcon(entry);
    item.contextValue = classContext(entry);
    item.accessibilityInformation = { label: [entry.name, item.description.replaceAll(' · ', ', ')].join(', ') };
    return item;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** The same lines stay where the classes are the same: while all are read again, a click on one would hit nothing. */
  private async updateClasses(project: string): Promise<void> {
    const list = await this.services.classes.load(project).catch(() => undefined);
    if (!list || this.disposables.isDisposed || project !== this.shown) return;
    this.sayFitted(list);
    const isSame = ids(list.classes) === ids(this.nodes.map(({ entry }) => entry));
    if (isSame) for (const entry of list.classes) this.nodeOf(project, entry);
    this.changed.fire(isSame ? this.nodes : undefined);
  }

  /** The line of a class, with what is known of it now. */
  private nodeOf(project: string, entry: ClassInfo): ClassNode {
    const known = this.nodes.find((node) => node.project === project && node.entry.id === entry.id);
    if (!known) return { project, entry };
    known.entry = entry;
    return known;
  }

  private sayFitted({ fitted, classes }: ClassList): void {
    this.say(fitted || classes.length === 0 ? undefined : vscode.l10n.t('Sizes are of an earlier fit.'));
  }

  private async update(): Promise<void> {
    const { index, projects } = this.services;
    const project = await shownProject(index, projects);
    if (!this.disposables.isDisposed && project !== this.shown) this.changed.fire(undefined);
  }

  private describe(project: string | undefined): void {
    this.view.description = project === undefined ? '' : projectName(project);
  }

  private say(message: string | undefined): void {
    this.view.message = message ?? ''; // to delete it would take the view's own accessor away
  }
}

function ids(classes: readonly ClassInfo[]): string {
  return classes.map(({ id }) => id).join();
}
