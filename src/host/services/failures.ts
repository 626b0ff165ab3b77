import * as vscode from 'vscode';
import { EngineRequestError } from '../../worker/engineRequestError.ts';

/** The code of a failure, for whatever was thrown. */
export function failureCode(error: unknown): string {
  return error instanceof EngineRequestError ? error.code : 'failed';
}

export function failureMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Shows a failure as one line with a way to the log. A cancellation is no failure: the user asked for it. */
export class Failures {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  show(error: unknown): void {
    const code = failureCode(error);
    if (code === 'cancelled' || code === 'engine-stopped') return;
    this.note(error);
    void this.offer(code, failureMessage(error).split('\n', 1)[0]!);
  }

  /** Writes a failure that needs no message of its own to the log. */
  note(error: unknown): void {
    const code = failureCode(error);
    this.log.error(code === 'failed' && error instanceof Error ? error : `${code}: ${failureMessage(error)}`);
  }

  private async offer(code: string, message: string): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const manageTrust = vscode.l10n.t('Manage Workspace Trust');
    const answer = await (code === 'untrusted'
      ? vscode.window.showWarningMessage(message, manageTrust)
      : vscode.window.showErrorMessage(message, showLog));
    if (answer === showLog) this.log.show(true);
    if (answer === manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
  }
}
