/** What the page does while a 4k image is zoomed and panned: counted, since times depend on what else the machine does (`npm run bench -- inspector` prints them). */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { snapshot } from '../inspectorPage.fixture.ts';
import { say, sent } from '../inspectorPage.page.ts';
import { companion } from './companion.ts';
import { moveAbout } from './moving.ts';
import { FIGURE, collect, scored } from './support.ts';
import type { Check } from './support.ts';
import { NO_WORK, countWork, workDone } from './work.ts';

export const movingChecks: Check[] = [];
const check = collect(movingChecks);

const LARGE = { width: 4096, height: 3072, labelSide: 1024 };
/** Pictures per frame and view: image, fill, heat map; one more for what is drawn when the pointer enters a class. */
const MAX_IMAGES = 4;
/** Strokes and fills per frame and view: a few for each of five classes, the contour, the edges, the grid. */
const MAX_PATHS = 24;

interface Drawn {
  frames: number;
  images: number;
  paths: number;
}

/** Counts what is drawn on canvases of the page, and the frames in which something was. */
async function countDrawing(page: Page): Promise<() => Promise<Drawn>> {
  await page.evaluate(() => {
    const drawn = { frames: 0, images: 0, paths: 0 };
    let open = false;
    const wrap = (name: 'drawImage' | 'stroke' | 'fill', count: () => void): void => {
      const original = Reflect.get(CanvasRenderingContext2D.prototype, name) as (...args: unknown[]) => void;
      CanvasRenderingContext2D.prototype[name] = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
        count();
        if (!open) {
          open = true;
          drawn.frames++;
          requestAnimationFrame(() => (open = false));
        }
        Reflect.apply(original, this, args);
      };
    };
    wrap('drawImage', () => drawn.images++);
    wrap('stroke', () => drawn.paths++);
    wrap('fill', () => drawn.paths++);
    Object.assign(window, { drawn });
  });
  return () => page.evaluate(() => (window as unknown as { drawn: Drawn }).drawn);
}

async function assertLittleWork(page: Page, views: number): Promise<void> {
  await countWork(page);
  const drawing = await countDrawing(page);
  await moveAbout(page);
  assert.deepEqual(await workDone(page), NO_WORK, 'nothing is decoded, coloured or traced while the image moves');
  const { frames, images, paths } = await drawing();
  console.log(
    `  ${frames} frames, ${(images / frames).toFixed(1)} pictures and ${(paths / frames).toFixed(1)} paths a frame`,
  );
  assert.ok(frames > 5, `${frames} frames`);
  assert.ok(images <= frames * views * MAX_IMAGES, `${images} pictures in ${frames} frames`);
  assert.ok(paths <= frames * views * MAX_PATHS, `${paths} paths in ${frames} frames`);
}

check('draws ready things alone while a 4k image is zoomed and panned', async (open) => {
  const page = await open(snapshot('/large.png', scored(LARGE)));
  await sent(page, 'painted');
  await copiesMade(page);
  await assertLittleWork(page, 1);
});

check('does no more than twice of that for two images', async (open) => {
  const page = await open(snapshot('/large.png', scored(LARGE)));
  await sent(page, 'painted');
  await say(page, { type: 'command', command: 'compare' });
  await say(page, companion({ kind: 'nearest' }, { url: FIGURE }));
  await page.locator('kshot-view').nth(1).waitFor();
  await copiesMade(page);
  await assertLittleWork(page, 2);
});

/** Waits until every picture on screen has its copies for zooming, which are made when the page has nothing better to do. */
async function copiesMade(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const stage = document.querySelector('kshot-inspector')!.shadowRoot!.querySelector('kshot-stage')!.shadowRoot!;
    return [...stage.querySelectorAll('kshot-view')].every((view) => {
      const { content } = view as unknown as { content: { picture: { isPrepared: boolean } } | null };
      return content?.picture.isPrepared === true;
    });
  });
}
