import { EngineError } from '../engine/errors.ts';
import type { EngineErrorCode } from '../engine/errors.ts';

/** Exit statuses of `kshot`. */
export const EXIT = { done: 0, failed: 1, usage: 2, gate: 3, interrupted: 130 } as const;

/** Failures of the place the work runs in, rather than of what the user gave. */
const FAILED: ReadonlySet<EngineErrorCode> = new Set([
  'disk-full',
  'disk-readonly',
  'disk-failed',
  'provider-unavailable',
  'out-of-memory',
  'download-failed',
  'model-busy',
]);

/** The exit status for an error: 2 for bad input, 1 for everything else, 130 after Ctrl-C. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof EngineError)) return EXIT.failed;
  if (error.code === 'cancelled') return EXIT.interrupted;
  return FAILED.has(error.code) ? EXIT.failed : EXIT.usage;
}

/** One line for a person; with KSHOT_DEBUG the stack of what was not foreseen. */
export function errorLine(error: unknown): string {
  if (error instanceof EngineError) return error.code === 'cancelled' ? error.message : `error: ${error.message}`;
  const unexpected = error instanceof Error ? error : new Error(String(error));
  const detail = process.env.KSHOT_DEBUG ? `\n${unexpected.stack ?? ''}` : ' Set KSHOT_DEBUG=1 to see where.';
  return `error: unexpected failure: ${unexpected.message.split('\n')[0]!}.${detail}`;
}
