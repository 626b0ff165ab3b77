import type * as vscode from 'vscode';

/** Calls `run` once things have been quiet for a while. */
export class Debounce implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly run: () => void,
  ) {}

  trigger(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.run, this.milliseconds);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
