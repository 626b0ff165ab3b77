/** Pictures of the page in three themes, to be looked at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { snapshot } from '../inspectorPage.fixture.ts';
import { openPage, sent } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import { FIGURE, scored } from './support.ts';

export async function screenshots(browser: Browser, origin: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const theme of THEME_NAMES) {
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
}
