import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import { namesDefaults } from './modelChoice.ts';
import type { Records } from './records.ts';
import type { Tasks } from './tasks.ts';

const OFFERED = 'models.offered';

/** Says once, and never again on this machine, that there are better models: after the first fit or score on the default ones. */
export class ModelOffer implements vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(
    private readonly memento: vscode.Memento,
    private readonly records: Records,
    tasks: Tasks,
  ) {
    this.disposables.add(tasks.onDidFinish((project) => void this.offer(project)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async offer(project: string): Promise<void> {
    const models = this.records.models(project);
    const isOnDisk = (vscode.workspace.workspaceFolders ?? []).every(({ uri }) => uri.scheme === 'file');
    if (!isOnDisk || !models || !namesDefaults(models) || this.memento.get<boolean>(OFFERED)) return;
    await this.memento.update(OFFERED, true);
    const show = vscode.l10n.t('Show Models');
    const message = vscode.l10n.t(
      'kShot runs on its small default models. DINOv2, SAM and DeAOT find more; they are downloaded only when you ask.',
    );
    const answer = await vscode.window.showInformationMessage(message, show, vscode.l10n.t('Not Now'));
    if (answer === show) await vscode.commands.executeCommand('kshot.models.focus');
  }
}
