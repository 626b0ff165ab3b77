import { readdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { EXCHANGE_FILE } from '../../../domain/annotations/exchange.ts';
import type { ExchangeFormat } from '../../../domain/annotations/exchange.ts';
import { leavesFolder } from '../../../domain/projectFile.ts';
import { EngineError, throwIfAborted } from '../../errors.ts';
import { describe, readIfPresent, removeFile, writeFileAtomic } from '../../files.ts';
import type { Content, Format, Written } from './format.ts';

/** What an export leaves in its folder, so that it can be told from any other and be written again: which files are its, and which images they mean. */
const ACCOUNT_FILE = '.kshot-export.json';

const accountSchema = z.object({
  format: z.string(),
  files: z.array(z.string()),
  names: z._default(z.record(z.string(), z.string()), {}),
});
type Account = z.infer<typeof accountSchema>;

/** Where an export goes. */
export interface Target {
  readonly path: string;
  readonly format: ExchangeFormat;
  /** What the last export into the folder left. */
  readonly before: Account | null;
}

/**
 * Looks at the place of an export before anything is done.
 * @param force writes also where something else is; files that the export does not write stay.
 * @throws EngineError `exchange-target`: a file in a folder's place or the other way round; `exchange-exists`: a file or a folder with files that is no earlier
 * export.
 */
export async function openTarget(
  target: string,
  name: ExchangeFormat,
  format: Format,
  force: boolean,
): Promise<Target> {
  const absolute = path.resolve(target);
  const found = await stat(absolute).catch(() => null);
  const isFile = EXCHANGE_FILE[name] !== null;
  if (found !== null && found.isDirectory() === isFile) {
    const [expected, came] = isFile ? ['file', 'folder'] : ['folder', 'file'];
    throw new EngineError(
      'exchange-target',
      `Expected the ${expected} that ${name} annotations go to, found a ${came} at ${absolute}. Choose another place.`,
    );
  }
  const before = isFile || found === null ? null : await readAccount(absolute);
  if (found !== null && !force && !(await isFree(absolute, name, format, before))) {
    const came = isFile
      ? `${absolute} is there already and no ${name} export of kShot.`
      : `The folder ${absolute} is not empty and holds no ${name} export of kShot.`;
    throw new EngineError(
      'exchange-exists',
      `${came} Choose another place, or write into it all the same with --force.`,
    );
  }
  return { path: absolute, format: name, before };
}

async function isFree(
  absolute: string,
  name: ExchangeFormat,
  format: Format,
  before: Account | null,
): Promise<boolean> {
  if (format.isOwn !== undefined) return format.isOwn((await readIfPresent(absolute))?.toString('utf8') ?? '');
  return before?.format === name || (await readdir(absolute)).length === 0;
}

/**
 * Writes an export. Files of an earlier one in the same folder that are no longer part of it go.
 * @throws EngineError `disk-*`, `cancelled`; what was written so far is in the account, so the same can be run again.
 */
export async function writeTarget(
  { path: target, format, before }: Target,
  { files, names = {} }: Written,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (EXCHANGE_FILE[format] !== null) {
    for (const content of files.values()) await writeFileAtomic(target, await made(content));
    return;
  }
  const former = before?.format === format ? before.files : [];
  const written = [...files.keys()];
  await writeAccount(target, { format, files: [...new Set([...former, ...written])], names });
  for (const [name, content] of files) {
    throwIfAborted(signal);
    await writeFileAtomic(path.join(target, name), await made(content), { flush: false });
  }
  await removeFiles(
    target,
    former.filter((name) => !files.has(name)),
  );
  await writeAccount(target, { format, files: written, names });
}

function made(content: Content): Promise<Uint8Array | string> | Uint8Array | string {
  return typeof content === 'function' ? content() : content;
}

/** What an export into a folder left there; null where there is none that can be read. */
export async function readAccount(folder: string): Promise<Account | null> {
  try {
    const parsed = accountSchema.safeParse(
      JSON.parse((await readIfPresent(path.join(folder, ACCOUNT_FILE)))?.toString('utf8') ?? 'null'),
    );
    // A path out of the folder is none that an export wrote, and following it might remove anything.
    return parsed.success && !parsed.data.files.some((name) => leavesFolder(name)) ? parsed.data : null;
  } catch {
    return null;
  }
}

function writeAccount(folder: string, account: Account): Promise<void> {
  return writeFileAtomic(path.join(folder, ACCOUNT_FILE), `${JSON.stringify({ kshot: 1, ...account }, null, 1)}\n`);
}

/** Removes files of an earlier export, and folders that are empty without them: to a reader of folders those would say something. */
async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const file = path.join(folder, name);
    await removeFile(file);
    for (let above = path.dirname(file); above !== folder; above = path.dirname(above)) {
      if (!(await isRemovedEmpty(above))) break;
    }
  }
}

function isRemovedEmpty(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false, // files of others are in it
  );
}

/** The error of something that was to be imported and cannot be read. */
export function unreadable(where: string, expected: string, came: string, cause?: unknown): EngineError {
  const message = `${where}: expected ${expected}, got ${came}. Check the path and the format; nothing was imported.`;
  return new EngineError('exchange-unreadable', message, { cause });
}

/** The text of a file that is to be imported. @throws EngineError `exchange-missing`, `exchange-unreadable`. */
export async function readImported(file: string): Promise<string> {
  let bytes: Buffer | null;
  try {
    bytes = await readIfPresent(file);
  } catch (error) {
    throw unreadable(file, 'a file that can be read', describe(error), error);
  }
  if (bytes !== null) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  throw new EngineError('exchange-missing', `Expected annotations at ${file}, found none. Check the path.`);
}

/** JSON of a file that is to be imported. @throws as {@link readImported}. */
export async function readImportedJson(file: string): Promise<unknown> {
  const text = await readImported(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(file, 'JSON', text.trim() === '' ? 'an empty file' : describe(error), error);
  }
}
