import { readFile } from 'node:fs/promises';
import { arch, cpus, hostname, platform } from 'node:os';
import * as z from 'zod/mini';
import { writeFileAtomic } from '../files.ts';

/** What became of one provider. */
export interface ProviderReport {
  readonly provider: string;
  /** Whether sessions may run on it. */
  readonly ok: boolean;
  /** Why it was not taken, or why it was. */
  readonly reason: string;
  /** Of a machine's: whether a model is worth a trial on it, faster or not on the probe. */
  readonly worthTrying?: boolean | undefined;
}

/** After this the providers are tried anew: a driver may have been installed. */
const maxAgeDays = 30;
const format = 2;

const entrySchema = z.object({
  machine: z.string(),
  /** Of ONNX Runtime. */
  version: z.string(),
  /** Names of what it is about, each sufficient: a model's checksum, its file. */
  about: z.array(z.string()),
  time: z.number(),
  reports: z.array(
    z.object({
      provider: z.string(),
      ok: z.boolean(),
      reason: z.string(),
      worthTrying: z.optional(z.boolean()),
    }),
  ),
});
type Entry = z.infer<typeof entrySchema>;
const fileSchema = z.object({ format: z.literal(format), entries: z.array(z.unknown()) });

/**
 * What was found about providers on this machine with this version of the runtime, in one file for all models (or in memory alone, without
 * a file). Never throws: it is only a memory.
 */
export class ProviderVerdicts {
  private own: Entry[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string | undefined) {}

  /** The reports on anything that one of the names means; empty: nothing that still holds. */
  async read(about: readonly string[], version: string): Promise<readonly ProviderReport[]> {
    const entries = await this.all();
    return entries.find((entry) => isFor(entry, about, version))?.reports ?? [];
  }

  /** Adds a report; it replaces the one on the same provider. */
  async add(about: readonly string[], version: string, report: ProviderReport): Promise<void> {
    const written = this.writing.then(async () => {
      const entries = await this.all();
      const former = entries.find((entry) => isFor(entry, about, version));
      const entry: Entry = {
        machine: machine(),
        version,
        about: [...new Set([...(former?.about ?? []), ...about])],
        time: former?.time ?? Date.now(),
        reports: [...(former?.reports ?? []).filter(({ provider }) => provider !== report.provider), report],
      };
      this.own = [...this.own.filter((other) => other !== former), entry];
      await this.save([...entries.filter((other) => other !== former), entry]);
    });
    this.writing = written;
    await written;
  }

  /** What this process found, then what is in the file, where others write as well; without what is too old. */
  private async all(): Promise<Entry[]> {
    const stored = this.file === undefined ? [] : await readEntries(this.file);
    const others = stored.filter(
      (entry) => !this.own.some((mine) => isFor(mine, entry.about, entry.version) && mine.machine === entry.machine),
    );
    return [...this.own, ...others].filter(({ time }) => Math.abs(Date.now() - time) < maxAgeDays * 86_400_000);
  }

  private async save(entries: readonly Entry[]): Promise<void> {
    if (this.file === undefined) return;
    try {
      await writeFileAtomic(this.file, JSON.stringify({ format, entries }), { flush: false });
    } catch {
      // A folder that cannot be written costs the memory, not the result.
    }
  }
}

/** The entries of a file that can be read; a missing or damaged file, or one of an older format, has none. */
async function readEntries(file: string): Promise<Entry[]> {
  try {
    const { entries } = z.parse(fileSchema, JSON.parse(await readFile(file, 'utf8')));
    return entries.flatMap((entry) => {
      const parsed = z.safeParse(entrySchema, entry);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}

function isFor(entry: Entry, about: readonly string[], version: string): boolean {
  return entry.machine === machine() && entry.version === version && entry.about.some((name) => about.includes(name));
}

function machine(): string {
  return [hostname(), platform(), arch(), cpus()[0]?.model ?? ''].join(' ');
}
