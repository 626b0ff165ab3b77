/** What people say of an image: a verdict on the whole and regions with labels. */
import type { Mask } from './mask.ts';

/** `excluded`: neither good nor anomalous counts; the image is left out of evaluations. */
export const VERDICTS = ['good', 'anomalous', 'excluded'] as const;
export type HumanVerdict = (typeof VERDICTS)[number];

/**
 * Where a region is, in pixels of the image: (0, 0) is the upper left corner of the upper left pixel, whose middle is (0.5, 0.5). `points` are flat
 * coordinates `[x, y, x, y, …]`.
 */
export type Shape =
  /** Two opposite corners, in any order. */
  | { readonly type: 'rectangle'; readonly points: readonly number[] }
  /** Closed; three vertices at least. */
  | { readonly type: 'polygon'; readonly points: readonly number[] }
  | { readonly type: 'point'; readonly points: readonly number[] }
  | { readonly type: 'mask'; readonly mask: Mask }
  /** A shape of another tool (`circle`, `line`, `linestrip` …), by its name there: shown and kept, not edited. */
  | { readonly type: 'foreign'; readonly name: string; readonly points: readonly number[] };

/** One labelled region; regions may overlap, and each keeps its own pixels. */
export interface Region {
  /** Tells regions of one image apart while it is open; it is in no file. */
  readonly id: string;
  /** The defect's name, one of the project's or any other. */
  readonly label: string;
  readonly shape: Shape;
  /** What was said of the region; may be empty. */
  readonly comment: string;
  /** LabelMe's `group_id`. */
  readonly group: number | null;
  /** What a file says of the region beyond that (its flags, keys of other tools), verbatim. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface Annotations {
  readonly verdict: HumanVerdict | null;
  /** From the bottom to the top. */
  readonly regions: readonly Region[];
}

export const NO_ANNOTATIONS: Annotations = { verdict: null, regions: [] };

/** Whether there is nothing to keep. */
export function isEmpty({ verdict, regions }: Annotations): boolean {
  return verdict === null && regions.length === 0;
}
