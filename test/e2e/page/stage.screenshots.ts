/** Pictures of the canvas in its forms, in three themes, to be looked at. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage, say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import { snapshot } from '../inspectorPage.fixture.ts';
import { askedFor, companion, patchPoint } from './companion.ts';
import { FIGURE, scored } from './support.ts';

const command = (page: Page, name: string): Promise<void> => say(page, { type: 'command', command: name });

export async function stageScreenshots(browser: Browser, origin: string, folder: string): Promise<void> {
  for (const theme of THEME_NAMES) {
    const shot = async (page: Page, name: string): Promise<void> => {
      await settle(page);
      await settle(page);
      await page.screenshot({ path: join(folder, `stage-${theme}-${name}.png`) });
    };
    const review = {
      order: 'score',
      filter: 'flagged',
      counts: { all: 154, flagged: 23, disagreements: 4, unreviewed: 90 },
    };
    const page = await openPage(browser, origin, snapshot(FIGURE, scored()), { theme });
    await sent(page, 'painted');
    await command(page, 'toggleCut');
    await shot(page, 'cut');
    await command(page, 'toggleHeat');
    await page.mouse.move(200, 420);
    await shot(page, 'hover');
    await command(page, 'toggleHeat');
    await command(page, 'toggleCut');
    await command(page, 'compare');
    await say(page, companion({ kind: 'nearest' }));
    await settle(page);
    await page.mouse.click(...(await patchPoint(page, 24, 22)));
    await say(page, companion(await askedFor(page)));
    await page.locator('.link-label').waitFor();
    await page.mouse.move(230, 420);
    await shot(page, 'compare');
    await page.setViewportSize({ width: 620, height: 760 });
    await shot(page, 'stacked');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('Escape');
    await command(page, 'compare');
    await command(page, 'classStyle');
    await command(page, 'classStyle');
    await page.mouse.move(560, 380);
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -120);
    await shot(page, 'grid');
    const walk = snapshot(FIGURE, scored()) as { snapshot: object };
    await say(page, { ...walk, snapshot: { ...walk.snapshot, review } });
    await shot(page, 'review');
    await page.close();
  }
}
