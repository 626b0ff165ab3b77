import * as vscode from 'vscode';
import type { ModelEntry } from '../../domain/models.ts';
import { EngineRequestError } from '../../worker/engineRequestError.ts';
import type { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import type { Failures } from '../services/failures.ts';
import { modelActions } from '../services/modelActions.ts';
import type { ModelAction } from '../services/modelActions.ts';
import { modelChange, usesAligner } from '../services/modelChoice.ts';
import type { Models } from '../services/models.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import { saveProject } from '../services/tasks.ts';
import type { WorkspaceWatcher } from '../services/workspaceWatcher.ts';
import { modelDescription, modelIcon } from '../views/modelText.ts';
import { addModel, isNewModel } from './addModel.ts';
import { confirmPull, confirmRemove, showExport, showVerdict } from './modelDialogs.ts';
import { register } from './register.ts';
import { readTarget } from './targets.ts';

const STATUS_MILLISECONDS = 8000;

export interface ModelCommandServices {
  engine: EngineService;
  models: Models;
  projects: Projects;
  watcher: WorkspaceWatcher;
  failures: Failures;
}

/** The commands of the view Models. Each takes a line of the view or a model's id, and asks for the model where it gets neither. */
export function registerModelCommands(owner: Disposables, services: ModelCommandServices): void {
  const { models, failures } = services;
  const onModel = (action: ModelAction, run: (entry: ModelEntry, ...args: unknown[]) => unknown) => {
    register(owner, failures, `kshot.models.${action}`, async (argument, ...rest) => {
      const entry = await readModel(argument, action, models);
      return entry && run(entry, ...rest);
    });
  };

  register(owner, failures, 'kshot.models.refresh', () => {
    models.refresh();
    return models.list();
  });
  register(owner, failures, 'kshot.models.add', async (argument) => {
    const added = await addModel(models, isNewModel(argument) ? argument : undefined);
    if (added && !isNewModel(argument))
      void offerUse(added.id, vscode.l10n.t('{0} is in the list of models.', added.id));
    return added;
  });
  onModel('pull', async (entry) => {
    if (!(await confirmPull(entry))) return undefined;
    const result = await models.pull(entry);
    void offerUse(entry.id, vscode.l10n.t('{0} is installed.', entry.id));
    return result;
  });
  onModel('verify', async ({ id }) => {
    const verdict = await models.verify(id);
    showVerdict(verdict);
    return verdict;
  });
  onModel('remove', async (entry) => {
    if (await confirmRemove(entry)) await models.remove(entry.id);
  });
  onModel('export', (entry) => showExport(entry));
  onModel('use', (entry, project) => useModel(services, entry, project));
}

/** Writes the model into a project: the one that the argument names, or else the active one. */
async function useModel(services: ModelCommandServices, entry: ModelEntry, argument: unknown): Promise<void> {
  const { engine, models, projects, watcher } = services;
  const target = await readTarget(typeof argument === 'string' ? [argument] : [], projects);
  if (!target) return;
  const { project } = target;
  await vscode.window.withProgress({ location: { viewId: 'kshot.models' } }, async () => {
    await saveProject(project);
    const change = modelChange(entry, await engine.request('projectModels', { project }), await models.list());
    await engine.request('setModels', { project, models: change });
    await projects.use(project);
    await watcher.refresh(project);
  });
  const message = vscode.l10n.t('kShot: {0} uses {1} now', projectName(project), entry.id);
  vscode.window.setStatusBarMessage(message, STATUS_MILLISECONDS);
  if (entry.kind !== 'aligner' || usesAligner(await engine.request('projectModels', { project }))) return;
  const idle = 'An aligner carries what a segmenter finds; {0} has none yet. Use a segmenter too for {1} to count.';
  void vscode.window.showInformationMessage(vscode.l10n.t(idle, projectName(project), entry.id));
}

async function offerUse(id: string, message: string): Promise<void> {
  const use = vscode.l10n.t('Use in Project');
  if ((await vscode.window.showInformationMessage(message, use)) !== use) return;
  await vscode.commands.executeCommand('kshot.models.use', id);
}

async function readModel(argument: unknown, action: ModelAction, models: Models): Promise<ModelEntry | undefined> {
  if (isModelNode(argument)) return argument.model;
  const entries = await models.list();
  if (typeof argument !== 'string') return pickModel(entries.filter((entry) => modelActions(entry).includes(action)));
  const entry = entries.find(({ id }) => id === argument);
  if (entry && modelActions(entry).includes(action)) return entry;
  const message = entry
    ? vscode.l10n.t(
        'Expected a model that this can be done with; {0} is none. The view Models shows what can.',
        argument,
      )
    : vscode.l10n.t('Expected a model of the list; {0} is none. The view Models shows them.', argument);
  throw new EngineRequestError(entry?.state === 'bundled' ? 'model-bundled' : 'model-missing', message);
}

function isModelNode(argument: unknown): argument is { model: ModelEntry } {
  return typeof argument === 'object' && argument !== null && 'model' in argument;
}

async function pickModel(entries: readonly ModelEntry[]): Promise<ModelEntry | undefined> {
  const items = entries.map((entry) => ({
    label: entry.id,
    description: modelDescription(entry, false),
    iconPath: modelIcon(entry.state),
    entry,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model that this can be done with.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('The model') }))?.entry;
}
