import * as vscode from 'vscode';
import type { ModelEntry } from '../../domain/models.ts';
import { Disposables } from '../services/disposables.ts';
import { failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import { contextValue, modelGroups } from '../services/modelActions.ts';
import type { ModelGroup } from '../services/modelActions.ts';
import { namedModels } from '../services/modelChoice.ts';
import type { Models } from '../services/models.ts';
import type { Projects } from '../services/projects.ts';
import type { Records } from '../services/records.ts';
import { groupLabel, modelDescription, modelIcon, modelTooltip } from './modelText.ts';

/** A line of the view; commands get it as their argument. */
export type ModelNode = { group: ModelGroup } | { model: ModelEntry };

export interface ModelsViewServices {
  models: Models;
  projects: Projects;
  records: Records;
  failures: Failures;
}

/** The view Models: what is there and what can be had, by kind. Asks the engine only while somebody looks. */
export class ModelsView implements vscode.TreeDataProvider<ModelNode>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<ModelNode>;
  private used: ReadonlySet<string> = new Set();

  constructor(private readonly services: ModelsViewServices) {
    const { models, projects, records } = services;
    this.view = this.disposables.add(
      vscode.window.createTreeView<ModelNode>('kshot.models', { treeDataProvider: this, showCollapseAll: false }),
    );
    this.disposables.add(
      models.onDidChange(() => {
        this.changed.fire();
      }),
    );
    const update = () => void this.updateUsed();
    this.disposables.add(projects.onDidChange(update));
    this.disposables.add(records.onDidChange(update));
    this.disposables.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) models.refresh();
      }),
    );
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    if (node) return 'group' in node ? node.group.models.map((model) => ({ model })) : [];
    if (!vscode.workspace.isTrusted) return []; // the view's welcome says why
    const { models, failures } = this.services;
    try {
      const entries = await models.list();
      this.used = await this.usedNow();
      this.setMessage(undefined);
      return modelGroups(entries).map((group) => ({ group }));
    } catch (error) {
      failures.note(error);
      this.setMessage(failureMessage(error));
      return [];
    }
  }

  getTreeItem(node: ModelNode): vscode.TreeItem {
    return 'group' in node ? groupItem(node.group) : this.modelItem(node.model);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private modelItem(model: ModelEntry): vscode.TreeItem {
    const isUsed = this.used.has(model.id);
    const item = new vscode.TreeItem(model.id);
    item.id = `model ${model.id}`;
    item.description = modelDescription(model, isUsed);
    item.tooltip = modelTooltip(model, isUsed);
    item.iconPath = modelIcon(model.state);
    item.contextValue = contextValue(model);
    item.accessibilityInformation = { label: `${model.id}, ${item.description.replaceAll(' · ', ', ')}` };
    return item;
  }

  private async usedNow(): Promise<ReadonlySet<string>> {
    const { projects, records } = this.services;
    const project = await projects.active().catch(() => undefined);
    const models = project === undefined ? undefined : records.models(project);
    return models ? namedModels(models) : new Set();
  }

  private async updateUsed(): Promise<void> {
    const used = await this.usedNow();
    const isSame = used.size === this.used.size && [...used].every((id) => this.used.has(id));
    if (!isSame && !this.disposables.isDisposed) this.changed.fire();
  }

  private setMessage(message: string | undefined): void {
    this.view.message = message ?? ''; // to delete it would take the view's own accessor away
  }
}

function groupItem(group: ModelGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(groupLabel(group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group ${group.kind ?? 'unknown'}`;
  item.contextValue = 'group';
  return item;
}
