/** A LabelMe file in memory: what it says of its image, and all that it holds besides, so that nothing is lost when it is written again. */
import type { Annotations, Region } from '../../domain/annotations/annotations.ts';
import { NO_ANNOTATIONS } from '../../domain/annotations/annotations.ts';
import type { Size } from '../../domain/annotations/mask.ts';

/** An object of a file as it was read. */
export type RawObject = Readonly<Record<string, unknown>>;

export interface LabelFile {
  readonly annotations: Annotations;
  /** `imageWidth`, `imageHeight`; null where the file does not say. */
  readonly size: Size | null;
  /** The image's path as the file has it; null where it does not say. */
  readonly imagePath: string | null;
  /** Keys of the file but `shapes`, in their order. */
  readonly document: RawObject;
  /** By region id: what the file said of it. A region that is still the same is written as it was. */
  readonly read: ReadonlyMap<string, { readonly region: Region; readonly raw: RawObject }>;
}

/** A file that is not there yet. */
export const NEW_LABEL_FILE: LabelFile = {
  annotations: NO_ANNOTATIONS,
  size: null,
  imagePath: null,
  document: {},
  read: new Map(),
};
