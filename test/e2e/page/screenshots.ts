/** Pictures of the page and of each panel in three themes, to be looked at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { snapshot } from '../inspectorPage.fixture.ts';
import { openPage, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import type { ThemeName } from '../inspectorPage.themes.ts';
import { FIGURE, scored } from './support.ts';

/** All panels below each other fit into a page of this height. */
const TALL = 2200;
const PANELS = ['score-card', 'differences', 'why', 'areas', 'colors', 'locations', 'similarity'];

export async function screenshots(browser: Browser, origin: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const theme of THEME_NAMES) {
    await wholePage(browser, origin, folder, theme);
    await panels(browser, origin, folder, theme);
  }
}

async function wholePage(browser: Browser, origin: string, folder: string, theme: ThemeName): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [640, 700],
  ] as const) {
    const page = await openPage(browser, origin, snapshot(FIGURE, scored()), { theme, width, height });
    await sent(page, 'painted');
    await page.screenshot({ path: join(folder, `inspector-${theme}-${width}.png`) });
    await page.close();
  }
}

/** Each panel as chart and as table, and all of them at the usual and at the least width. */
async function panels(browser: Browser, origin: string, folder: string, theme: ThemeName): Promise<void> {
  const state = { ...(scored() as object), stale: 'references' };
  const page = await openPage(browser, origin, snapshot(FIGURE, state), { theme, width: 1000, height: TALL });
  await sent(page, 'painted');
  await page.locator('kshot-locations img').evaluate((image) => (image as HTMLImageElement).decode());
  await page.locator('kshot-panel').screenshot({ path: join(folder, `panel-${theme}.png`) });
  for (const name of PANELS)
    await page.locator(`kshot-${name}`).screenshot({ path: join(folder, `panel-${theme}-${name}.png`) });
  await page.locator('kshot-areas li', { hasText: 'legs' }).hover();
  await settle(page);
  await page.locator('kshot-panel').screenshot({ path: join(folder, `panel-${theme}-hover.png`) });
  await least(page);
  await page.locator('kshot-panel').screenshot({ path: join(folder, `panel-${theme}-280.png`) });
  for (const button of await page
    .locator('kshot-section')
    .getByRole('button', { name: /: Table$/ })
    .all())
    await button.click();
  await page.locator('kshot-panel').screenshot({ path: join(folder, `panel-${theme}-280-tables.png`) });
  await page.getByRole('separator').press('Enter');
  await settle(page);
  await page.locator('kshot-panel').screenshot({ path: join(folder, `panel-${theme}-tables.png`) });
  await page.close();
}

/** The panel at its least width. */
async function least(page: Page): Promise<void> {
  await page.getByRole('separator', { name: 'Width of the panel' }).press('Home');
  await page.mouse.move(100, 100);
  await settle(page);
}
