/** How a class differs from the references, in words and in the numbers that people read. */
import { nearestInColor, nearestInPlace } from './classDistances.ts';
import type { ExplainedClass } from './explanation.ts';

/** Gives the user's words for an English text with `{0}`, `{1}` … in it, the values filled in. */
export type Words = (english: string, ...values: (string | number)[]) => string;

/** English as it stands. */
export const english: Words = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));

/** A direction is told beside the main one from this part of it: "lower and farther right". */
const DIAGONAL = 0.5;

/** Where a class lies against the reference whose centre is nearest: `12 % lower`, in parts of the image's sides. */
export function placeWords(own: ExplainedClass | undefined, words: Words): string {
  const nearest = own && nearestInPlace(own, own.references);
  if (own === undefined || nearest === undefined) return words('elsewhere');
  const { x, y } = { x: own.location.x - nearest.location.x, y: own.location.y - nearest.location.y };
  const down = y > 0 ? words('{0} % lower', percent(y)) : words('{0} % higher', percent(-y));
  const across = x > 0 ? words('{0} % farther right', percent(x)) : words('{0} % farther left', percent(-x));
  const [wide, high] = [Math.abs(x), Math.abs(y)];
  if (Math.min(wide, high) >= DIAGONAL * Math.max(wide, high)) return words('{0} and {1}', down, across);
  return high >= wide ? down : across;
}

/** How a class's mean colour differs from the reference's that is nearest in a* and b*. */
export function colorWords(own: ExplainedClass | undefined, words: Words): string {
  const nearest = own && nearestInColor(own, own.references);
  if (own === undefined || nearest === undefined) return words('of another colour');
  const { a, b } = { a: own.color.a - nearest.color.a, b: own.color.b - nearest.color.b };
  const alongA = a > 0 ? words('redder') : words('greener');
  const alongB = b > 0 ? words('yellower') : words('bluer');
  const [red, yellow] = [Math.abs(a), Math.abs(b)];
  if (Math.min(red, yellow) >= DIAGONAL * Math.max(red, yellow)) return words('{0} and {1}', alongA, alongB);
  return red >= yellow ? alongA : alongB;
}

/** A part in per cent: whole numbers from 10 on, one decimal below, never 0. */
export function percent(part: number): string {
  const value = part * 100;
  return value >= 10 ? value.toFixed(0) : Math.max(0.1, value).toFixed(1);
}
