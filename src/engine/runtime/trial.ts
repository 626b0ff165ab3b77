/**
 * Tries an execution provider in a process of its own: a broken driver may end the process that loads it, and the libraries write to
 * stderr as they like.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod/mini';
import { cancelled } from '../errors.ts';
import { reasonOf } from './ort.ts';
import { trialScript } from './trialScript.ts';

/** Sizes of free dimensions by the dimension's name, or the whole shape of an input by the input's name. */
export type TrialSizes = Readonly<Record<string, number | readonly number[]>>;

export interface Trial {
  /** A file's path, or the graph itself. */
  readonly model: string | Uint8Array;
  /** One comparison each, small ones first. */
  readonly rounds: readonly TrialSizes[];
  readonly freeDimensions?: Readonly<Record<string, number>> | undefined;
  readonly threads?: number | undefined;
}

export type TrialResult =
  | { readonly provider: string; readonly error: string }
  /** The CPU cannot run the model on made-up inputs: nothing is known about the provider. */
  | { readonly provider: string; readonly unsuited: string }
  | {
      readonly provider: string;
      /** Root mean square of the difference from the CPU's result, over that of the CPU's; 1e9 for a result of another shape, or none. */
      readonly difference: number;
      /** Of one run after the first, the smallest of some. */
      readonly milliseconds: number;
      readonly cpuMilliseconds: number;
    };

/** What the CPU may take: the largest networks need half a minute a run. */
const cpuTimeoutSeconds = 300;
/** A provider that takes longer after that has lost: a session on it would not be usable either. */
const timeoutSeconds = 60;

const lineSchema = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('cpu') }),
  z.object({ stage: z.literal('unsuited'), error: z.string() }),
  z.object({ stage: z.literal('failed'), error: z.string() }),
  z.object({
    stage: z.literal('measured'),
    difference: z.number(),
    milliseconds: z.number(),
    cpuMilliseconds: z.number(),
  }),
]);
type Line = z.infer<typeof lineSchema>;

/** Compares a provider with the CPU on a model. What goes wrong is the result; throws only `cancelled`, the process being ended first. */
export function tryProvider(provider: string, { model, ...task }: Trial, signal?: AbortSignal): Promise<TrialResult> {
  const source =
    typeof model === 'string' ? { file: path.resolve(model) } : { bytes: Buffer.from(model).toString('base64') };
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled());
      return;
    }
    // The working folder is where `require` looks from.
    const child = spawn(process.execPath, ['-e', trialScript, JSON.stringify({ ...source, ...task, provider })], {
      cwd: __dirname,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let stage: 'cpu' | 'provider' = 'cpu';
    let timer = setTimeout(() => {
      finish({ provider, error: `not tried: the CPU took more than ${cpuTimeoutSeconds} s` });
    }, cpuTimeoutSeconds * 1000);
    const finish = (result: TrialResult): void => {
      stop();
      resolve(result);
    };
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.kill('SIGKILL'); // not by its own end, which drivers are known to crash at
    };
    const onAbort = (): void => {
      stop();
      reject(cancelled());
    };
    signal?.addEventListener('abort', onAbort);
    const end = (how: string): void => {
      finish(stage === 'cpu' ? { provider, unsuited: how } : { provider, error: `trying it ${how}` });
    };
    const onLine = (line: Line): void => {
      if (line.stage !== 'cpu') {
        finish(resultOf(provider, line));
        return;
      }
      stage = 'provider';
      clearTimeout(timer);
      timer = setTimeout(() => {
        end(`took more than ${timeoutSeconds} s`);
      }, timeoutSeconds * 1000);
    };
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n');
      text = lines.pop()!;
      lines.flatMap(parseLine).forEach(onLine);
    });
    child.stdin.on('error', () => undefined); // it ended: `close` tells
    child.on('error', (error) => {
      end(`failed (${error.message})`);
    });
    child.on('close', (code, signal) => {
      end(`ended its process (${signal ?? `status ${code ?? 'unknown'}`})`);
    });
  });
}

function resultOf(provider: string, line: Exclude<Line, { stage: 'cpu' }>): TrialResult {
  switch (line.stage) {
    case 'unsuited':
      return { provider, unsuited: reasonOf(line.error) };
    case 'failed':
      return { provider, error: reasonOf(line.error) };
    case 'measured': {
      const { difference, milliseconds, cpuMilliseconds } = line;
      return { provider, difference, milliseconds, cpuMilliseconds };
    }
  }
}

/** A line of the trial; what a driver printed is none. */
function parseLine(line: string): Line[] {
  try {
    return [z.parse(lineSchema, JSON.parse(line))];
  } catch {
    return [];
  }
}
