import type { EngineErrorCode } from '../engine/errors.ts';

/**
 * What can go wrong between the host and the engine, beside the engine's own failures: the process ended
 * (`engine-crashed`), was ended on purpose (`engine-stopped`), failed in a way nobody foresaw (`engine-failed`), or may
 * not start here (`untrusted`, `not-a-file`).
 */
export type EngineRequestErrorCode =
  EngineErrorCode | 'engine-crashed' | 'engine-stopped' | 'engine-failed' | 'untrusted' | 'not-a-file';

/** A request that the engine did not fulfil. Tell cases apart by `code`, never by message. */
export class EngineRequestError extends Error {
  override readonly name = 'EngineRequestError';
  constructor(
    readonly code: EngineRequestErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
