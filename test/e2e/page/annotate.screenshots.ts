/** Pictures of each drawing tool at work, in three themes, to be looked at. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage, recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import { annotated, annotatedSnapshot, box, clickAt, key, region } from './annotations.ts';
import { companion, pagePoint } from './companion.ts';

const REGIONS = [
  region('a', box(60, 60, 200, 150)),
  region('b', { type: 'polygon', points: [150, 100, 300, 80, 330, 200, 200, 240] }, 'dent'),
  region('c', { type: 'point', points: [420, 230] }, 'missing leg'),
  region('d', { type: 'foreign', name: 'circle', points: [480, 80, 510, 100] }, 'of another tool, with a long name'),
];

type At = readonly [x: number, y: number];

/** Moves along image points with the button down, and leaves it down. */
async function dragTo(page: Page, [first, ...others]: readonly At[]): Promise<void> {
  await page.mouse.move(...(await pagePoint(page, ...first!)));
  await page.mouse.down();
  for (const at of others) await page.mouse.move(...(await pagePoint(page, ...at)), { steps: 12 });
}

export async function annotateScreenshots(browser: Browser, origin: string, folder: string): Promise<void> {
  for (const theme of THEME_NAMES) {
    const message = annotatedSnapshot(annotated(REGIONS, { undo: { undo: true, redo: false } }));
    const page = await openPage(browser, origin, message, { theme });
    await sent(page, 'painted');
    const shot = async (name: string): Promise<void> => {
      await settle(page);
      await settle(page);
      await page.screenshot({ path: join(folder, `annotate-${theme}-${name}.png`) });
    };
    await clickAt(page, [250, 150]);
    await shot('select');
    await strokes(page, shot);
    await fills(page, shot);
    await page.setViewportSize({ width: 280, height: 500 });
    await shot('280');
    await page.setViewportSize({ width: 1280, height: 800 });
    await versions(page, shot);
    await page.close();
  }
}

type Shot = (name: string) => Promise<void>;

async function strokes(page: Page, shot: Shot): Promise<void> {
  await key(page, 'tool.box');
  await dragTo(page, [
    [350, 260],
    [450, 340],
  ]);
  await shot('box');
  await page.mouse.up();
  await key(page, 'tool.polygon');
  for (const at of [
    [300, 300],
    [340, 280],
    [345, 350],
  ] as const)
    await clickAt(page, at);
  await page.mouse.move(...(await pagePoint(page, 310, 350)));
  await shot('polygon');
  await key(page, 'accept');
  await key(page, 'cancel');
  await key(page, 'tool.brush');
  await dragTo(page, [
    [60, 300],
    [160, 340],
    [220, 300],
  ]);
  await shot('brush');
  await page.mouse.up();
  await key(page, 'tool.eraser');
  await dragTo(page, [
    [120, 280],
    [120, 350],
  ]);
  await shot('eraser');
  await page.mouse.up();
  await key(page, 'tool.point');
  await clickAt(page, [30, 30]);
  await shot('point');
}

async function fills(page: Page, shot: Shot): Promise<void> {
  await key(page, 'tool.wand');
  await page.waitForTimeout(500);
  await clickAt(page, [110, 220]);
  await shot('wand');
  await key(page, 'tool.draft');
  await page.mouse.move(...(await pagePoint(page, 352, 228)));
  await shot('draft');
  await key(page, 'tool.prompt');
  await clickAt(page, [240, 190]);
  await page.keyboard.down('Shift');
  await clickAt(page, [290, 190]);
  await page.keyboard.up('Shift');
  const asked = (await recorded(page)).sent.findLast(({ type }) => type === 'prompt') as unknown as { number: number };
  const mask = { x: 190, y: 150, width: 80, height: 80, runs: [0, 6400] };
  await say(page, { type: 'prompted', number: asked.number, mask, failure: null });
  await shot('prompt');
  await key(page, 'cancel');
  await key(page, 'tool.part');
  await say(page, { type: 'command', command: 'compare' });
  await say(page, companion({ kind: 'nearest' }));
  await settle(page);
  await page.mouse.move(...(await pagePoint(page, 110, 190)));
  await shot('part');
  await say(page, { type: 'command', command: 'compare' });
}

async function versions(page: Page, shot: Shot): Promise<void> {
  const comparison = {
    before: 'HEAD',
    after: 'Working tree',
    added: ['a'],
    changed: [region('b', { type: 'polygon', points: [160, 120, 310, 100, 340, 220, 210, 260] }, 'dent')],
    removed: [region('z', box(350, 250, 460, 340), 'missing leg')],
    verdict: null,
  };
  await say(page, annotatedSnapshot(annotated(REGIONS, { applied: 100 }), { comparison }));
  await shot('versions');
}
