// Bundles the suite for the extension host. mocha stays outside: it is found from the repository.
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { build } from 'esbuild';
import { REPOSITORY } from '../e2e/vscodeServer.ts';

/** Builds the suite and returns the module that VS Code runs. */
export async function bundleSuite(): Promise<string> {
  const suite = path.join(REPOSITORY, 'test', 'integration', 'suite');
  const tests = globSync('*.test.ts', { cwd: suite }).sort();
  const entry = tests.map((name) => `  () => { require('./${name}'); },`).join('\n');
  const outfile = path.join(REPOSITORY, '.vscode-test', 'integration', 'suite.js');
  await build({
    stdin: {
      contents: `import { runSuite } from './runSuite.ts';\nexport const run = () => runSuite([\n${entry}\n]);\n`,
      resolveDir: suite,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}
