import * as vscode from 'vscode';
import type { FromInspector } from '../../protocol/inspector.ts';
import { offerProject } from '../commands/targets.ts';
import { imagePath } from '../services/activeProject.ts';
import type { ShownImage } from './shownImage.ts';

type PageRequest = Extract<
  FromInspector,
  { type: 'editClass' | 'editLabels' | 'openImage' | 'createProject' | 'showLog' }
>;

/** Does what a page asks of the rest of the editor. */
export async function runPageRequest(request: PageRequest, { uri, place }: ShownImage): Promise<void> {
  switch (request.type) {
    case 'editClass':
      if (place?.project === undefined) return;
      await vscode.commands.executeCommand('kshot.classes.reveal', place.project, request.id);
      break;
    case 'editLabels':
      // Without a project there is nowhere to keep labels but the image's own regions.
      if (place?.project === undefined) await offerProject();
      else await vscode.commands.executeCommand('kshot.annotate.labels', place.project, request.add ?? undefined);
      break;
    case 'openImage':
      if (place?.project === undefined) return;
      await vscode.commands.executeCommand(
        'kshot.openInspector',
        vscode.Uri.file(imagePath(place.project, request.image)),
      );
      break;
    case 'createProject':
      await vscode.commands.executeCommand('kshot.newProject', vscode.Uri.joinPath(uri, '..'));
      break;
    case 'showLog':
      await vscode.commands.executeCommand('kshot.showLog');
  }
}
