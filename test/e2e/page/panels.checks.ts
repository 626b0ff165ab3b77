/** The side panel: the score, the reasons and the charts. */
import assert from 'node:assert/strict';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, sent } from '../inspectorPage.page.ts';
import { FIGURE, collect, scored, textOf } from './support.ts';
import type { Check } from './support.ts';

export const panelsChecks: Check[] = [];
const check = collect(panelsChecks);

check(
  'shows the score, the verdict, seven bars and the class areas, and obeys its Content-Security-Policy',
  async (open) => {
    const page = await open(snapshot(FIGURE, scored({ inactive: ['location'] })));
    await sent(page, 'painted');
    const card = await textOf(page, 'kshot-score-card');
    assert.match(card, /2\.3×/);
    assert.match(card, /Anomalous/);
    assert.match(card, /Odd above 1\.0×: score 2\.56, threshold 1\.12\./);
    const rows = await page.locator('kshot-why li').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => row.split('\n')[0]),
      ['Histogram', 'Embedding', 'Class patches', 'Foreground', 'Patches', 'Colour', 'Location'],
    );
    assert.equal(await page.locator('kshot-why li.off').count(), 1);
    assert.equal(await page.locator('kshot-areas li').count(), 5);
    assert.equal(await page.locator('kshot-areas li .mark').count(), 20);
    assert.equal(await page.locator('kshot-status .engine').innerText(), 'mobilenet-v2 · CPU · 0.14 s');
    assert.deepEqual((await recorded(page)).violations, []);
  },
);

check('has a table for each chart and copies it as CSV', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const name of ['Why', 'Class areas']) await page.getByRole('button', { name: `${name}: Table` }).click();
  assert.deepEqual(await page.locator('kshot-why thead th').allInnerTexts(), [
    'Feature',
    'Raw',
    'Weight',
    'Normalised',
    'Factor',
  ]);
  assert.deepEqual((await page.locator('kshot-why tbody tr').nth(1).locator('td').allInnerTexts()).slice(0, 4), [
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
  await page.getByRole('button', { name: 'Class areas: Copy as CSV' }).click();
  await page.getByRole('button', { name: 'Class areas: Copied' }).waitFor();
  const csv = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(csv, /^Class,Area,Lowest ref\.,Highest ref\.,train\/good\/1\.png/);
});
