import * as vscode from 'vscode';
import { baseName, labelNames } from './labelStorage.ts';

interface Watched {
  readonly watcher: vscode.FileSystemWatcher;
  /** By the names of files. */
  readonly listeners: Map<string, Set<() => void>>;
}

class Watch implements vscode.Disposable {
  constructor(readonly dispose: () => void) {}
}

/** Watches label files: one watcher a folder, however many of its images are in use. */
export class LabelWatchers {
  private readonly folders = new Map<string, Watched>();

  /** Calls back when a file that may be the image's label file is made, changed or deleted. */
  watch(image: vscode.Uri, changed: () => void): Watch {
    const folder = vscode.Uri.joinPath(image, '..');
    const { listeners } = this.watched(folder);
    const names = labelNames(image);
    for (const name of names) listeners.set(name, (listeners.get(name) ?? new Set()).add(changed));
    return new Watch(() => {
      for (const name of names) removeFrom(listeners, name, changed);
      if (listeners.size === 0) this.leave(folder);
    });
  }

  private watched(folder: vscode.Uri): Watched {
    const key = folder.toString();
    const known = this.folders.get(key);
    if (known) return known;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.json'));
    const listeners = new Map<string, Set<() => void>>();
    const touched = (file: vscode.Uri) => {
      for (const listener of [...(listeners.get(baseName(file)) ?? [])]) listener();
    };
    watcher.onDidCreate(touched);
    watcher.onDidChange(touched);
    watcher.onDidDelete(touched);
    const watched = { watcher, listeners };
    this.folders.set(key, watched);
    return watched;
  }

  private leave(folder: vscode.Uri): void {
    this.folders.get(folder.toString())?.watcher.dispose();
    this.folders.delete(folder.toString());
  }
}

function removeFrom(listeners: Map<string, Set<() => void>>, name: string, listener: () => void): void {
  const all = listeners.get(name);
  all?.delete(listener);
  if (all?.size === 0) listeners.delete(name);
}
