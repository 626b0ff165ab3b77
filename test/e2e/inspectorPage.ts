/**
 * Checks the built inspector page in plain Chromium: `npx tsx test/e2e/inspectorPage.ts [folder for screenshots] [--only GROUP or words]`.
 * The browser is `CHROMIUM`, or the one that the system has. The checks are in `page/`.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { figurePng } from './inspectorPage.fixture.ts';
import { openPage } from './inspectorPage.page.ts';
import type { OpenOptions } from './inspectorPage.page.ts';
import { servePage } from './inspectorPage.server.ts';
import { annotationsPanelChecks } from './page/annotationsPanel.checks.ts';
import { annotateChecks } from './page/annotate.checks.ts';
import { annotateScreenshots } from './page/annotate.screenshots.ts';
import { chartsChecks } from './page/charts.checks.ts';
import { compareChecks } from './page/compare.checks.ts';
import { layersChecks } from './page/layers.checks.ts';
import { movingChecks } from './page/moving.checks.ts';
import { panelsChecks } from './page/panels.checks.ts';
import { regionsChecks } from './page/regions.checks.ts';
import { screenshots } from './page/screenshots.ts';
import { stageChecks } from './page/stage.checks.ts';
import { stageScreenshots } from './page/stage.screenshots.ts';
import { FIGURE } from './page/support.ts';
import type { Check } from './page/support.ts';
import { swapChecks } from './page/swap.checks.ts';
import { themesChecks } from './page/themes.checks.ts';
import { viewChecks } from './page/view.checks.ts';

const GROUPS: Readonly<Record<string, Check[]>> = {
  panels: panelsChecks,
  annotationsPanel: annotationsPanelChecks,
  charts: chartsChecks,
  stage: stageChecks,
  layers: layersChecks,
  compare: compareChecks,
  swap: swapChecks,
  moving: movingChecks,
  annotate: annotateChecks,
  regions: regionsChecks,
  view: viewChecks,
  themes: themesChecks,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const folder = positionals[0];

/** The checks whose group is asked for, or whose name holds what is asked for. */
function chosen(): Check[] {
  const { only } = values;
  return Object.entries(GROUPS).flatMap(([group, checks]) =>
    only === undefined || only === group ? checks : checks.filter(({ name }) => name.includes(only)),
  );
}

async function main(): Promise<void> {
  const server = await servePage('dist/webview', {
    [FIGURE]: figurePng(),
    '/normal.png': figurePng({ odd: false }),
    '/normal-large.png': figurePng({ odd: false, width: 1100, height: 760 }),
    '/tall.png': figurePng({ odd: false, width: 300, height: 420 }),
    '/large.png': figurePng({ width: 4096, height: 3072 }),
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const checks = chosen();
  let failed = 0;
  for (const { name, run } of checks) {
    const context = await browser.newContext();
    const open = (message: unknown, options?: OpenOptions): Promise<Page> =>
      openPage(context, server.origin, message, options);
    try {
      await run(open);
      console.log(`✓ ${name}`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name}\n  ${error instanceof Error ? error.message.replaceAll('\n', '\n  ') : String(error)}`);
    }
    await context.close();
  }
  if (folder !== undefined) {
    await screenshots(browser, server.origin, folder);
    await stageScreenshots(browser, server.origin, folder);
    await annotateScreenshots(browser, server.origin, folder);
  }
  await browser.close();
  server.close();
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
