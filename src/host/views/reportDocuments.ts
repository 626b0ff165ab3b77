import * as vscode from 'vscode';
import { Disposables } from '../services/disposables.ts';

/** Reports as read-only documents, which can be searched, copied and compared: the last one of each address. */
export class ReportDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  /** @param forgotten what stands in a document that is restored without its text. */
  constructor(
    private readonly scheme: string,
    private readonly forgotten: string,
  ) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? this.forgotten;
  }

  /** @param name of the document. @param text Markdown. */
  async show(project: string, name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}.md`, query: project });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
