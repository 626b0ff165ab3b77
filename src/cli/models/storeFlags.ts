import type { Command } from 'commander';
import { modelsOption } from '../session.ts';

/** Options of every sub-command of `kshot models`. */
export interface StoreFlags {
  models?: string;
  json?: true;
}

export function withStoreFlags(command: Command): Command {
  return command.addOption(modelsOption()).option('--json', 'print one JSON document');
}
