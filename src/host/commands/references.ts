import * as vscode from 'vscode';
import { isImageFile } from '../editors/imagePlace.ts';
import { chooseProject, imageName, projectsAbove } from '../services/activeProject.ts';
import type { Disposables } from '../services/disposables.ts';
import type { EngineService } from '../services/engineService.ts';
import type { Failures } from '../services/failures.ts';
import type { Projects } from '../services/projects.ts';
import type { WorkspaceWatcher } from '../services/workspaceWatcher.ts';
import { activeUri } from '../services/activeFile.ts';
import { register } from './register.ts';
import { offerProject, readUris } from './targets.ts';

export interface ReferenceCommandServices {
  engine: EngineService;
  projects: Projects;
  watcher: WorkspaceWatcher;
  failures: Failures;
}

/** Add and Remove Reference: on the explorer's selection, or on the image on show. */
export function registerReferenceCommands(owner: Disposables, services: ReferenceCommandServices): void {
  const change =
    (kind: 'add' | 'remove') =>
    async (...args: unknown[]) => {
      const shown = activeUri();
      const uris = readUris(args);
      const images = (uris.length > 0 ? uris : shown ? [shown] : []).filter(isImageFile);
      if (images.length > 0) await changeReferences(services, kind, images);
      else
        void vscode.window.showInformationMessage(vscode.l10n.t('Select images in the explorer, or open one, first.'));
    };
  register(owner, services.failures, 'kshot.addReference', change('add'));
  register(owner, services.failures, 'kshot.removeReference', change('remove'));
}

async function changeReferences(
  { engine, projects, watcher }: ReferenceCommandServices,
  kind: 'add' | 'remove',
  images: vscode.Uri[],
): Promise<void> {
  const all = await projects.list();
  const byProject = new Map<string, string[]>();
  for (const { fsPath } of images) {
    // Not only projects that hold the image already: a new reference may match none of the project's globs.
    const project = chooseProject(projectsAbove(fsPath, all), projects.lastUsed);
    if (project === undefined) {
      await offerProject();
      return;
    }
    byProject.set(project, [...(byProject.get(project) ?? []), imageName(project, fsPath)]);
  }
  for (const [project, names] of byProject) {
    await vscode.workspace.textDocuments.find(({ uri, isDirty }) => uri.fsPath === project && isDirty)?.save();
    await engine.request('setReferences', { project, [kind]: names });
    await watcher.refresh(project);
  }
}
