/** Why two versions of labels cannot be compared; callers tell cases apart by `code`. The message is one line: what, where, what to do. */
type CompareErrorCode =
  /** No repository holds the file, or git cannot be run. */
  | 'no-repository'
  /** The version asked for has no such file. */
  | 'not-committed'
  /** A version is no label file, or a damaged one. */
  | 'labels-unreadable'
  /** The labels are for no image that is to be found, or for two of different sizes. */
  | 'no-image'
  | 'untrusted';

export class CompareError extends Error {
  override readonly name = 'CompareError';
  constructor(
    readonly code: CompareErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
