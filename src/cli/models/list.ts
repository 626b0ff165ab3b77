import type { Command } from 'commander';
import { byteText } from '../../domain/byteText.ts';
import { print, printJson, table } from '../output.ts';
import { run } from '../session.ts';
import { withStoreFlags, type StoreFlags } from './storeFlags.ts';

export function addList(models: Command): void {
  withStoreFlags(models.command('list'))
    .description('bundled, installed and available models; asks no server')
    .action((flags: StoreFlags) =>
      run(flags, async ({ engine }) => {
        const entries = await engine.models.list();
        if (flags.json) printJson(entries);
        else {
          const rows = entries.map(({ id, kind, state, bytes, license, reason }) => [
            id,
            kind ?? '–',
            state,
            bytes === null ? '–' : byteText(bytes),
            license ?? '–',
            reason,
          ]);
          print(table([['model', 'kind', 'state', 'size', 'licence', ''], ...rows], [1, 2, 4, 5]));
        }
        return undefined;
      }),
    );
}
