import { createHash, type Hash } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import { makeFolder } from '../../files/replaceFile.ts';
import { writeError } from '../files.ts';
import { BrokenError, StatusError, downloadError, mayHelpToRetry } from './downloadErrors.ts';
import { httpGet } from './httpGet.ts';
import { PartFile, type Part } from './partFile.ts';
import { withoutLogin, type ProxySettings } from './proxy.ts';

/** How a connection is treated; the defaults suit a line that people have. */
export interface DownloadOptions {
  readonly proxy?: ProxySettings | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A connection that gives nothing for so long is broken; default 30,000 ms. */
  readonly inactivityMs?: number | undefined;
  /** Further tries in a row that bring nothing; default 4. Each that brings something is followed by as many again. */
  readonly retries?: number | undefined;
  /** Wait before the first further try, doubled for each after it; default 500 ms. */
  readonly backoffMs?: number | undefined;
}

export interface DownloadJob {
  readonly url: string;
  /** Where the bytes go: continued by the next download of the same job when this one ends early. */
  readonly part: string;
  /** What messages call the file. */
  readonly name: string;
  readonly onBytes: (bytes: number, total: number | null) => void;
}

export interface Downloaded {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly etag: string | null;
}

const DEFAULTS = { inactivityMs: 30_000, retries: 4, backoffMs: 500 };

/**
 * Downloads a file into its part, continuing what is there, and checks it against the size and the SHA-256 that the server declares.
 * Errors: `download-failed`, `disk-full` and `disk-readonly` (what came is kept), `cancelled` (likewise). A file that is not what was
 * declared is deleted.
 */
export async function download(job: DownloadJob, options: DownloadOptions): Promise<Downloaded> {
  const { retries, backoffMs } = { ...DEFAULTS, ...defined(options) };
  const part = new PartFile(job.part);
  await makeFolder(path.dirname(job.part)).catch((error: unknown) => {
    throw writeError(job.part, error);
  });
  let most = await part.size();
  let connected = false;
  for (let failures = 0; ;) {
    try {
      return await attempt(job, part, options);
    } catch (error) {
      if (options.signal?.aborted) throw cancelled(error);
      if (error instanceof EngineError) throw error;
      const size = await part.size();
      connected ||= size > most;
      failures = size > most ? 1 : failures + 1;
      most = Math.max(most, size);
      if (failures > retries || !mayHelpToRetry(error, connected))
        throw downloadError(error, job.name, withoutLogin(job.url));
      await wait(backoffMs * 2 ** (failures - 1), undefined, options.signal ? { signal: options.signal } : {}).catch(
        (aborted: unknown) => {
          throw cancelled(aborted);
        },
      );
    }
  }
}

/** One connection. Its signal also ends it when nothing comes for too long. */
async function attempt(job: DownloadJob, part: PartFile, options: DownloadOptions): Promise<Downloaded> {
  const { inactivityMs } = { ...DEFAULTS, ...defined(options) };
  const held = await part.open();
  const stalled = new AbortController();
  const timer = setTimeout(() => {
    stalled.abort();
  }, inactivityMs);
  const signals = [stalled.signal, ...(options.signal ? [options.signal] : [])];
  try {
    return await receive(job, part, held, {
      proxy: options.proxy,
      signal: AbortSignal.any(signals),
      alive: () => timer.refresh(),
    });
  } catch (error) {
    if (stalled.signal.aborted && !(error instanceof EngineError))
      throw new BrokenError(`nothing came for ${inactivityMs / 1000} s`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

interface Connection {
  readonly proxy: ProxySettings | undefined;
  readonly signal: AbortSignal;
  readonly alive: () => void;
}

async function receive(
  job: DownloadJob,
  part: PartFile,
  held: Part | null,
  connection: Connection,
): Promise<Downloaded> {
  const { message, sha256, size } = await httpGet(job.url, { headers: headersFor(held), ...connection });
  connection.alive();
  const { statusCode: status = 0, headers } = message;
  const range = rangeOf(headers['content-range']);
  const whole = range?.total ?? size;
  const complete = status === 416 && held !== null && whole === held.offset;
  const continues = status === 206 && held !== null && range?.start === held.offset;
  const changed = held !== null && held.sha256 !== null && sha256 !== null && sha256 !== held.sha256;
  if (!complete && status !== 200 && (!continues || changed)) {
    message.destroy();
    if (held === null || (status !== 206 && status !== 416)) throw new StatusError(status);
    await part.discard(); // another file now, or another piece of it than was asked for
    return receive(job, part, null, connection);
  }
  const from = complete || continues ? held : null;
  const total = whole ?? sizeIn(headers['content-length']);
  const hash = from?.hash ?? createHash('sha256');
  const declared = sha256 ?? from?.sha256 ?? null;
  if (from === null) await part.discard(); // first: nothing may pass for the beginning of what comes now
  await part.describe({ validator: validatorOf(headers), sha256: declared });
  if (complete) message.destroy();
  else await write(message, { job, part, from, total, hash }, connection);
  return verified({ job, part, total, etag: headers.etag ?? null, declared, hash });
}

interface Transfer {
  readonly job: DownloadJob;
  readonly part: PartFile;
  readonly from: Part | null;
  readonly total: number | null;
  readonly hash: Hash;
}

async function write(message: IncomingMessage, transfer: Transfer, { signal, alive }: Connection): Promise<void> {
  const { job, part, from, total, hash } = transfer;
  let bytes = from?.offset ?? 0;
  if (total !== null) await checkSpace(job, total - bytes);
  job.onBytes(bytes, total);
  const handle = await open(part.path, from === null ? 'w' : 'a').catch((error: unknown) => {
    throw writeError(part.path, error);
  });
  try {
    for await (const chunk of addAbortSignal(signal, message)) {
      alive();
      await handle.writeFile(chunk as Buffer).catch((error: unknown) => {
        throw writeError(part.path, error);
      });
      alive();
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      job.onBytes(bytes, total);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Checks what came. @throws BrokenError, EngineError `download-failed` (the part is then deleted). */
async function verified(result: {
  job: DownloadJob;
  part: PartFile;
  total: number | null;
  etag: string | null;
  declared: string | null;
  hash: Hash;
}): Promise<Downloaded> {
  const { job, part, total, etag, declared } = result;
  const bytes = await part.size();
  if (total !== null && bytes < total) throw new BrokenError(`${bytes} of ${total} bytes came`);
  const sha256 = result.hash.digest('hex');
  const right = (total === null || bytes === total) && (declared === null || declared === sha256);
  if (right) return { url: withoutLogin(job.url), sha256, bytes, etag };
  await part.discard();
  const wanted = declared === null ? `${total ?? 0} bytes` : `the SHA-256 ${declared}`;
  throw new EngineError(
    'download-failed',
    `Expected ${wanted} of ${job.name}; ${declared === null ? bytes : sha256} came: damaged on the way, or changed there. It is deleted: run the same again, or name another mirror.`,
  );
}

async function checkSpace(job: DownloadJob, needed: number): Promise<void> {
  const disk = await statfs(path.dirname(job.part)).catch(() => null); // where it cannot be told, the write will
  if (disk === null || disk.bavail * disk.bsize >= needed) return;
  throw new EngineError(
    'disk-full',
    `Expected ${needed} bytes of free space for ${job.name} in ${path.dirname(job.part)}; there are ${disk.bavail * disk.bsize}. Free some space and run the same again: it continues.`,
  );
}

function headersFor(held: Part | null): Record<string, string> {
  const always = { 'Accept-Encoding': 'identity', 'User-Agent': 'kshot' };
  if (held === null) return always;
  // Without a validator the server cannot tell whether the file changed; the checksum it declares then does.
  const condition: Record<string, string> = held.validator === null ? {} : { 'If-Range': held.validator };
  return { ...always, Range: `bytes=${held.offset}-`, ...condition };
}

/** Weak ETags cannot be used in `If-Range` (RFC 9110 13.1.5). */
function validatorOf(headers: IncomingMessage['headers']): string | null {
  const { etag } = headers;
  return etag !== undefined && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null);
}

function rangeOf(header: string | undefined): { start: number | null; total: number | null } | null {
  const parts = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? '');
  if (parts === null) return null;
  return { start: parts[1] === undefined ? null : Number(parts[1]), total: sizeIn(parts[2]) };
}

function sizeIn(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** Without the keys whose value is undefined, so that defaults stand for them. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function cancelled(cause: unknown): EngineError {
  return new EngineError('cancelled', 'Cancelled. What was downloaded is kept: run the same again to continue.', {
    cause,
  });
}
