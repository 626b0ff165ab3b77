/** The layers' forms: class styles, hidden classes, the threshold cut; pixel grid and minimap. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { PostedInspection } from '../inspectorPage.fixture.ts';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { pagePoint } from './companion.ts';
import { FIGURE, canvasImage, collect, scored, textOf } from './support.ts';
import type { Check } from './support.ts';

export const layersChecks: Check[] = [];
const check = collect(layersChecks);

/** The colour on the canvas at a point of the image, [r, g, b]. */
async function colorAt(page: Page, x: number, y: number): Promise<number[]> {
  const [left, top] = await pagePoint(page, x, y);
  return page
    .locator('kshot-view canvas')
    .first()
    .evaluate(
      (element, at) => {
        const canvas = element as HTMLCanvasElement;
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        const data = canvas
          .getContext('2d')!
          .getImageData(Math.round((at.left - box.left) * ratio), Math.round((at.top - box.top) * ratio), 1, 1).data;
        return [...data].slice(0, 3);
      },
      { left, top },
    );
}

const apart = (a: number[], b: number[]): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

check('draws classes filled, outlined or both, and keeps the choice', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const both = await canvasImage(page);
  const filled = await colorAt(page, 110, 190);
  await page.getByRole('button', { name: 'Classes filled and outlined (O)' }).click();
  await settle(page);
  const fill = await canvasImage(page);
  assert.deepEqual(await colorAt(page, 110, 190), filled);
  await say(page, { type: 'command', command: 'classStyle' });
  await page.getByRole('button', { name: 'Classes outlined (O)' }).waitFor();
  await settle(page);
  assert.ok(apart(await colorAt(page, 110, 190), filled) > 10, 'no fill');
  assert.equal(new Set([both, fill, await canvasImage(page)]).size, 3);
  await page.waitForFunction(
    () =>
      (window as unknown as { recorded: { saved?: { classStyle: string } } }).recorded.saved?.classStyle === 'outline',
  );
});

check('does not draw a hidden class', async (open) => {
  const state = scored() as { result: PostedInspection };
  const page = await open(snapshot(FIGURE, state));
  await sent(page, 'painted');
  const shown = await colorAt(page, 110, 190);
  const body = await colorAt(page, 235, 194);
  const classes = state.result.classes.map((entry) => (entry.id === 1 ? { ...entry, hidden: true } : entry));
  await say(page, { type: 'state', state: { ...state, result: { ...state.result, classes } } });
  await settle(page);
  await settle(page);
  assert.ok(apart(await colorAt(page, 110, 190), shown) > 10);
  assert.deepEqual(await colorAt(page, 235, 194), body);
});

check('cuts the heat map at the limit, and says so on the legend', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await say(page, { type: 'command', command: 'toggleClasses' });
  await settle(page);
  // In the spot's skirt the distance is between half the limit and the limit; in its middle it is far beyond.
  const skirt = [412, 228] as const;
  const middle = [352, 228] as const;
  const before = [await colorAt(page, ...skirt), await colorAt(page, ...middle)];
  await page.getByRole('button', { name: 'Heat map only beyond the limit (T)' }).click();
  await settle(page);
  assert.ok(apart(await colorAt(page, ...skirt), before[0]!) > 10, 'clear below the limit');
  assert.ok(apart(await colorAt(page, ...middle), before[1]!) < 3, 'as before beyond it');
  assert.match(await textOf(page, 'kshot-stage'), /only above 0\.21/);
  await say(page, { type: 'command', command: 'toggleCut' });
  await page.getByText('odd above 0.21').waitFor();
});

check('highlights the class of a panel also where the classes are not shown', async (open) => {
  const page = await open(snapshot(FIGURE, scored()), { height: 1600 });
  await sent(page, 'painted');
  await say(page, { type: 'command', command: 'toggleClasses' });
  await settle(page);
  const plain = await colorAt(page, 110, 190);
  const rows = page.locator('kshot-areas li', { hasText: 'upper head' });
  for (let i = 0; i < 20 && (await page.locator('kshot-areas li.hovered').count()) === 0; i++) {
    const row = (await rows.boundingBox())!; // the panel may still be growing
    await page.mouse.move(row.x + 40 + i, row.y + row.height / 2);
    await settle(page);
  }
  const lit = await colorAt(page, 110, 190);
  assert.ok(apart(lit, plain) > 20, `${plain.join(' ')} and ${lit.join(' ')}`);
});

check('shows the pixels’ edges when close, and a minimap that moves the view', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const minimap = page.locator('kshot-minimap');
  assert.ok(await minimap.isHidden(), 'the whole image is in view');
  await page.mouse.move(476, 400);
  for (let i = 0; i < 14; i++) await page.mouse.wheel(0, -150);
  await settle(page);
  await minimap.waitFor();
  const zoom = parseInt(await page.locator('kshot-toolbar .zoom').innerText());
  assert.ok(zoom > 1600, `${zoom} %`);
  const [x, y] = [272.5, 187.5];
  const inside = await colorAt(page, x, y);
  assert.ok(
    apart(await colorAt(page, 272, y), inside) > 8 || apart(await colorAt(page, 273, y), inside) > 8,
    'an edge',
  );
  const before = await canvasImage(page);
  const box = (await minimap.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.2, box.y + box.height * 0.5);
  await settle(page);
  assert.notEqual(await canvasImage(page), before);
  const stage = (await page.locator('kshot-stage').boundingBox())!;
  const [left] = await pagePoint(page, 110, 190);
  // One pixel of the minimap is more than four of the image.
  const off = (left - (stage.x + stage.width / 2)) / (zoom / 100);
  assert.ok(Math.abs(off) < 6, `the place is ${off} pixels off the middle`);
  await say(page, { type: 'command', command: 'zoomFit' });
  await settle(page);
  assert.ok(await minimap.isHidden());
});

check('chooses how the review walks', async (open) => {
  const message = snapshot(FIGURE, scored()) as { type: string; snapshot: object };
  const review = { order: 'score', filter: 'all', counts: { all: 154, flagged: 23, disagreements: 4, unreviewed: 90 } };
  const page = await open({ ...message, snapshot: { ...message.snapshot, review } });
  await sent(page, 'painted');
  const filter = page.getByRole('combobox', { name: 'Which images' });
  assert.deepEqual(await filter.locator('option').allInnerTexts(), [
    'All (154)',
    'Flagged (23)',
    'Disagreements (4)',
    'Without a verdict (90)',
  ]);
  await filter.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('combobox', { name: 'Order of the images' }).selectOption('folder');
  assert.deepEqual(
    (await recorded(page)).sent.filter(({ type }) => type === 'review'),
    [
      { type: 'review', walk: { order: 'score', filter: 'flagged' } },
      { type: 'review', walk: { order: 'folder', filter: 'all' } },
    ],
  );
});

check('keeps its tools in one row at every width, also on the review panel', async (open) => {
  const message = snapshot(FIGURE, scored(), { position: { index: 1233, of: 1234 } }) as { snapshot: object };
  const review = {
    order: 'folder',
    filter: 'disagreements',
    counts: { all: 1234, flagged: 230, disagreements: 104, unreviewed: 900 },
  };
  const page = await open({ ...message, snapshot: { ...message.snapshot, review } });
  await sent(page, 'painted');
  for (const width of [420, 480, 560, 640, 720, 800, 900, 1000, 1100, 1200, 1350, 1500]) {
    await page.setViewportSize({ width, height: 700 });
    await settle(page);
    const bar = await page
      .locator('kshot-toolbar')
      .evaluate(({ scrollWidth, clientWidth, clientHeight }) => ({ over: scrollWidth - clientWidth, clientHeight }));
    assert.deepEqual(bar, { over: 0, clientHeight: 35 }, `at ${width} px`);
  }
});
