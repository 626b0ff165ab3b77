// Runs the suite in desktop VS Code, where it can be downloaded: `npm run test:desktop`.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { REPOSITORY } from '../e2e/vscodeServer.ts';
import { copySample } from '../e2e/workspace.ts';
import { bundleSuite } from './bundleSuite.ts';

async function run(): Promise<void> {
  const report = path.join(REPOSITORY, 'test', 'results', 'desktop.json');
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const workspace = copySample({ withProject: false });
  try {
    await runTests({
      extensionDevelopmentPath: REPOSITORY,
      extensionTestsPath: await bundleSuite(),
      launchArgs: [workspace.folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
      extensionTestsEnv: { KSHOT_TEST_REPORT: report },
    });
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as { stats: { passes: number; failures: number } };
    console.log(`${stats.passes} passed, ${stats.failures} failed`);
    if (stats.passes === 0 || stats.failures > 0) process.exitCode = 1;
  } finally {
    workspace.dispose();
  }
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
