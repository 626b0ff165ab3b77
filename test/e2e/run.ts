// Runs the journeys in a real workbench: `npm run test:e2e`, some of them with a part of their file's name as argument.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { globSync } from 'tinyglobby';
import { REPOSITORY } from './vscodeServer.ts';

const RESULTS = path.join(REPOSITORY, 'test', 'results');

async function run(): Promise<number> {
  const wanted = process.argv.slice(2);
  const journeys = globSync('journeys/*.test.ts', { cwd: import.meta.dirname, absolute: true })
    .filter((file) => wanted.length === 0 || wanted.some((part) => path.basename(file).includes(part)))
    .sort();
  mkdirSync(RESULTS, { recursive: true });
  rmSync(path.join(RESULTS, 'e2e.json'), { force: true });
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 240_000, color: false, reporter: 'spec', bail: false });
  for (const file of journeys) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats!);
    });
  });
  writeFileSync(path.join(RESULTS, 'e2e.json'), JSON.stringify({ stats: { passes, failures, pending } }));
  console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  return failures > 0 || pending > 0 || passes === 0 ? 1 : 0;
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
