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

/** `88.5 MB`, `1.22 GB`: powers of ten, three digits. */
export function megabytes(bytes: number): string {
  const [value, unit] = bytes < 999.5e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}
