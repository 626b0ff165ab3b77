import type * as vscode from 'vscode';

/** The one adapter from VS Code's CancellationToken to the AbortSignal that everything below the host takes. */
export function abortSignal(token: vscode.CancellationToken): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => {
    controller.abort();
  });
  return { signal: controller.signal, dispose: () => void listener.dispose() };
}
