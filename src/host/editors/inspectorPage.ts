import * as vscode from 'vscode';
import type { FromInspector, ToInspector } from '../../protocol/inspector.ts';
import type { ImageSource } from './imageSource.ts';
import { inspectorHtml } from './inspectorHtml.ts';
import { isCovered } from './pageRoots.ts';

/** The page in a panel: loads it, tells it things once it can hear, gives images addresses that it may read. */
export class InspectorPage {
  /** Whether the page has said `ready` since it was loaded. */
  isReady = false;
  private roots: readonly vscode.Uri[] | undefined;
  private isDisposed = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly extensionUri: vscode.Uri,
    /** What a page that is restored is restored by. */
    private readonly project: string | undefined,
  ) {
    panel.onDidDispose(() => {
      this.isDisposed = true;
    });
  }

  /** @param image is loaded along with the page. */
  load(roots: readonly vscode.Uri[], image: ImageSource | undefined): void {
    const { webview } = this.panel;
    const bundle = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    this.isReady = false;
    this.roots = roots;
    webview.options = { enableScripts: true, localResourceRoots: [bundle, ...roots] };
    webview.html = inspectorHtml(webview, bundle, { image: this.url(image), project: this.project });
  }

  /** Whether the page may read what these roots hold, as it was loaded; true as long as it is not. */
  covers(roots: readonly vscode.Uri[]): boolean {
    const { roots: own } = this;
    return !own || roots.every((root) => isCovered(root, own) || own.some(({ path }) => path === root.path));
  }

  /** An image's address for the page; null where there is nothing that it could show. */
  url(image: ImageSource | undefined): string | null {
    if (this.isDisposed || !image?.file || !isCovered(image.file, this.roots ?? [])) return null;
    return this.panel.webview
      .asWebviewUri(image.file)
      .with({ query: `v=${image.version}` })
      .toString();
  }

  /** Before the page is ready there is nobody to hear; its `ready` is answered with everything. */
  post(message: ToInspector): void {
    if (this.isReady && !this.isDisposed) void this.panel.webview.postMessage(message);
  }

  onMessage(receive: (message: FromInspector) => void): vscode.Disposable {
    return this.panel.webview.onDidReceiveMessage(receive);
  }
}
