/** Another image on the same page: no flash, and fast where it was made ready. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { figurePng, snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import type { Recorded } from '../inspectorPage.page.ts';
import { FIGURE, collect, scored } from './support.ts';
import { NO_WORK, countWork, workDone, workEnded } from './work.ts';
import type { Check } from './support.ts';

export const swapChecks: Check[] = [];
const check = collect(swapChecks);

const NEXT = { name: 'test/good/12.png', position: { index: 7, of: 23 } };

/** In every frame, whether the canvas holds a picture at all, until `stop`. */
async function watchFrames(page: Page): Promise<() => Promise<{ frames: number; empty: number }>> {
  await page.evaluate(() => {
    const view = document.querySelector('kshot-inspector')!.shadowRoot!.querySelector('kshot-stage')!.shadowRoot!;
    const canvas = view.querySelector('kshot-view')!.shadowRoot!.querySelector('canvas')!;
    const watch = { frames: 0, empty: 0, on: true };
    Object.assign(window, { watch });
    const look = (): void => {
      if (!watch.on) return;
      // What the last frame left on the canvas.
      const { width, height } = canvas;
      watch.frames++;
      if (canvas.getContext('2d')!.getImageData(width / 2, height / 2, 1, 1).data[3] === 0) watch.empty++;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    page.evaluate(() => {
      const { watch } = window as unknown as { watch: { frames: number; empty: number; on: boolean } };
      watch.on = false;
      return watch;
    });
}

/** Waits until so many images have been swapped in. */
async function swaps(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (least) =>
      (window as unknown as { recorded: Recorded }).recorded.sent.filter(({ type }) => type === 'swapped').length >=
      least,
    count,
  );
}

for (const ahead of [true, false]) {
  check(
    `swaps the image ${ahead ? 'that was made ready' : 'that nobody announced'} without an empty frame`,
    async (open) => {
      const page = await open(snapshot(FIGURE, scored()));
      await sent(page, 'painted');
      const next = snapshot('/normal.png', scored({ odd: false }), NEXT) as { snapshot: object };
      if (ahead) {
        await countWork(page);
        await say(page, { type: 'prefetch', snapshots: [next.snapshot] });
        await workEnded(page, 1);
      }
      await page.mouse.move(300, 400);
      await page.mouse.wheel(0, -300);
      await settle(page);
      const zoom = await page.locator('kshot-toolbar .zoom').innerText();
      const stop = await watchFrames(page);
      await say(page, next);
      await sent(page, 'swapped');
      const { frames, empty } = await stop();
      assert.ok(frames > 0);
      assert.equal(empty, 0, `${empty} of ${frames} frames without a picture`);
      assert.equal(await page.locator('kshot-toolbar .zoom').innerText(), zoom, 'the view stays');
      await page.locator('kshot-score-card', { hasText: 'Normal' }).waitFor();
      assert.equal(await page.locator('kshot-stage .tag').first().getAttribute('title'), NEXT.name);
      const swapped = (await recorded(page)).sent.filter(({ type }) => type === 'swapped');
      assert.equal(swapped.length, 1);
      console.log(`  swapped after ${swapped[0]!.milliseconds} ms`);
    },
  );
}

check('does not decode or trace again what was made ready', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const next = snapshot('/normal.png', scored({ odd: false }), NEXT) as { snapshot: object };
  await countWork(page);
  await say(page, { type: 'prefetch', snapshots: [next.snapshot] });
  await workEnded(page, 1);
  await countWork(page);
  await say(page, next);
  await sent(page, 'swapped');
  assert.deepEqual(await workDone(page), NO_WORK);
});

check('makes all images ready that are announced one by one, though each takes long', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/slow-*.png', async (route) => {
    await held;
    await route.fulfill({ contentType: 'image/png', body: Buffer.from(figurePng({ odd: false })) });
  });
  const ahead = [1, 2].map(
    (i) => snapshot(`/slow-${i}.png`, scored({ odd: false }), { ...NEXT, name: `${i}.png` }) as { snapshot: object },
  );
  await countWork(page);
  for (const { snapshot: neighbour } of ahead) {
    const asked = page.waitForRequest('**/slow-*.png');
    await say(page, { type: 'prefetch', snapshots: [neighbour] });
    await asked;
  }
  answer();
  await workEnded(page, 2);
  await countWork(page);
  for (const [i, next] of ahead.entries()) {
    await say(page, next);
    await swaps(page, i + 1);
  }
  assert.deepEqual(await workDone(page), NO_WORK);
});

check('keeps the old image, dimmed, while a new one takes long', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/slow.png', async (route) => {
    await held;
    await route.fulfill({ contentType: 'image/png', body: Buffer.from(figurePng({ odd: false })) });
  });
  const stop = await watchFrames(page);
  await say(page, snapshot('/slow.png', { kind: 'unscored', reason: 'not-scored' }, NEXT));
  await page.getByText('Loading the image…').waitFor();
  assert.equal(await page.locator('kshot-view canvas.stale').count(), 1);
  answer();
  await sent(page, 'swapped');
  assert.equal(await page.locator('kshot-view canvas.stale').count(), 0);
  assert.equal((await stop()).empty, 0);
});
