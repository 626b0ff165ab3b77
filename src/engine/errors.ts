import type { ErrorRecord } from '../domain/records.ts';

/**
 * Every failure that a user can cause or mend is an EngineError. Callers tell cases apart by `code`, never by message.
 * The message is one line: what was expected, for what, what came, what to do.
 */
export type EngineErrorCode =
  | 'image-missing'
  | 'image-unreadable'
  | 'image-too-large'
  | 'image-not-in-project'
  | 'folder-empty'
  | 'folder-missing'
  | 'references-too-few'
  | 'reference-duplicate'
  | 'reference-missing'
  | 'project-missing'
  | 'project-syntax'
  | 'project-invalid'
  | 'project-version'
  | 'project-exists'
  | 'classes-changed'
  | 'path-outside'
  | 'mask-missing'
  | 'mask-unreadable'
  | 'mask-shape'
  | 'labels-unreadable'
  | 'labels-size'
  | 'exchange-missing'
  | 'exchange-unreadable'
  | 'exchange-target'
  | 'exchange-exists'
  | 'segments-missing'
  | 'images-alike'
  | 'model-missing'
  | 'model-unreadable'
  | 'model-unsupported'
  | 'model-invalid'
  | 'model-exists'
  | 'model-busy'
  | 'model-bundled'
  | 'store-missing'
  | 'download-failed'
  | 'provider-unavailable'
  | 'out-of-memory'
  | 'disk-full'
  | 'disk-readonly'
  | 'disk-failed'
  | 'cancelled'
  | 'no-images'
  | 'no-ground-truth';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error of an operation that its caller's signal ended. */
export function cancelled(): EngineError {
  return new EngineError(
    'cancelled',
    'Cancelled. What was computed so far is kept in the cache; run the same again to continue from there.',
  );
}

/** Throws {@link cancelled} when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

/** Whether the fault lies in one image (or its mask), so that work on the others can go on. */
function isImageFault(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code.startsWith('image-') || error.code.startsWith('mask-'));
}

/** The record of an image that could not be read; anything else than a fault of the image is thrown on. */
export function errorRecord(image: string, error: unknown): ErrorRecord {
  if (!isImageFault(error)) throw error;
  return { image, error: { code: error.code, message: error.message } };
}
