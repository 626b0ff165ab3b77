/** Serves the built page as the extension host's HTML does, with the same Content-Security-Policy. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
  png: 'image/png',
  map: 'application/json',
};

function pageHtml(origin: string): string {
  const policy = `default-src 'none'; script-src 'nonce-abc'; style-src ${origin}; font-src ${origin}; img-src ${origin}`;
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <title>kShot Inspector</title>
  <link rel="stylesheet" href="/inspector.css">
</head>
<body>
  <script type="application/json" id="kshot-strings">{"Fit": "Fit"}</script>
  <script type="module" nonce="abc" src="/inspector.js"></script>
</body>
</html>`;
}

export interface PageServer {
  origin: string;
  close(): void;
}

/** Serves `/`, the files of the bundle's folder, and the given images by path. */
export async function servePage(bundle: string, images: Readonly<Record<string, Uint8Array>>): Promise<PageServer> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(pageHtml(`http://${request.headers.host ?? ''}`));
      return;
    }
    const file = join(bundle, path);
    const body = images[path] ?? (existsSync(file) ? readFileSync(file) : null);
    if (body === null) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream' })
        .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
