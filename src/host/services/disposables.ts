import type * as vscode from 'vscode';

/** Things that live as long as their owner, disposed in reverse order. What comes too late is disposed at once. */
export class Disposables implements vscode.Disposable {
  private readonly items: vscode.Disposable[] = [];
  private done = false;

  get isDisposed(): boolean {
    return this.done;
  }

  add<T extends vscode.Disposable>(item: T): T {
    if (this.done) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.done = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}
