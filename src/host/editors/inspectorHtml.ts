import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The inspector's page: nothing but its own bundle and images of the given roots may load.
 * `image` starts to load with the page, which asks for it once it knows more. `project` is saved in the page's state.
 */
export function inspectorHtml(
  webview: vscode.Webview,
  bundle: vscode.Uri,
  { image, project }: { image: string | null; project: string | undefined },
): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(bundle, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>${vscode.l10n.t('kShot Inspector')}</title>
  <link rel="stylesheet" href="${asset('inspector.css')}">
  ${image === null ? '' : `<link rel="preload" as="image" href="${escapeAttribute(image)}">`}
</head>
<body${project === undefined ? '' : ` data-project="${escapeAttribute(project)}"`}>
  <script type="application/json" id="kshot-strings">${translations()}</script>
  <script type="module" nonce="${nonce}" src="${asset('inspector.js')}"></script>
</body>
</html>`;
}

/** The user's language for the page's own strings, if VS Code has a translation; no text in it can end the element. */
function translations(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', String.raw`\u003c`);
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
