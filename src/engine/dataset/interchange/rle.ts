/**
 * Masks as COCO's run lengths: pixels of the whole image column by column, by turns outside and inside, the first run outside (0 where the first pixel is
 * inside). Compressed: pycocotools' text of them (common/maskApi.c, `rleToString` and `rleFrString`).
 */
import { cropMask, drawMask, EMPTY_MASK, maskOf, newBitmap } from '../../../domain/annotations/mask.ts';
import type { Mask, Size } from '../../../domain/annotations/mask.ts';

/** The lengths of a mask's runs; what reaches beyond the image is left out. */
export function toRuns(mask: Mask, size: Size): number[] {
  const { x, y, width, height, runs: rows } = cropMask(mask, size);
  const crop = newBitmap({ width, height });
  drawMask({ x: 0, y: 0, width, height, runs: rows }, crop);
  const runs: number[] = [];
  let at = 0;
  for (let column = 0; column < width; column++) {
    const top = (x + column) * size.height + y;
    for (let row = 0; row < height;) {
      const from = row;
      while (row < height && crop.data[row * width + column] !== 0) row++;
      if (row === from) {
        row++;
        continue;
      }
      if (top + from === at && runs.length > 0) runs[runs.length - 1]! += row - from;
      else runs.push(top + from - at, row - from);
      at = top + row;
    }
  }
  const rest = size.width * size.height - at;
  return rest > 0 ? [...runs, rest] : runs;
}

/** The mask of run lengths; null where they are not those of an image of this size. */
export function fromRuns(runs: readonly number[], size: Size): Mask | null {
  const { height } = size;
  if (!runs.every((run) => Number.isInteger(run) && run >= 0)) return null;
  if (runs.reduce((sum, run) => sum + run, 0) !== size.width * height) return null;
  const inside: [from: number, to: number][] = [];
  let at = 0;
  let [x0, y0, x1, y1] = [size.width, height, 0, 0];
  runs.forEach((run, i) => {
    const end = at + run;
    if (i % 2 === 1 && run > 0) {
      inside.push([at, end]);
      const isOneColumn = Math.floor(at / height) === Math.floor((end - 1) / height);
      x0 = Math.min(x0, Math.floor(at / height));
      x1 = Math.max(x1, Math.floor((end - 1) / height) + 1);
      y0 = Math.min(y0, isOneColumn ? at % height : 0);
      y1 = Math.max(y1, isOneColumn ? ((end - 1) % height) + 1 : height);
    }
    at = end;
  });
  if (inside.length === 0) return EMPTY_MASK;
  const crop = newBitmap({ width: x1 - x0, height: y1 - y0 });
  for (const [from, to] of inside) {
    for (let pixel = from; pixel < to; pixel++) {
      crop.data[((pixel % height) - y0) * crop.width + Math.floor(pixel / height) - x0] = 1;
    }
  }
  const mask = maskOf(crop);
  return { ...mask, x: mask.x + x0, y: mask.y + y0 };
}

/** The characters begin at '0'; each holds 5 bits, the sixth says that more follow. */
const FIRST_CHARACTER = 48;
const BITS = 5;
const MORE = 0x20;
const SIGN = 0x10;
/** Pixels of 100 megapixels need no more. */
const MOST_CHARACTERS = 6;

/** Run lengths as pycocotools' compressed text; from the fourth on, each is written as its difference from the last of its kind. */
export function compressRuns(runs: readonly number[]): string {
  let text = '';
  runs.forEach((run, i) => {
    let value = i > 2 ? run - runs[i - 2]! : run;
    for (let more = true; more;) {
      let bits = value & (MORE - 1);
      value >>= BITS;
      more = (bits & SIGN) !== 0 ? value !== -1 : value !== 0;
      if (more) bits |= MORE;
      text += String.fromCharCode(bits + FIRST_CHARACTER);
    }
  });
  return text;
}

/** Run lengths from compressed text; null where it is damaged. */
export function expandRuns(text: string): number[] | null {
  const runs: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    for (let shift = 0, more = true; more; shift += BITS) {
      const bits = text.charCodeAt(at++) - FIRST_CHARACTER;
      if (!(bits >= 0 && bits < 2 * MORE) || shift >= MOST_CHARACTERS * BITS) return null;
      value |= (bits & (MORE - 1)) << shift;
      more = (bits & MORE) !== 0;
      if (!more && (bits & SIGN) !== 0) value |= -1 << (shift + BITS);
    }
    runs.push(runs.length > 2 ? value + runs[runs.length - 2]! : value);
  }
  return runs;
}
