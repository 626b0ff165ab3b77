/** Why a label file was not read or not written; callers tell cases apart by `code`. The message is one line: what, where, what to do. */
export type LabelFileErrorCode =
  /** No JSON, no LabelMe file, or a shape that makes no sense: the file stays as it is. */
  | 'labels-unreadable'
  /** The labels are for an image of another size. */
  | 'labels-size';

export class LabelFileError extends Error {
  override readonly name = 'LabelFileError';
  constructor(
    readonly code: LabelFileErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
