/** Accessibility in three themes. */
import { snapshot } from '../inspectorPage.fixture.ts';
import { say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import { STATES } from './states.ts';
import { FIGURE, axe, collect, scored } from './support.ts';
import type { Check } from './support.ts';

export const themesChecks: Check[] = [];
const check = collect(themesChecks);

for (const theme of THEME_NAMES) {
  check(`is accessible (axe) in the ${theme} theme`, async (open) => {
    const page = await open(snapshot(FIGURE, scored({ inactive: ['location', 'color'] }), { isReference: true }), {
      theme,
    });
    await sent(page, 'painted');
    await axe(page, `${theme}, charts`);
    await page.locator('kshot-areas .name').first().focus();
    await axe(page, `${theme}, linked`);
    for (const button of await page.getByRole('button', { name: /: Table$/ }).all()) await button.click();
    await page.mouse.move(300, 350);
    await axe(page, `${theme}, tables`);
    await say(page, snapshot(FIGURE, { ...(scored({ odd: false }) as object), stale: 'models' }));
    await settle(page);
    await axe(page, `${theme}, stale`);
    for (const [, state] of STATES) {
      await say(page, snapshot(FIGURE, state));
      await settle(page);
      await axe(page, `${theme}, ${JSON.stringify(state)}`);
    }
    await page.setViewportSize({ width: 640, height: 700 });
    await say(page, snapshot(FIGURE, scored()));
    await settle(page);
    await axe(page, `${theme}, narrow`);
  });
}
