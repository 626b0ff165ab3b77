import * as vscode from 'vscode';
import type { ClassInfo } from '../../domain/classes.ts';
import { EngineRequestError } from '../../worker/engineRequestError.ts';
import { classActions, keptOf, mergeChanges, mergeTargets, simpleChanges } from '../services/classActions.ts';
import type { ClassAction } from '../services/classActions.ts';
import type { Classes } from '../services/classes.ts';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import type { Projects } from '../services/projects.ts';
import type { ClassNode, ClassesView } from '../views/classesView.ts';
import { askClass, askColor, askName } from './classDialogs.ts';
import { register } from './register.ts';
import { offerProject } from './targets.ts';

const STATUS_MILLISECONDS = 8000;

/** What a key of the view gives as its argument: the line that has the focus is meant, selected or not. */
const FOCUSED = 'focused';

export interface ClassCommandServices {
  classes: Classes;
  view: ClassesView;
  projects: Projects;
  failures: Failures;
}

/** The classes that a command works on. */
interface Target {
  project: string;
  all: readonly ClassInfo[];
  chosen: ClassInfo[];
}

/**
 * The commands of the view Classes. Each takes a line of the view with all that are selected, or a class's number and then the answers that it would
 * ask for; without any, it works on the view's selection, or asks for the class.
 */
export function registerClassCommands(owner: Disposables, services: ClassCommandServices): void {
  const { classes, view, failures } = services;
  const on = (action: ClassAction, run: (target: Target, answer: unknown) => Promise<void>) => {
    register(owner, failures, `kshot.classes.${action}`, async (argument, answer) => {
      const target = await readTarget(services, action, argument, answer);
      if (target) await run(target, answer);
    });
  };

  on('rename', async ({ project, chosen: [entry] }, answer) => {
    const name = typeof answer === 'string' ? answer : await askName(entry!);
    if (name !== undefined) await classes.edit(project, [{ id: entry!.id, name }]);
  });
  on('recolor', async ({ project, all, chosen: [entry] }, answer) => {
    const color = typeof answer === 'string' ? answer : await askColor(entry!, all);
    if (color !== undefined) await classes.edit(project, [{ id: entry!.id, color }]);
  });
  for (const action of ['hide', 'show', 'background', 'restore', 'unmerge'] as const) {
    on(action, ({ project, chosen }) => classes.edit(project, simpleChanges(action, chosen)));
  }
  on('merge', (target, answer) => merge(services, target, answer));

  for (const way of ['undo', 'redo'] as const) {
    register(owner, failures, `kshot.classes.${way}`, async () => {
      const project = await shownProject(services);
      if (project === undefined || (await classes[way](project))) return;
      const nothing =
        way === 'undo'
          ? vscode.l10n.t('kShot: no change of classes to undo')
          : vscode.l10n.t('kShot: no change of classes to redo');
      vscode.window.setStatusBarMessage(nothing, STATUS_MILLISECONDS);
    });
  }
  register(owner, failures, 'kshot.classes.reveal', async (project, id) => {
    if (typeof project === 'string' && typeof id === 'number') await view.reveal(project, id);
  });
}

/** Two or more that are selected become the largest of them; one becomes the one that is picked. */
async function merge({ classes }: ClassCommandServices, target: Target, answer: unknown): Promise<void> {
  const { project, all, chosen } = target;
  const kept = chosen.length > 1 ? keptOf(chosen) : undefined;
  const merged = chosen.filter((entry) => entry !== kept);
  const title = vscode.l10n.t('Merge {0} into', merged.map(({ name }) => name).join(', '));
  const into =
    typeof answer === 'number' ? answer : (kept ?? (await askClass(title, mergeTargets(all, merged), all)))?.id;
  if (into === undefined) return;
  const changes = mergeChanges(
    all,
    merged.map(({ id }) => id),
    into,
  );
  if (!changes) {
    const message = vscode.l10n.t('A class cannot be merged into itself, nor into one that is merged into it.');
    throw new EngineRequestError('project-invalid', message);
  }
  await classes.edit(project, changes);
}

async function readTarget(
  services: ClassCommandServices,
  action: ClassAction,
  argument: unknown,
  selected: unknown,
): Promise<Target | undefined> {
  // A tree tells what is selected, not what the keys are on.
  if (argument === FOCUSED) await vscode.commands.executeCommand('list.select');
  const nodes = readNodes(services.view, argument, selected);
  const project = nodes[0]?.project ?? (await shownProject(services));
  if (project === undefined) return undefined;
  const all = (await services.classes.load(project)).classes;
  const fits = (entry: ClassInfo) => classActions(entry).includes(action);
  if (typeof argument === 'number') {
    const entry = all.find(({ id }) => id === argument);
    return entry && { project, all, chosen: [entry] };
  }
  const chosen = nodes
    .map(({ entry: { id } }) => all.find((entry) => entry.id === id))
    .filter((entry) => entry && fits(entry));
  if (chosen.length > 0) return { project, all, chosen: chosen as ClassInfo[] };
  const picked = await askClass(vscode.l10n.t('The class'), all.filter(fits), all);
  return picked && { project, all, chosen: [picked] };
}

/** The line that was clicked with all that are selected, if it is one of them; from a key, the selection. */
function readNodes(view: ClassesView, argument: unknown, selected: unknown): readonly ClassNode[] {
  if (typeof argument === 'number') return [];
  if (Array.isArray(selected) && selected.every(isClassNode) && selected.length > 0) return selected;
  return isClassNode(argument) ? [argument] : view.selection;
}

function isClassNode(argument: unknown): argument is ClassNode {
  return typeof argument === 'object' && argument !== null && 'entry' in argument && 'project' in argument;
}

async function shownProject({ view, projects }: ClassCommandServices): Promise<string | undefined> {
  const project = view.project ?? (await projects.active());
  if (project === undefined) await offerProject();
  return project;
}
