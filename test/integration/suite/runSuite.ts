// Runs inside the extension host: VS Code calls it and ends when it is done.
import { writeFileSync } from 'node:fs';
import type MochaClass from 'mocha';

// Mocha 12 is an ES module; require() of Node 20 hands over its namespace.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- import would be bundled as a default that may not exist
const mochaModule = require('mocha') as typeof MochaClass & { default?: typeof MochaClass };
const Mocha = mochaModule.default ?? mochaModule;

/** Loads the test files into mocha, runs them, and writes the report that the runner demands. Rejects on failures. */
export async function runSuite(files: readonly (() => void)[]): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: 'spec' });
  for (const file of files) {
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    file();
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const tests: { title: string; error?: string; milliseconds?: number | undefined }[] = [];
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), milliseconds: test.duration }));
    runner.on('fail', (test, error: Error) => tests.push({ title: test.fullTitle(), error: String(error.stack) }));
    runner.on('end', () => {
      const report = process.env['KSHOT_TEST_REPORT'];
      if (report) writeFileSync(report, JSON.stringify({ stats: runner.stats, tests }, null, 1));
    });
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
