/** Regions that are there: selecting, moving, reshaping, overlaps; the page's edits and the host's; problems, versions, looks. */
import assert from 'node:assert/strict';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import {
  annotated,
  annotatedSnapshot,
  announced,
  arrows,
  box,
  clickAt,
  cursorTo,
  dragAlong,
  edits,
  key,
  lastEdit,
  lastRegion,
  openAnnotated,
  region,
} from './annotations.ts';
import { pagePoint } from './companion.ts';
import { axe, canvasImage, collect, status } from './support.ts';
import type { Check } from './support.ts';

export const regionsChecks: Check[] = [];
const check = collect(regionsChecks);

const IMAGE = 'test/anomaly/4.png';
const SQUARE = { type: 'polygon', points: [300, 100, 400, 100, 400, 200, 300, 200] } as const;

check('selects what lies below by clicking again', async (open) => {
  const page = await openAnnotated(open, [
    region('a', box(100, 100, 300, 300), 'scratch'),
    region('b', box(200, 200, 400, 350), 'dent'),
    region('c', { type: 'point', points: [250, 250] }, 'missing leg'),
  ]);
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    await clickAt(page, [250, 250]);
    seen.push(await announced(page));
  }
  assert.deepEqual(seen, ['Selected: missing leg', 'Selected: dent', 'Selected: scratch', 'Selected: missing leg']);
  await clickAt(page, [520, 20]);
  assert.equal(await announced(page), 'Nothing is selected.');
  await page.mouse.move(...(await pagePoint(page, 120, 120)));
  assert.match(await status(page), /scratch/, 'the status row names the region under the pointer');
  await key(page, 'nextRegion');
  await key(page, 'nextRegion');
  assert.equal(await announced(page), 'dent, region 2 of 3');
  await key(page, 'previousRegion');
  await key(page, 'deleteRegion');
  assert.deepEqual(await lastEdit(page), { name: 'delete', changes: [{ type: 'region', id: 'a', region: null }] });
});

check('moves and resizes, by mouse and by keyboard; a drag elsewhere moves the view', async (open) => {
  const page = await openAnnotated(open, [region('a', box(100, 100, 200, 160))]);
  await dragAlong(page, [
    [150, 130],
    [180, 130],
  ]);
  assert.equal((await edits(page)).length, 0, 'what is not selected is not moved');
  await key(page, 'nextRegion');
  await dragAlong(page, [
    [150, 130],
    [170, 140],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, box(120, 110, 220, 170));
  assert.equal((await lastEdit(page)).name, 'change');
  await dragAlong(page, [
    [220, 170],
    [250, 200],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, box(120, 110, 250, 200), 'the lower right corner');
  await dragAlong(page, [
    [120, 155],
    [140, 300],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, box(140, 110, 250, 200), 'the left side');
  await dragAlong(page, [
    [200, 150],
    [-400, 150],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, box(0, 110, 110, 200), 'not beyond the image');
  const before = (await edits(page)).length;
  await page.keyboard.press('Shift+ArrowRight');
  await settle(page);
  // With the select tool Shift and arrows move the read-out by steps of some pixels: to the region's middle.
  const to = await pagePoint(page, 50, 150);
  await page.mouse.move(...to);
  await key(page, 'press');
  assert.match(await announced(page), /In hand/);
  await arrows(page, 16, 0);
  await key(page, 'press');
  assert.equal((await edits(page)).length, before + 1);
  assert.deepEqual((await lastRegion(page)).shape, box(16, 110, 126, 200));
});

check('moves, adds and deletes corners of a polygon', async (open) => {
  const page = await openAnnotated(open, [region('a', SQUARE)]);
  await clickAt(page, [350, 150]);
  await dragAlong(page, [
    [400, 100],
    [430, 80],
  ]);
  assert.deepEqual(rounded(await lastRegion(page)), [300, 100, 430, 80, 400, 200, 300, 200]);
  await dragAlong(page, [
    [350, 200],
    [350, 240],
  ]);
  assert.deepEqual(rounded(await lastRegion(page)), [300, 100, 430, 80, 400, 200, 350, 240, 300, 200]);
  await key(page, 'deleteRegion');
  assert.deepEqual(
    rounded(await lastRegion(page)),
    [300, 100, 430, 80, 400, 200, 300, 200],
    'the corner, not the region',
  );
  await key(page, 'deleteRegion');
  assert.equal((await lastEdit(page)).name, 'delete');
});

/** Whole pixels: a mouse is no finer than the screen. */
function rounded({ shape }: { shape: object }): number[] {
  return (shape as { points: number[] }).points.map((value) => Math.round(value));
}

check('moves points and masks', async (open) => {
  const mask = { x: 100, y: 200, width: 3, height: 2, runs: [0, 4, 1, 1] };
  const page = await openAnnotated(open, [
    region('a', { type: 'point', points: [50.5, 60.5] }),
    region('b', { type: 'mask', mask: { ...mask, width: 30, height: 20, runs: [0, 600] } }),
  ]);
  await clickAt(page, [50, 60]);
  await dragAlong(page, [
    [50, 60],
    [80, 90],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, { type: 'point', points: [80.5, 90.5] });
  await clickAt(page, [115, 210]);
  await dragAlong(page, [
    [115, 210],
    [125, 215],
  ]);
  assert.deepEqual((await lastRegion(page)).shape, {
    type: 'mask',
    mask: { x: 110, y: 205, width: 30, height: 20, runs: [0, 600] },
  });
});

check('shows its edits at once, and does not flicker while the host follows', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.box');
  await dragAlong(page, [
    [100, 100],
    [200, 200],
  ]);
  const one = await canvasImage(page);
  await dragAlong(page, [
    [300, 100],
    [400, 200],
  ]);
  await page.mouse.move(5, 300);
  await settle(page);
  const two = await canvasImage(page);
  assert.notEqual(two, one);
  const [first, second] = (await edits(page)).map(({ edit }) => {
    const change = edit.changes[0]!;
    return change.type === 'region' ? change.region! : null;
  });
  const shows = async (regions: (typeof first)[], applied: number): Promise<string> => {
    await say(page, { type: 'annotations', image: IMAGE, annotations: annotated(regions as never, { applied }) });
    await settle(page);
    await settle(page);
    return canvasImage(page);
  };
  assert.equal(await shows([first!], 1), two, 'the host has the first alone: the second stays');
  assert.equal(await shows([first!, second!], 2), two);
  assert.notEqual(await shows([first!], 2), two, 'taken back: it goes');
  await say(page, { type: 'annotations', image: 'another.png', annotations: annotated([], { applied: 9 }) });
  await settle(page);
  await key(page, 'nextRegion');
  assert.equal(await announced(page), 'scratch, region 1 of 1', 'of another image: nothing happens');
});

check('tells the host how large the image is, once', async (open) => {
  for (const state of [undefined, { kind: 'unscored', reason: 'not-scored' }]) {
    const page = await open(annotatedSnapshot(annotated(), {}, ...(state === undefined ? [] : [state])));
    await sent(page, 'imageSize');
    await page.mouse.move(300, 300);
    await settle(page);
    assert.deepEqual(
      (await recorded(page)).sent.filter(({ type }) => type === 'imageSize'),
      [{ type: 'imageSize', image: IMAGE, width: 550, height: 380 }],
    );
    await page.close();
  }
});

check('draws nothing where the label file has a problem, and says so', async (open) => {
  const problem = 'The label file 4.json is not JSON. Open it and mend it.';
  const page = await open(annotatedSnapshot(annotated([region('a', box(100, 100, 200, 200))], { problem })));
  await sent(page, 'painted');
  const button = page.getByRole('button', { name: 'Brush' });
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  assert.equal(await button.getAttribute('title'), problem);
  await button.click({ force: true });
  assert.equal(await announced(page), problem);
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  await key(page, 'tool.box');
  await clickAt(page, [150, 150]);
  await dragAlong(page, [
    [150, 150],
    [180, 180],
  ]);
  await key(page, 'deleteRegion');
  assert.deepEqual(await edits(page), []);
});

check('undo and redo stand on a page with an undo of its own', async (open) => {
  const page = await open(annotatedSnapshot(annotated([], { undo: { undo: true, redo: false } })));
  await sent(page, 'painted');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Redo' }).click({ force: true });
  const asked = (await recorded(page)).sent.filter(({ type }) => type === 'undo' || type === 'redo');
  assert.deepEqual(asked, [{ type: 'undo' }], 'there is nothing to make again');
  await say(page, { type: 'annotations', image: IMAGE, annotations: annotated() });
  await settle(page);
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0, 'VS Code has its own');
});

check('hides and shows the annotations', async (open) => {
  const page = await openAnnotated(open, [region('a', box(100, 100, 200, 200))]);
  const toggle = page.locator('kshot-toolbar').getByRole('button', { name: 'Annotations' });
  const shown = await canvasImage(page);
  await say(page, { type: 'command', command: 'toggleAnnotations' });
  await settle(page);
  const hidden = await canvasImage(page);
  assert.notEqual(hidden, shown);
  await clickAt(page, [150, 150]);
  await page.keyboard.press('Escape');
  assert.equal(await announced(page), '', 'what is not shown is not selected');
  await toggle.click();
  await page.getByRole('slider', { name: 'Opacity of the annotations' }).fill('90');
  await page.mouse.move(5, 300);
  await settle(page);
  assert.notEqual(await canvasImage(page), shown);
  await key(page, 'tool.box');
  assert.equal(await toggle.getAttribute('aria-pressed'), 'true', 'who draws sees it');
});

check('the middle button pans while a tool is in hand, and a second press drops nothing', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.box');
  const before = await pagePoint(page, 200, 200);
  await page.mouse.move(...before);
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(before[0] + 40, before[1] + 30, { steps: 3 });
  await page.mouse.up({ button: 'middle' });
  await settle(page);
  assert.deepEqual(
    (await pagePoint(page, 200, 200)).map((value) => Math.round(value)),
    [before[0] + 40, before[1] + 30].map((value) => Math.round(value)),
  );
  assert.deepEqual(await edits(page), []);
});

check('keys of the canvas do nothing while a control has the focus', async (open) => {
  const page = await openAnnotated(open);
  await page.getByRole('button', { name: 'Brush' }).focus();
  await page.keyboard.press('Enter');
  await key(page, 'accept'); // VS Code hears of Enter, too
  await key(page, 'press');
  assert.match(await announced(page), /^Tool: Brush$/);
  await page.keyboard.press('ArrowDown');
  assert.equal(
    await page.locator('kshot-tool-strip').evaluate((strip) => strip.shadowRoot!.activeElement?.ariaLabel),
    'Eraser',
  );
});

check('shows how two versions differ, and draws nothing there', async (open) => {
  const comparison = {
    before: 'HEAD',
    after: 'Working tree',
    added: ['a'],
    changed: [region('b', box(210, 110, 290, 190))],
    removed: [region('z', box(400, 200, 500, 300), 'dent')],
    verdict: null,
  };
  const regions = [region('a', box(50, 50, 150, 150)), region('b', box(200, 100, 300, 200)), region('k', SQUARE)];
  const page = await open(annotatedSnapshot(annotated(regions), { comparison }));
  await sent(page, 'painted');
  const legend = await page.locator('kshot-stage .versions').innerText();
  assert.deepEqual(
    legend
      .split('\n')
      .map((line) => line.replace(/^[+−·≠]\s*/, ''))
      .filter((line) => line !== ''),
    ['Added: 1', 'Removed: 1', 'Changed, before: 1', 'Changed, after: 1', 'Unchanged: 1'],
  );
  assert.equal(await page.locator('kshot-tool-strip').count(), 0);
  await key(page, 'tool.box');
  assert.match(await announced(page), /Two versions are compared/);
  await axe(page, 'versions');
});

for (const theme of THEME_NAMES) {
  check(`drawing is accessible (axe) in the ${theme} theme`, async (open) => {
    const page = await openAnnotated(open, [region('a', SQUARE)], { theme });
    await axe(page, 'select');
    await key(page, 'nextRegion');
    await axe(page, 'a region');
    for (const tool of ['brush', 'wand', 'draft', 'prompt', 'polygon'] as const) {
      await key(page, `tool.${tool}`);
      await axe(page, tool);
    }
    const problem = 'This file is of another image.';
    await say(page, { type: 'annotations', image: IMAGE, annotations: annotated([], { problem }) });
    await settle(page);
    await axe(page, 'problem');
    await page.setViewportSize({ width: 280, height: 500 });
    await settle(page);
    await axe(page, 'narrow');
  });
}

check('a key of the cursor over a region grabs it', async (open) => {
  const page = await openAnnotated(open, [region('a', box(200, 100, 300, 200))]);
  await key(page, 'tool.point');
  await cursorTo(page, [250, 150]);
  await key(page, 'tool.select');
  await key(page, 'press');
  assert.equal(await announced(page), 'Selected: scratch');
  await key(page, 'press');
  await arrows(page, 0, 8);
  await key(page, 'cancel');
  assert.deepEqual(await edits(page), [], 'Escape lets it go where it was');
});
