// Bundles what the product ships into dist/: the extension, the engine process, the command line, one bundle a webview.
import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const shared = { bundle: true, sourcemap: !production, minify: production, logLevel: 'info', legalComments: 'none' };
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'onnxruntime-node', 'sharp'],
  mainFields: ['module', 'main'], // jsonc-parser's main is UMD, which cannot be bundled
  // ES modules among the dependencies ask for their own place; in a CommonJS bundle that is the bundle's.
  define: { KSHOT_VERSION: JSON.stringify(version), 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

const targets = [
  { ...node, entryPoints: { extension: 'src/extension.ts' } },
  { ...node, entryPoints: { engineProcess: 'src/worker/engineProcess.ts' } },
  { ...node, entryPoints: { workThread: 'src/engine/thread/threadEntry.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: `#!/usr/bin/env node\n${node.banner.js}` } },
  {
    ...shared,
    platform: 'browser',
    target: 'chrome120',
    format: 'esm',
    entryPoints: { 'webview/inspector': 'webview/inspector/main.ts' },
    loader: { '.ttf': 'file' },
    assetNames: 'webview/[name]', // the page may load from its own folder alone
  },
].map((options) => ({ ...options, outdir: 'dist' }));

for (const options of targets) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
