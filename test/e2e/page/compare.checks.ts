/** Side by side: another image with the same place, a patch beside its match, swap and blink. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import type { ThemeName } from '../inspectorPage.themes.ts';
import { askedFor, companion, pagePoint, patchPoint } from './companion.ts';
import { FIGURE, axe, collect, scored, status } from './support.ts';
import type { Check } from './support.ts';

export const compareChecks: Check[] = [];
const check = collect(compareChecks);

const command = (page: Page, name: string): Promise<void> => say(page, { type: 'command', command: name });
const asked = async (page: Page): Promise<unknown[]> =>
  (await recorded(page)).sent
    .filter(({ type }) => type === 'compare')
    .map((message) => (message as { with?: unknown }).with);

/** Opens the page with the nearest reference beside the figure; `image` of the reference. */
async function beside(
  open: Parameters<Check['run']>[0],
  options: Parameters<typeof companion>[2] = {},
  image: Parameters<typeof companion>[1] = {},
  theme: ThemeName = 'dark',
): Promise<Page> {
  const page = await open(snapshot(FIGURE, scored()), { theme });
  await sent(page, 'painted');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.locator('kshot-view').nth(1).waitFor();
  await say(page, companion({ kind: 'nearest' }, image, options));
  await settle(page);
  await settle(page);
  return page;
}

/** The picture of a view. */
const viewImage = (page: Page, index: number): Promise<string> =>
  page
    .locator('kshot-view canvas')
    .nth(index)
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** What each view shows: the relative place in its middle, and its zoom relative to the fitted one. */
const places = (page: Page): Promise<{ u: number; v: number; zoom: number }[]> =>
  page
    .locator('kshot-view')
    .evaluateAll((views) =>
      views.map(
        (view) =>
          (view as unknown as { viewport: { relative: { u: number; v: number; zoom: number } } }).viewport.relative,
      ),
    );

function assertSamePlace([first, second]: { u: number; v: number; zoom: number }[]): void {
  for (const key of ['u', 'v', 'zoom'] as const)
    assert.ok(Math.abs(first![key] - second![key]) < 1e-6, `${key}: ${first![key]} and ${second![key]}`);
}

check('puts the nearest reference beside the image, and takes it away again', async (open) => {
  const page = await beside(open);
  assert.deepEqual(await asked(page), [{ kind: 'nearest' }]);
  const choice = page.getByRole('combobox', { name: 'Compare with' });
  assert.equal(await choice.locator('option:checked').innerText(), 'Nearest reference: train/good/2.png');
  const boxes = await Promise.all([0, 1].map((index) => page.locator('kshot-view').nth(index).boundingBox()));
  assert.ok(Math.abs(boxes[0]!.width - boxes[1]!.width) <= 1, 'both have the same room');
  assert.notEqual(await viewImage(page, 0), await viewImage(page, 1));
  await page.getByRole('button', { name: 'Close the comparison (S)' }).click();
  assert.equal(await page.locator('kshot-view').count(), 1);
  assert.deepEqual((await asked(page)).at(-1), null);
});

check('lets another reference or the previous image be chosen, by mouse and by key', async (open) => {
  const page = await beside(open);
  const choice = page.getByRole('combobox', { name: 'Compare with' });
  await choice.selectOption({ label: 'Reference: train/good/5.png' });
  assert.deepEqual(await askedFor(page), { kind: 'reference', image: 'train/good/5.png' });
  await say(page, companion({ kind: 'reference', image: 'train/good/5.png' }));
  await command(page, 'compareNext');
  await settle(page);
  assert.deepEqual(await askedFor(page), { kind: 'reference', image: 'train/good/with a longer name.png' });
  await page.getByRole('button', { name: 'Next reference (N)' }).click();
  assert.deepEqual(await askedFor(page), { kind: 'reference', image: 'train/good/1.png' });
  await choice.selectOption({ label: 'Previous image' });
  assert.deepEqual(await askedFor(page), { kind: 'previous' });
  await say(page, { type: 'companion', companion: null });
  await page.getByText('There is nothing to compare with here.').waitFor();
});

check('keeps both at the same place, also where their sizes differ', async (open) => {
  const page = await beside(open, { width: 1100, height: 760 }, { url: '/normal-large.png' });
  await page.mouse.move(300, 420);
  for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -200);
  await settle(page);
  const zoomed = await places(page);
  assert.ok(zoomed[0]!.zoom > 3);
  assertSamePlace(zoomed);
  const second = (await page.locator('kshot-view').nth(1).boundingBox())!;
  await page.mouse.move(second.x + 200, second.y + 300);
  await page.mouse.down();
  await page.mouse.move(second.x + 120, second.y + 250, { steps: 3 });
  await page.mouse.up();
  await settle(page);
  const moved = await places(page);
  assert.ok(Math.abs(moved[0]!.u - zoomed[0]!.u) > 0.01, 'a drag on the second moves the first');
  assertSamePlace(moved);
  await command(page, 'zoomFit');
  await settle(page);
  assertSamePlace(await places(page));
  assert.ok(Math.abs((await places(page))[1]!.zoom - 1) < 1e-6);
});

check('reads on both, shows the place on the other, and highlights a class on both', async (open) => {
  const page = await beside(open);
  const before = [await viewImage(page, 0), await viewImage(page, 1)];
  // The lower leg is missing in the image, and is there in the reference.
  const [x, y] = await pagePoint(page, 400, 228);
  await page.mouse.move(x, y);
  await settle(page);
  assert.match(await status(page), /background/);
  assert.notEqual(await viewImage(page, 1), before[1], 'cross hairs on the other image');
  const first = (await page.locator('kshot-view').nth(0).boundingBox())!;
  const second = (await page.locator('kshot-view').nth(1).boundingBox())!;
  await page.mouse.move(x + second.x - first.x, y);
  await settle(page);
  assert.match(await status(page), /legs/);
  assert.equal(await page.locator('kshot-areas li.hovered .name').innerText(), 'legs');
  assert.notEqual(await viewImage(page, 0), before[0], 'the class stands out in the image too');
});

check('shows the match of a clicked patch in its reference, with the distance', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.mouse.click(...(await patchPoint(page, 24, 22)));
  await sent(page, 'compare');
  const chosen = await askedFor(page);
  assert.equal(chosen.kind, 'reference');
  const name = (chosen as { image: string }).image;
  await settle(page);
  await say(page, companion(chosen));
  await page.locator('.link-label').waitFor();
  await settle(page);
  await settle(page);
  assert.match(await page.locator('.link-label').innerText(), /^0\.3\d\s*nearest in train\/good\//);
  assert.ok((await page.locator('.link-label').getAttribute('title'))!.endsWith(name));
  const line = page.locator('.link line').last();
  const ends = await Promise.all(['x1', 'x2'].map(async (end) => Number(await line.getAttribute(end))));
  const second = (await page.locator('kshot-view').nth(1).boundingBox())!;
  const width = second.x - (await page.locator('kshot-view').nth(0).boundingBox())!.x;
  // The fixture's matches lie one column to the right.
  const column = ((await pagePoint(page, 550, 0))[0] - (await pagePoint(page, 0, 0))[0]) / 37;
  assert.ok(Math.abs(ends[1]! - ends[0]! - width - column) < 1, ends.join(' to '));
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.link-label').count(), 0);
  assert.equal((await asked(page)).length, 1, 'asks once');
});

check('selects a patch by keyboard, and brings a match off the stage beside it', async (open) => {
  const page = await beside(open);
  await page.locator('kshot-view canvas').first().focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('.link-label').waitFor();
  const chosen = await askedFor(page);
  if (chosen.kind === 'reference') await say(page, companion(chosen));
  await settle(page);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.link-label').count(), 0);
  assert.notEqual(await status(page), '', 'the read-out is still there');
  await page.keyboard.press('Escape');
  assert.match(await status(page), /^Point at the image/);
});

check('swaps the sides and lets them blink, and the panel stays with the image', async (open) => {
  const page = await beside(open);
  const [left, right] = [await viewImage(page, 0), await viewImage(page, 1)];
  await page.getByRole('button', { name: 'Swap the two sides (Z)' }).focus();
  await page.keyboard.press('Enter');
  await settle(page);
  await settle(page);
  assert.deepEqual([await viewImage(page, 0), await viewImage(page, 1)], [right, left]);
  assert.ok(
    await page
      .getByRole('button', { name: 'Swap the two sides (Z)' })
      .evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button),
    'the focus stays',
  );
  await page.locator('kshot-score-card', { hasText: 'Anomalous' }).waitFor();
  await command(page, 'swap');
  await command(page, 'blink');
  await settle(page);
  assert.equal(await page.locator('kshot-view').count(), 1);
  for (const side of ['companion', 'main', 'companion']) await page.locator(`kshot-view[data-side=${side}]`).waitFor(); // in turn
  await command(page, 'blink');
  await settle(page);
  assert.equal(await page.locator('kshot-view').count(), 2);
});

check('the minimap shows the image and its part also while the sides are swapped', async (open) => {
  const tall = { width: 300, height: 420 };
  const page = await beside(open, tall, { url: '/tall.png' });
  await page.mouse.move(250, 350);
  for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -200);
  await settle(page);
  const map = page.locator('kshot-minimap');
  const look = (): Promise<number[]> =>
    map.evaluate((element) => {
      const [outer, frame] = [element, element.shadowRoot!.querySelector('div')!].map((part) =>
        part.getBoundingClientRect(),
      );
      return [outer!.width, outer!.height, frame!.x - outer!.x, frame!.y - outer!.y, frame!.width, frame!.height];
    });
  const before = await look();
  assert.ok(before[4]! < before[0]! / 2 && before[4]! > 4, before.join());
  await command(page, 'swap');
  await settle(page);
  await settle(page);
  const after = await look();
  for (const [i, value] of before.entries())
    assert.ok(Math.abs(value - after[i]!) <= 1, `${before.join()} and, swapped, ${after.join()}`);
  const first = (await places(page))[0]!;
  const box = (await map.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.25, box.y + box.height * 0.75);
  await settle(page);
  const [companionPlace, mainPlace] = await places(page);
  assert.notDeepEqual(companionPlace, first);
  assert.ok(Math.abs(mainPlace!.u - 0.25) < 0.02 && Math.abs(mainPlace!.v - 0.75) < 0.02, JSON.stringify(mainPlace));
  await command(page, 'blink');
  await settle(page);
  assert.deepEqual((await look()).slice(0, 2), before.slice(0, 2), "the shape is the image's");
});

check('blinks with the key alone where no motion is wanted', async (open) => {
  const page = await beside(open);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install();
  const side = (): Promise<string | null> => page.locator('kshot-view').first().getAttribute('data-side');
  await command(page, 'blink');
  await settle(page);
  assert.equal(await side(), 'companion');
  await page.clock.fastForward(5000);
  await settle(page);
  assert.equal(await side(), 'companion', 'nothing moves by itself');
  await command(page, 'blink');
  await settle(page);
  assert.equal(await side(), 'main');
  assert.equal(await page.locator('kshot-view').count(), 1);
  await command(page, 'blink');
  await settle(page);
  assert.equal(await page.locator('kshot-view').count(), 2);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await command(page, 'blink');
  await page.locator('kshot-view[data-side=companion]').waitFor();
  await page.clock.fastForward(5000);
  await page.locator('kshot-view[data-side=main]').waitFor(); // the clock does move what may move
});

for (const theme of THEME_NAMES) {
  check(`is accessible (axe) side by side, in the ${theme} theme`, async (open) => {
    const page = await beside(open, {}, {}, theme);
    await axe(page, `${theme}, side by side`);
    await page.mouse.click(...(await patchPoint(page, 24, 22)));
    await page.locator('.link-label').waitFor();
    await axe(page, `${theme}, with a patch selected`);
    await command(page, 'blink');
    await settle(page);
    await axe(page, `${theme}, blinking`);
  });
}
