/** Counts what a page may do when data arrives but not while the image moves: the browser's own functions are wrapped, the product knows nothing of it. */
import type { Page } from 'playwright-core';

/** How often, since {@link countWork}. */
export interface Work {
  /** Pictures decoded (for the canvas: elements that are not part of the page). */
  decoded: number;
  /** Copies of pictures. */
  bitmaps: number;
  /** Label maps and heat maps turned into pixels. */
  pixels: number;
  /** Points of outlines and contours put into paths that are kept. */
  points: number;
}

export const NO_WORK: Work = { decoded: 0, bitmaps: 0, pixels: 0, points: 0 };

/** Cross hairs are new in each frame; a path with more points than theirs is an outline. */
const SMALL_PATH = 16;

export async function countWork(page: Page): Promise<void> {
  await page.evaluate(installCounters, { zero: NO_WORK, small: SMALL_PATH });
}

export function workDone(page: Page): Promise<Work> {
  return page.evaluate(() => (window as unknown as { work: Work }).work);
}

/** Runs in the page. */
function installCounters({ zero, small }: { zero: Work; small: number }): void {
  const work = { ...zero };
  const wrap = <T extends object>(owner: T, name: keyof T, count: (self: unknown) => void): void => {
    const original = owner[name] as (...args: unknown[]) => unknown;
    owner[name] = function (this: unknown, ...args: unknown[]) {
      count(this);
      return Reflect.apply(original, this, args);
    } as T[keyof T];
  };
  const lengths = new WeakMap<object, number>();
  wrap(HTMLImageElement.prototype, 'decode', (self) => {
    if (!(self as HTMLImageElement).isConnected) work.decoded++;
  });
  wrap(window, 'createImageBitmap', () => work.bitmaps++);
  wrap(OffscreenCanvasRenderingContext2D.prototype, 'putImageData', () => work.pixels++);
  wrap(Path2D.prototype, 'lineTo', (self) => {
    const length = (lengths.get(self as object) ?? 0) + 1;
    lengths.set(self as object, length);
    if (length > small) work.points++;
  });
  Object.assign(window, { work });
}
