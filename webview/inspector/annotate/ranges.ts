/** How the tools' numbers go, by slider and by key. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** The next number up is this many times as large, and larger by one at least. */
  readonly ratio: number;
}

/** Diameter of brush and eraser, image pixels. */
export const BRUSH_SIZES: Range = { least: 1, most: 512, ratio: 1.25 };
/** Difference of a channel, 0 to 255. */
export const TOLERANCES: Range = { least: 0, most: 255, ratio: 1.2 };
/** One step of the draft's threshold, in parts of the map's limit. */
export const DRAFT_STEP = 0.05;

/** The next number up (1) or down (−1), within the range. */
export function stepped({ least, most, ratio }: Range, value: number, direction: 1 | -1): number {
  const next =
    direction > 0 ? Math.max(value + 1, Math.round(value * ratio)) : Math.min(value - 1, Math.round(value / ratio));
  return Math.min(most, Math.max(least, next));
}
