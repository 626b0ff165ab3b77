import { ALIGN_OPTIONS } from './alignOptions.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size at which DeAOT sees a `width` × `height` image (METHOD 6; MODELS, DeAOT): aspect kept, the short side at most `shortSide` and the
 * long one about {@link ALIGN_OPTIONS}.networkLongSide, never enlarged; then sides 16n + 1, n rounded half to even from the exact side and at
 * least 1.
 */
export function networkSize(width: number, height: number, shortSide: number): Size {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const limits = [
    { to: 1, from: 1 },
    { to: shortSide, from: short },
    { to: ALIGN_OPTIONS.networkLongSide, from: long },
  ];
  const { to, from } = limits.reduce((least, limit) => (limit.to * least.from < least.to * limit.from ? limit : least));
  return { width: networkSide(width, to, from), height: networkSide(height, to, from) };
}

/** Rows that the network remembers of an image of this size: one for each cell of its grid, whose corners are the image's corners. */
export function memoryRows({ width, height }: Size): number {
  const { stride } = ALIGN_OPTIONS;
  return ((width - 1) / stride + 1) * ((height - 1) / stride + 1);
}

/** 16n + 1 with n = (side · to / from − 1) / 16: whole numbers as long as possible, so that halves are exact. */
function networkSide(side: number, to: number, from: number): number {
  const { stride, leastSteps } = ALIGN_OPTIONS;
  const steps = roundHalfEven(side * to - from, stride * from);
  return stride * Math.max(steps, leastSteps) + 1;
}

/** A fraction of whole numbers, rounded to a whole number, halves to the even one. */
function roundHalfEven(numerator: number, denominator: number): number {
  const below = Math.floor(numerator / denominator);
  const rest = 2 * (numerator - below * denominator);
  if (rest === denominator) return below + (below % 2 === 0 ? 0 : 1);
  return rest < denominator ? below : below + 1;
}
