/** As much of the module `vscode` as the host's parts need that are tested without an editor. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';

interface Disposable {
  dispose: () => void;
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class Uri {
  /** Types take it for no real one. */
  protected readonly isFake = true;
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  static file(file: string): Uri {
    return new Uri('file', file);
  }
  static from({ scheme, path: file }: { scheme: string; path: string }): Uri {
    return new Uri(scheme, file);
  }
  static joinPath(uri: Uri, ...parts: string[]): Uri {
    return new Uri(uri.scheme, path.posix.join(uri.path, ...parts));
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** A panel that does nothing but be open until it is closed. */
export class FakePanel {
  iconPath: unknown;
  active = true;
  viewColumn = 1;
  revealed = 0;
  isDisposed = false;
  readonly webview = {
    html: '',
    options: {},
    cspSource: 'self',
    asWebviewUri: (uri: Uri) => ({ with: () => uri, toString: () => uri.toString() }),
    onDidReceiveMessage: () => ({ dispose: () => undefined }),
    postMessage: () => Promise.resolve(true),
  };
  private readonly disposed = new EventEmitter<void>();
  readonly onDidDispose = this.disposed.event;
  readonly onDidChangeViewState = new EventEmitter<void>().event;

  constructor(readonly title: string) {}

  reveal(): void {
    this.revealed++;
  }
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.disposed.fire();
  }
}

/** The panels that were made, in order. */
export const panels: FakePanel[] = [];

const nothing = { dispose: () => undefined };

/** What `workspace.save` does. */
export const saver: { save?: (uri: Uri) => Promise<Uri | undefined> } = {};

/** What the user was told, and what they will answer: a button's text, or nothing. */
export const dialogs = { messages: [] as string[], answers: [] as string[] };
const ask = (message: string): Promise<string | undefined> => {
  dialogs.messages.push(message);
  return Promise.resolve(dialogs.answers.shift());
};

export const window = {
  showInformationMessage: ask,
  showWarningMessage: ask,
  showErrorMessage: ask,
  setStatusBarMessage: (message: string) => {
    dialogs.messages.push(message);
    return nothing;
  },
  createWebviewPanel: (_: string, title: string): FakePanel => {
    const panel = new FakePanel(title);
    panels.push(panel);
    return panel;
  },
  registerWebviewPanelSerializer: () => nothing,
  onDidChangeWindowState: () => nothing,
};
export const workspace = {
  isTrusted: true,
  textDocuments: [],
  fs: {
    stat: () => Promise.reject(new Error('no file')),
    readDirectory: (): Promise<[string, number][]> => Promise.resolve([]),
    readFile: (): Promise<Uint8Array> => Promise.reject(new FileSystemError('FileNotFound')),
    writeFile: (): Promise<void> => Promise.reject(new FileSystemError('NoPermissions')),
    copy: (from: Uri, to: Uri): Promise<void> => copyFile(from.fsPath, to.fsPath),
    isWritableFileSystem: (scheme: string) => scheme !== 'readonly',
  },
  save: (uri: Uri): Promise<Uri | undefined> => Promise.resolve(saver.save?.(uri)),
  createFileSystemWatcher: () => ({
    onDidCreate: () => nothing,
    onDidChange: () => nothing,
    onDidDelete: () => nothing,
    dispose: () => undefined,
  }),
  onDidGrantWorkspaceTrust: () => nothing,
};
export const l10n = {
  t: (text: string, ...values: (string | number)[]) =>
    text.replaceAll(/\{(\d)\}/g, (whole, i) => String(values[Number(i)] ?? whole)),
  bundle: undefined,
};
export const env = { language: 'en' };
export const ViewColumn = { Active: -1 };
export class RelativePattern {
  constructor(
    readonly base: Uri,
    readonly pattern: string,
  ) {}
}
