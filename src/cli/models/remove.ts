import type { Command } from 'commander';
import { print, printJson } from '../output.ts';
import { run } from '../session.ts';
import { withStoreFlags, type StoreFlags } from './storeFlags.ts';

export function addRemove(models: Command): void {
  withStoreFlags(models.command('remove'))
    .description('delete a model of the store, or its unfinished download; those that ship with kShot stay')
    .argument('<id>', 'its id')
    .action((id: string, flags: StoreFlags) =>
      run(flags, async ({ engine }) => {
        await engine.models.remove(id);
        if (flags.json) printJson({ removed: id });
        else print(`Removed ${id}.`);
        return undefined;
      }),
    );
}
