import * as path from 'node:path';
import * as vscode from 'vscode';

/** A file system of another kind: files in memory, which may refuse to be written. */
export class MemoryFiles implements vscode.FileSystemProvider {
  refuses = false;
  /** How often it did. */
  refused = 0;
  private readonly files = new Map<string, Uint8Array>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  put(file: string, bytes: Uint8Array): void {
    this.files.set(file, bytes);
  }

  text(file: string): string {
    return new TextDecoder().decode(this.files.get(file));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat({ path: file }: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(file);
    if (bytes) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    if (![...this.files.keys()].some((name) => name.startsWith(`${file}/`) || file === '/')) throw missing(file);
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  readDirectory({ path: folder }: vscode.Uri): [string, vscode.FileType][] {
    return [...this.files.keys()]
      .filter((name) => path.posix.dirname(name) === folder)
      .map((name) => [path.posix.basename(name), vscode.FileType.File]);
  }

  readFile({ path: file }: vscode.Uri): Uint8Array {
    const bytes = this.files.get(file);
    if (!bytes) throw missing(file);
    return bytes;
  }

  /** Rejects and never throws at once: VS Code would wait for ever then. */
  writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    if (this.refuses) {
      this.refused++;
      return Promise.reject(vscode.FileSystemError.NoPermissions(uri));
    }
    this.files.set(uri.path, bytes);
    return Promise.resolve();
  }

  delete({ path: file }: vscode.Uri): void {
    this.files.delete(file);
  }

  createDirectory(): void {
    // folders are where files are
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }
}

function missing(file: string): vscode.FileSystemError {
  return vscode.FileSystemError.FileNotFound(vscode.Uri.from({ scheme: 'kshot-test', path: file }));
}
