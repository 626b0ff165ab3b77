import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import { print, printJson, table } from '../output.ts';
import { run } from '../session.ts';
import { withStoreFlags, type StoreFlags } from './storeFlags.ts';

export function addVerify(models: Command): void {
  withStoreFlags(models.command('verify'))
    .description('compare the checksums of all files; exits 1 where one is damaged or missing')
    .argument('[id...]', 'models to check (default: all that are there)')
    .action((ids: string[], flags: StoreFlags) =>
      run(flags, async ({ engine }) => {
        const verdicts = await engine.models.verify(ids);
        if (flags.json) printJson(verdicts);
        else
          print(
            table(
              [['model', 'files'], ...verdicts.map(({ id, ok, faults }) => [id, ok ? 'right' : faults.join('; ')])],
              [1],
            ),
          );
        return verdicts.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
      }),
    );
}
