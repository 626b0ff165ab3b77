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

/**
 * Waits until what was begun since {@link countWork} has come to its end: at least so many pictures decoded, with their copies, and nothing
 * left for when the page has nothing better to do.
 */
export async function workEnded(page: Page, decoded: number): Promise<void> {
  await page.waitForFunction((least) => {
    const { work, pending } = window as unknown as { work: Work; pending: { count: number } };
    return work.decoded >= least && pending.count === 0;
  }, decoded);
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
  const pending = { count: 0 };
  const begin = (): (() => void) => {
    pending.count++;
    // After the promises that wait for it: what they begin is counted before this ends.
    return () => setTimeout(() => pending.count--);
  };
  const follow = <T extends object>(owner: T, name: keyof T): void => {
    const original = owner[name] as (...args: unknown[]) => Promise<unknown>;
    owner[name] = function (this: unknown, ...args: unknown[]) {
      const ended = begin();
      const result = original.apply(this, args);
      result.then(ended, ended);
      return result;
    } as T[keyof T];
  };
  follow(HTMLImageElement.prototype, 'decode');
  follow(window, 'createImageBitmap');
  const whenIdle = window.requestIdleCallback.bind(window);
  window.requestIdleCallback = (callback, options) => {
    const ended = begin();
    return whenIdle((deadline) => {
      callback(deadline);
      ended();
    }, options);
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
  Object.assign(window, { work, pending });
}
