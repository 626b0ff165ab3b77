// Checks every layer against its own tsconfig, so that no layer sees types it may not use.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const projects = [
  ...readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`),
  'webview',
  'scripts',
  'test',
];
let failed = false;
for (const project of projects) {
  const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
