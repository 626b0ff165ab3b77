/** The defects a sample may hold, and `defects_config.json` as MVTec LOCO AD writes it. */
import { defectsConfigText } from '../dataset/interchange/locoConfig.ts';
import { PART_KINDS, PARTS } from './catalog.ts';
import type { PartKind } from './catalog.ts';

export type DefectName =
  | `missing_${PartKind}`
  | `extra_${PartKind}`
  | 'misplaced_part'
  | 'swapped_parts'
  | 'wrong_color'
  | 'scratch'
  | 'stain'
  | 'dent';

export interface DefectEntry {
  name: DefectName;
  /** The one value above 0 in this defect's masks. */
  pixelValue: number;
  /** Pixels, or with `relative` the share of the defect's own area. */
  saturation: number;
  relative: boolean;
}

type Saturation = Pick<DefectEntry, 'saturation' | 'relative'>;

const RELATIVE: readonly (readonly [DefectName, number])[] = [
  ['misplaced_part', 1],
  ['swapped_parts', 1],
  ['wrong_color', 1],
  ['scratch', 0.5],
  ['stain', 0.75],
  ['dent', 1],
];

/** All defects; what is missing or in excess saturates at the area of one part, wherever in its compartment it is found. */
export const DEFECTS: readonly DefectEntry[] = [
  ...PART_KINDS.map((kind) => entry(`missing_${kind}`, { saturation: PARTS[kind].area, relative: false })),
  ...PART_KINDS.map((kind) => entry(`extra_${kind}`, { saturation: PARTS[kind].area, relative: false })),
  ...RELATIVE.map(([name, saturation]) => entry(name, { saturation, relative: true })),
].map((defect, index) => ({ ...defect, pixelValue: 255 - index }));

const BY_NAME = new Map(DEFECTS.map((defect) => [defect.name, defect]));

export function pixelValueOf(name: DefectName): number {
  return BY_NAME.get(name)!.pixelValue;
}

export function defectConfigText(): string {
  return defectsConfigText(DEFECTS.map(({ pixelValue, ...defect }) => ({ ...defect, value: pixelValue })));
}

function entry(name: DefectName, saturation: Saturation): DefectEntry {
  return { name, pixelValue: 0, ...saturation };
}
