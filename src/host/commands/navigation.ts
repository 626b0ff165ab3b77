import * as vscode from 'vscode';
import type { InspectorCommand } from '../../protocol/inspector.ts';
import { isImageFile } from '../editors/imagePlace.ts';
import { InspectorEditor } from '../editors/inspectorEditor.ts';
import type { Inspectors } from '../editors/inspectors.ts';
import type { Disposables } from '../services/disposables.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import { activeUri } from '../services/activeFile.ts';
import { register } from './register.ts';
import { offerProject, readUris } from './targets.ts';

/** A selection larger than this is a slip. */
const MOST_OPENED = 20;

const INSPECTOR_COMMANDS: readonly InspectorCommand[] = [
  'toggleClasses',
  'classStyle',
  'toggleHeat',
  'toggleCut',
  'zoomFit',
  'zoomActual',
  'zoomIn',
  'zoomOut',
  'compare',
  'compareNext',
  'swap',
  'blink',
  'togglePanel',
];

export interface NavigationServices {
  editor: InspectorEditor;
  inspectors: Inspectors;
  projects: Projects;
  failures: Failures;
  log: vscode.LogOutputChannel;
}

/** Open in Inspector, the keys of the page that is active (a review panel's too), Select Project and Show Log. */
export function registerNavigation(owner: Disposables, services: NavigationServices): void {
  const { editor, inspectors, projects, failures, log } = services;
  register(owner, failures, 'kshot.openInspector', (...args) => openInspector(readUris(args)));
  register(owner, failures, 'kshot.showLog', () => {
    log.show(true);
  });
  register(owner, failures, 'kshot.selectProject', () => selectProject(projects));
  for (const to of ['next', 'previous'] as const) {
    register(owner, failures, `kshot.inspector.${to}`, async () => {
      // No page is active for as long as the next one opens.
      await (inspectors.active?.navigate(to) ?? editor.navigate(to));
      return inspectors.active?.summary;
    });
  }
  register(owner, failures, 'kshot.inspector.refresh', async () => {
    await inspectors.active?.score();
    return inspectors.active?.summary;
  });
  for (const command of INSPECTOR_COMMANDS) {
    register(owner, failures, `kshot.inspector.${command}`, () => {
      inspectors.active?.command(command);
    });
  }
}

async function openInspector(uris: vscode.Uri[]): Promise<void> {
  const shown = activeUri();
  const images = (uris.length > 0 ? uris : shown ? [shown] : []).filter(isImageFile).slice(0, MOST_OPENED);
  if (images.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Select an image in the explorer, or open one, first.'));
  }
  for (const image of images) {
    await vscode.commands.executeCommand('vscode.openWith', image, InspectorEditor.viewType, {
      preview: images.length === 1,
    });
  }
}

async function selectProject(projects: Projects): Promise<void> {
  const all = await projects.list();
  if (all.length === 0) {
    await offerProject();
    return;
  }
  const items = all.map((project) => ({
    label: projectName(project),
    description: vscode.workspace.asRelativePath(project),
    project,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('The project to work on') });
  if (picked) await projects.use(picked.project);
}
