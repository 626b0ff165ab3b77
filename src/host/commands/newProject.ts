import * as path from 'node:path';
import * as vscode from 'vscode';
import type { NewProject } from '../../protocol/engine.ts';
import { abortSignal } from '../services/cancellation.ts';
import type { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import type { Failures } from '../services/failures.ts';
import { projectName } from '../services/projects.ts';
import type { Projects } from '../services/projects.ts';
import type { WorkspaceWatcher } from '../services/workspaceWatcher.ts';
import { register } from './register.ts';

/** How many references the quick pick offers; four is what METHOD 5 needs to weigh its features well. */
const SHOTS = [4, 1, 2, 8];
/** A list that long is not picked from by hand. */
const MOST_LISTED = 2000;

export interface NewProjectServices {
  engine: EngineService;
  projects: Projects;
  watcher: WorkspaceWatcher;
  failures: Failures;
}

/**
 * New Project From Folder: asks for the folder (unless the explorer gave one) and for references, writes the project file,
 * opens it and offers to fit and score. Called with a {@link NewProject} it asks nothing. Gives the file's path.
 */
export function registerNewProject(owner: Disposables, services: NewProjectServices): void {
  register(owner, services.failures, 'kshot.newProject', async (argument) => {
    const options = isNewProject(argument) ? argument : await ask(argument);
    if (!options) return undefined;
    const project = await create(services.engine, options);
    await services.watcher.refresh(project);
    await services.projects.use(project);
    await vscode.window.showTextDocument(vscode.Uri.file(project), { preview: false });
    void offerScore(project);
    return project;
  });
}

function isNewProject(argument: unknown): argument is NewProject {
  return (
    typeof argument === 'object' && argument !== null && 'folder' in argument && typeof argument.folder === 'string'
  );
}

async function ask(argument: unknown): Promise<NewProject | undefined> {
  const folder = argument instanceof vscode.Uri ? argument : await askFolder();
  if (!folder) return undefined;
  const references = await askReferences(folder);
  return references && { folder: folder.fsPath, ...references };
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({
    label: `$(folder) ${name}`,
    description: uri.fsPath,
    uri,
  }));
  const browse = { label: `$(folder-opened) ${vscode.l10n.t('Another folder…')}`, description: '', uri: undefined };
  const picked = await vscode.window.showQuickPick([...folders, browse], {
    title: vscode.l10n.t('New kShot Project'),
    placeHolder: vscode.l10n.t('The folder with the images'),
  });
  if (!picked || picked.uri) return picked?.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Make Project'),
    ...(folders[0] ? { defaultUri: folders[0].uri } : {}),
  });
  return chosen?.[0];
}

async function askReferences(folder: vscode.Uri): Promise<{ shots: number } | { references: string[] } | undefined> {
  const automatic = SHOTS.map((shots) => ({
    label: `$(sparkle) ${vscode.l10n.t('Pick {0} for me', shots)}`,
    description: shots === SHOTS[0] ? vscode.l10n.t('recommended') : '',
    shots,
  }));
  const byHand = { label: `$(list-selection) ${vscode.l10n.t('Pick them by hand…')}`, description: '', shots: 0 };
  const picked = await vscode.window.showQuickPick([...automatic, byHand], {
    title: vscode.l10n.t('References: normal images that all others are compared with'),
    placeHolder: vscode.l10n.t('How many references'),
  });
  if (!picked) return undefined;
  return picked === byHand ? askImages(folder) : { shots: picked.shots };
}

async function askImages(folder: vscode.Uri): Promise<{ references: string[] } | undefined> {
  const pattern = new vscode.RelativePattern(
    folder,
    '**/*.{png,jpg,jpeg,bmp,tif,tiff,webp,PNG,JPG,JPEG,BMP,TIF,TIFF,WEBP}',
  );
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.kshot}/**', MOST_LISTED);
  const names = files.map(({ fsPath }) => path.relative(folder.fsPath, fsPath).split(path.sep).join('/')).sort();
  const references = await vscode.window.showQuickPick(names, {
    canPickMany: true,
    title: vscode.l10n.t('References: normal images that all others are compared with'),
    placeHolder: vscode.l10n.t('Pick normal images, as different from each other as normal ones get'),
  });
  return references && references.length > 0 ? { references } : undefined;
}

function create(engine: EngineService, options: NewProject): Thenable<string> {
  const title = vscode.l10n.t('Making a project in {0}', path.basename(options.folder));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const cancellation = abortSignal(token);
      try {
        return await engine.request('createProject', options, { signal: cancellation.signal });
      } finally {
        cancellation.dispose();
      }
    },
  );
}

async function offerScore(project: string): Promise<void> {
  const score = vscode.l10n.t('Fit and Score');
  const message = vscode.l10n.t('{0} is ready. Fit its references and score the images?', projectName(project));
  if ((await vscode.window.showInformationMessage(message, score)) !== score) return;
  await vscode.commands.executeCommand('kshot.score', project);
}
