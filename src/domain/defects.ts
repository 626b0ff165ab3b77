/** What may change of a project's labels for regions. */
import type { DefectEntry } from './projectFile.ts';

/** One change of `defects[]`; labels are named as they are when its turn comes. */
export type DefectChange =
  /** Behind the others. */
  | { type: 'add'; entry: DefectEntry }
  /** What is left out stays; another `name` renames. */
  | { type: 'change'; name: string; to: Partial<DefectEntry> }
  | { type: 'remove'; name: string }
  /** @param to the label's new place, from 0. */
  | { type: 'move'; name: string; to: number };

/** What a new label is unless told otherwise: the whole region has to be found (LOCO's saturation, FORMATS). */
export const DEFAULT_SATURATION = { saturation: 1, relative: true } as const;

/** Whether a saturation is one that FORMATS allows: a part in (0, 1] of the region's area, or whole pixels. */
export function isSaturation({ saturation, relative }: Pick<DefectEntry, 'saturation' | 'relative'>): boolean {
  return relative ? saturation > 0 && saturation <= 1 : Number.isInteger(saturation) && saturation >= 1;
}

/** How many files a label was renamed in, how many regions, and the files that could not be changed. */
export interface LabelRename {
  files: number;
  regions: number;
  failed: { file: string; message: string }[];
}
