import * as vscode from 'vscode';

/** Calls back whenever a file's content changes, until the result is disposed. */
export function watchFile(file: vscode.Uri, changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), file.path.split('/').at(-1)!);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern, true, false, true);
  watcher.onDidChange(changed);
  return watcher;
}
