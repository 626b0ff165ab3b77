/** What the charts of classes and their tables say: numbers, units, absent and hidden classes, CSV. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inspection, snapshot } from '../inspectorPage.fixture.ts';
import type { PostedInspection } from '../inspectorPage.fixture.ts';
import { sent } from '../inspectorPage.page.ts';
import { FIGURE, collect, scored } from './support.ts';
import type { Check } from './support.ts';

export const chartsChecks: Check[] = [];
const check = collect(chartsChecks);

const asScored = (result: PostedInspection): unknown => ({ kind: 'scored', result, stale: null });
const CLASS_PANELS = ['areas', 'colors', 'locations', 'similarity'];

async function showTables(page: Page): Promise<void> {
  for (const button of await page.getByRole('button', { name: /: Table$/ }).all()) await button.click();
}

/** First line of every CSV, and the class that stands first in it. */
const CSV = [
  [
    'Differences',
    /^Class,Feature,Kind,Value,Lowest ref\.,Highest ref\.,Nearest ref\.,Share\nlegs,Location,moved,0\.\d+,/,
  ],
  ['Why', /^Feature,Raw,Weight,Normalised,Factor,Share\nLocation,0\.00\d+,0\.00012,71\.4,1,0\.8/],
  ['Class areas', /^Class,Area,Lowest ref\.,Highest ref\.,train\/good\/1\.png,.*\n"hands, feet",0\.008/],
  [
    'Class colours',
    /^Class,a\*,b\*,Distance,Nearest ref\.,Usual to,train\/good\/1\.png a\*,.*\nlegs,-46\.1,48\.8,7\.4/,
  ],
  [
    'Class locations',
    /^Class,x,y,Distance,Nearest ref\.,Usual to,train\/good\/1\.png x,.*\nlegs,0\.6\d+,0\.4\d+,0\.04/,
  ],
  ['Class embedding', /^Class,Best,Usual from,train\/good\/1\.png,.*\nlegs,0\.861,0\.9,0\.834,0\.861,0\.842,0\.829\n/],
] as const;
for (const way of ['mouse', 'keyboard'] as const) {
  check(`has a table for each chart and copies it as CSV, by ${way}`, async (open) => {
    const page = await open(snapshot(FIGURE, scored()));
    await sent(page, 'painted');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const [name, csv] of CSV) {
      for (const action of ['Table', 'Copy as CSV']) {
        const button = page.getByRole('button', { name: `${name}: ${action}` });
        if (way === 'mouse') await button.click();
        else await button.press('Enter');
      }
      await page.getByRole('button', { name: `${name}: Copied` }).waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), csv);
    }
    assert.equal(await page.locator('kshot-panel table').count(), CSV.length);
    for (const [name] of CSV) await page.getByRole('button', { name: `${name}: Chart` }).press('Space');
    assert.equal(await page.locator('kshot-panel table').count(), 1, 'the matrix alone is a table');
  });
}

check('shows all numbers of the scores', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.getByRole('button', { name: 'Why: Table' }).click();
  assert.deepEqual(await page.locator('kshot-why thead th').allInnerTexts(), [
    'Feature',
    'Raw',
    'Weight',
    'Normalised',
    'Factor',
  ]);
  assert.deepEqual(await page.locator('kshot-why tbody tr').nth(1).locator('td').allInnerTexts(), [
    '0.176',
    '0.0213',
    '8.25',
    '1',
  ]);
  const cut = page.locator('kshot-why td, kshot-why th').filter({ visible: true });
  assert.ok(
    await cut.evaluateAll((cells) => cells.every((cell) => cell.scrollWidth <= cell.clientWidth)),
    'no cell is cut off',
  );
});

check('gives chart, table and tooltip the same number', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const row = (panel: string): ReturnType<Page['locator']> =>
    page.locator(`kshot-${panel} [data-class="3"]:is(li, tr)`);
  const charted: Record<string, string> = {};
  for (const panel of ['areas', 'colors', 'locations']) {
    charted[panel] = await row(panel).locator('.number').innerText();
    assert.ok((await row(panel).getAttribute('title'))!.includes(charted[panel]), panel);
  }
  await showTables(page);
  assert.equal(await row('areas').locator('td').nth(0).innerText(), charted.areas);
  assert.equal(await row('colors').locator('td').nth(2).innerText(), charted.colors);
  assert.equal(await row('locations').locator('td').nth(2).innerText(), charted.locations);
});

check('colours only what a fact tells', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  for (const panel of ['areas', 'colors', 'locations']) {
    for (const item of await page.locator(`kshot-${panel} li`).all()) {
      const outside = (await item.innerText()).includes('clearly outside');
      assert.equal(await item.locator('.bar.out').count(), Number(outside), `${panel}: ${await item.innerText()}`);
    }
  }
  // Other colours lie outside too, but by too little for a fact.
  assert.ok((await page.locator('kshot-colors li', { hasText: 'hardly outside' }).count()) > 0);
  for (const [panel, count] of Object.entries({ areas: 2, locations: 2, colors: 1 }))
    assert.equal(await page.locator(`kshot-${panel} .track .bar.out`).count(), count, panel);
});

check('leaves hidden classes out of the charts and keeps them in the tables', async (open) => {
  const result = inspection();
  result.classes[2]!.hidden = true;
  const page = await open(snapshot(FIGURE, asScored(result)));
  await sent(page, 'painted');
  for (const panel of [...CLASS_PANELS, 'differences'])
    assert.equal(await page.locator(`kshot-${panel} [data-class="3"]`).count(), 0, panel);
  await showTables(page);
  for (const panel of [...CLASS_PANELS, 'differences'])
    assert.ok((await page.locator(`kshot-${panel} tr[data-class="3"]`).count()) > 0, panel);
});

check('says that a class is absent here, or in every reference', async (open) => {
  const result = inspection();
  const nothing = { area: 0, color: { ratio: 0, a: 0, b: 0 }, location: { distance: 0, x: 0, y: 0 } };
  Object.assign(result.record.classes[2]!, nothing);
  for (const { classes } of result.references) Object.assign(classes[3]!, nothing);
  result.similarity[2] = [null, null, null, null];
  result.similarity[3] = [null, null, null, null];
  const page = await open(snapshot(FIGURE, asScored(result)));
  await sent(page, 'painted');
  const row = (panel: string, id: number): ReturnType<Page['locator']> =>
    page.locator(`kshot-${panel} :is(li, tr)[data-class="${id}"]`);
  assert.match(await row('areas', 3).innerText(), /0\.0\s+clearly outside the references/);
  for (const panel of ['colors', 'locations']) {
    assert.match(await row(panel, 3).innerText(), /not here\s+–/, panel);
    assert.match(await row(panel, 4).innerText(), /in no reference\s+–/, panel);
    assert.equal(await page.locator(`kshot-${panel} .plane .point.own`).count(), 4, panel);
  }
  assert.deepEqual(await row('similarity', 3).locator('td').allInnerTexts(), ['–', '–', '–', '–']);
});

check('shows no thumbnail where the image has no picture, and the centres all the same', async (open) => {
  const page = await open(snapshot(null, scored()));
  await page.locator('kshot-locations .plane .point.own').first().waitFor();
  assert.equal(await page.locator('kshot-locations img').count(), 0);
});
