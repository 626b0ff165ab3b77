// Bundles what the product ships into dist/: the extension, the engine process, the command line, one bundle a webview.
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const shared = { bundle: true, sourcemap: !production, minify: production, logLevel: 'info', legalComments: 'none' };
const node = { ...shared, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'onnxruntime-node', 'sharp'] };

const targets = [
  { ...node, entryPoints: { extension: 'src/extension.ts' } },
  { ...node, entryPoints: { engineProcess: 'src/worker/engineProcess.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  {
    ...shared,
    platform: 'browser',
    target: 'chrome120',
    format: 'esm',
    entryPoints: { 'webview/inspector': 'webview/inspector/main.ts' },
    loader: { '.ttf': 'file' },
  },
].map((options) => ({ ...options, outdir: 'dist' }));

for (const options of targets) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
