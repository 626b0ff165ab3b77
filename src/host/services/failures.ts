import * as vscode from 'vscode';
import { EngineRequestError } from '../../worker/engineRequestError.ts';

/** The code of a failure, for whatever was thrown. */
export function failureCode(error: unknown): string {
  return error instanceof EngineRequestError ? error.code : 'failed';
}

export function failureMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a model that a project names is missing, damaged or none that can be used. */
export function isModelFailure(error: unknown): boolean {
  return /^model-(missing|unreadable|unsupported|invalid)$/.test(failureCode(error));
}

/** Shows a failure as one line with a way to the log. A cancellation is no failure: the user asked for it. */
export class Failures {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  show(error: unknown): void {
    const code = failureCode(error);
    if (code === 'cancelled' || code === 'engine-stopped') return;
    this.note(error);
    void this.offer(error, failureMessage(error).split('\n', 1)[0]!);
  }

  /** Writes a failure that needs no message of its own to the log. */
  note(error: unknown): void {
    const code = failureCode(error);
    this.log.error(code === 'failed' && error instanceof Error ? error : `${code}: ${failureMessage(error)}`);
  }

  private async offer(error: unknown, message: string): Promise<void> {
    const showModels = vscode.l10n.t('Show Models');
    const showLog = vscode.l10n.t('Show Log');
    const manageTrust = vscode.l10n.t('Manage Workspace Trust');
    const answer = await (failureCode(error) === 'untrusted'
      ? vscode.window.showWarningMessage(message, manageTrust)
      : vscode.window.showErrorMessage(message, ...(isModelFailure(error) ? [showModels] : []), showLog));
    if (answer === showModels) await vscode.commands.executeCommand('kshot.models.focus');
    if (answer === showLog) this.log.show(true);
    if (answer === manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
  }
}
