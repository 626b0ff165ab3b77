import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, hostname, platform } from 'node:os';
import path from 'node:path';
import { makeFolder } from '../files.ts';
import * as z from 'zod/mini';
import type { ProviderReport } from './providers.ts';

/** After this the providers are tried anew: a driver may have been installed. */
const maxAgeDays = 30;

const schema = z.object({
  machine: z.string(),
  version: z.string(),
  time: z.number(),
  reports: z.array(z.object({ provider: z.string(), ok: z.boolean(), reason: z.string() })),
});

/** What was found on this machine with this version of the runtime about exactly these providers; null: nothing that still holds. */
export async function readVerdicts(
  file: string,
  version: string,
  candidates: readonly string[],
): Promise<readonly ProviderReport[] | null> {
  try {
    const known = z.parse(schema, JSON.parse(await readFile(file, 'utf8')));
    const same =
      known.machine === machine() &&
      known.version === version &&
      known.reports.map(({ provider }) => provider).join() === candidates.join();
    return same && Date.now() - known.time < maxAgeDays * 86_400_000 ? known.reports : null;
  } catch {
    return null; // missing or damaged: it is only a memory
  }
}

export async function writeVerdicts(file: string, version: string, reports: readonly ProviderReport[]): Promise<void> {
  try {
    await makeFolder(path.dirname(file));
    await writeFile(file, JSON.stringify({ machine: machine(), version, time: Date.now(), reports }));
  } catch {
    // A folder that cannot be written costs the memory, not the result.
  }
}

function machine(): string {
  return [hostname(), platform(), arch(), cpus()[0]?.model ?? ''].join(' ');
}
