/** Maps values to [0, 1] along an axis. */
export type Scale = (value: number) => number;

/** Scores below this are drawn nearly linearly, those above it nearly logarithmically. */
const SYMLOG_CONSTANT = 0.5;
/** The end of the axis of normalised scores; what lies beyond is drawn at the end. One end for all images, so bars compare. */
const SCORE_AXIS_END = 100;
export const SCORE_TICKS = [0, 1, 5, 20, 100] as const;

/** Symmetric-log scale for normalised scores (Webber 2013): 0, 0.5 and 1 stand apart as clearly as 10 and 50. */
export const scoreScale: Scale = (value) =>
  clamp01(Math.log1p(value / SYMLOG_CONSTANT) / Math.log1p(SCORE_AXIS_END / SYMLOG_CONSTANT));

/** Square-root scale from 0 to `end`: small classes keep a readable place beside large ones. */
export function areaScale(end: number): Scale {
  return (value) => (end > 0 ? clamp01(Math.sqrt(Math.max(0, value) / end)) : 0);
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below the value; 0.01 for nothing. */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  for (const step of [1, 2, 5]) if (value <= step * power * (1 + 1e-9)) return step * power;
  return 10 * power;
}

/** Ticks for a square-root axis: 0, a tenth, a half and the whole. */
export function areaTicks(end: number): number[] {
  return [0, end / 10, end / 2, end];
}

function clamp01(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : value > 0 ? 1 : 0;
}
