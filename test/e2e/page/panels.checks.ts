/** The side panel: the score, the reasons, and how each panel is opened, collapsed, linked and left again. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inspection, snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { companion } from './companion.ts';
import { FIGURE, canvasImage, collect, focused, scored, textOf } from './support.ts';
import type { Check } from './support.ts';

export const panelsChecks: Check[] = [];
const check = collect(panelsChecks);

/** The selected patch: its index on the map's grid, or null. */
function selectedPatch(page: Page): Promise<number | null> {
  return page
    .locator('kshot-inspector')
    .evaluate(
      (element) =>
        (element as unknown as { store: { get(): { selectedPatch: number | null } } }).store.get().selectedPatch,
    );
}

/** The class that is pointed at, wherever. */
function hoverClass(page: Page): Promise<number | null> {
  return page
    .locator('kshot-inspector')
    .evaluate(
      (element) => (element as unknown as { store: { get(): { hoverClass: number | null } } }).store.get().hoverClass,
    );
}

/** Components that show classes, each with one row (or bold word) of the class "legs" at least. */
const LINKED = ['score-card', 'differences', 'areas', 'colors', 'locations', 'similarity'];

check('says why first, in one sentence with the classes in it, and the facts below', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  assert.match(await textOf(page, 'kshot-score-card'), /Odd: the centre of class legs lies \d\.\d % higher/);
  assert.deepEqual(await page.locator('kshot-score-card .sentence b').allInnerTexts(), ['legs', 'hands, feet']);
  const facts = await page.locator('kshot-differences li').allInnerTexts();
  assert.equal(facts.length, 4);
  assert.match(facts[0]!, /^legs moved, 7\.\d % higher\s+4\.\d % of the diagonal off the nearest reference\s+46 %$/);
  assert.match(facts[2]!, /^legs 48 % smaller\s+2\.6 %, references 5\.0 to 5\.4 %\s+6 %$/);
});

check(
  'shows the score, the verdict, seven bars and every chart, and obeys its Content-Security-Policy',
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
    assert.equal(await page.locator('kshot-why .row.off').count(), 1);
    for (const panel of ['areas', 'colors', 'locations']) {
      assert.equal(await page.locator(`kshot-${panel} li`).count(), 5, panel);
      assert.equal(await page.locator(`kshot-${panel} li .mark`).count(), 20, panel);
    }
    for (const panel of ['colors', 'locations']) {
      assert.equal(await page.locator(`kshot-${panel} .plane .point.own`).count(), 5, panel);
      assert.equal(await page.locator(`kshot-${panel} .plane .point:not(.own)`).count(), 20, panel);
      assert.equal(await page.locator(`kshot-${panel} path.link`).count(), 5, panel);
    }
    assert.equal(
      await page.locator('kshot-locations img').evaluate((image) => (image as HTMLImageElement).src),
      new URL(FIGURE, page.url()).href,
    );
    assert.equal(await page.locator('kshot-similarity tbody td').count(), 20);
    assert.equal(await page.locator('kshot-status .engine').innerText(), 'mobilenet-v2 · CPU · 0.14 s');
    assert.deepEqual((await recorded(page)).violations, []);
  },
);

check('says what the ground truth is, and whether the verdict agrees', async (open) => {
  const page = await open(snapshot(FIGURE, scored(), { group: 'torn' }));
  await sent(page, 'painted');
  assert.match(await textOf(page, 'kshot-score-card'), /Ground truth torn\s*· as the verdict/);
  await say(page, snapshot(FIGURE, scored(), { group: 'good' }));
  await page.getByText('· false alarm').waitFor();
  await say(page, snapshot('/normal.png', scored({ odd: false }), { group: 'torn' }));
  await page.getByText('· missed').waitFor();
  await say(page, snapshot('/normal.png', scored({ odd: false }), { group: 'torn', truth: 'annotations' }));
  await page.getByText('(annotated)').waitFor();
  assert.match(await textOf(page, 'kshot-score-card'), /Ground truth torn\s*\(annotated\)\s*· missed/);
  await say(page, snapshot('/normal.png', scored({ odd: false }), { truth: 'annotations' }));
  await page.getByText('excluded').waitFor();
  assert.doesNotMatch(await textOf(page, 'kshot-score-card'), /as the verdict|missed/);
  await say(page, snapshot('/normal.png', scored({ odd: false })));
  await page.getByText('Ground truth').waitFor({ state: 'detached' });
});

check('accounts for the part of the score that no fact tells', async (open) => {
  const result = inspection();
  const told = result.explanation.facts.reduce((sum, { share }) => sum + share, 0);
  const page = await open(snapshot(FIGURE, { kind: 'scored', result, stale: null }));
  await sent(page, 'painted');
  assert.ok(told < 0.95, 'there is a rest');
  assert.ok((await textOf(page, 'kshot-differences')).endsWith(`${(100 * (1 - told)).toFixed(0)} %`));
});

const BARS = [
  ['Histogram', 'areas'],
  ['Colour', 'colors'],
  ['Location', 'locations'],
  ['Embedding', 'similarity'],
] as const;
for (const way of ['mouse', 'keyboard'] as const) {
  check(`opens a feature's panel from its bar by ${way}, collapsed or not, and moves the focus there`, async (open) => {
    const page = await open(snapshot(FIGURE, scored()));
    await sent(page, 'painted');
    for (const [bar, panel] of BARS) {
      const button = page.locator('kshot-why').getByRole('button', { name: bar });
      const heading = page.locator(`kshot-${panel} h2 button`);
      for (const collapsed of [false, true]) {
        if (collapsed) await heading.click();
        if (way === 'mouse') await button.click();
        else await button.press('Enter');
        await page.locator(`kshot-${panel} h2 button[aria-expanded=true]`).waitFor();
        await page.locator(`kshot-${panel} h2 button:focus`).waitFor();
        const box = (await heading.boundingBox())!;
        assert.ok(box.y >= 36 && box.y + box.height <= 776, `${panel} is in view at ${box.y}`);
      }
    }
  });
}

check('selects the oddest patch from the bars of the patch features', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const { explanation, map } = inspection();
  const { row, column } = explanation.patches[0]!;
  const bar = (name: string): ReturnType<Page['locator']> => page.locator('kshot-why').getByRole('button', { name });
  await bar('Patches 1.38').click();
  assert.equal(await selectedPatch(page), row * map.grid + column);
  await bar('Foreground').press('Enter');
  const onFigure = (await selectedPatch(page))!;
  assert.notEqual(onFigure, row * map.grid + column, 'the oddest patch lies on the background');
  assert.ok(map.distances[onFigure]! > 0.1);
});

check('opens the panel of a fact', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.locator('kshot-differences li', { hasText: 'legs 48 % smaller' }).getByRole('button').press('Enter');
  await page.locator('kshot-areas h2 button:focus').waitFor();
});

check('links a class in all panels and on the canvas, wherever the pointer is', async (open) => {
  const page = await open(snapshot(FIGURE, scored()), { height: 2000 });
  await sent(page, 'painted');
  const picture = await canvasImage(page);
  const hovered = (panel: string): ReturnType<Page['locator']> => page.locator(`kshot-${panel} .hovered`);
  for (const from of [
    'kshot-score-card .sentence b >> nth=0',
    'kshot-differences li >> nth=0',
    'kshot-areas li >> nth=1',
    'kshot-colors .point.own[data-class="3"]',
    'kshot-colors .pointName[data-class="3"]',
    'kshot-locations .point.own[data-class="3"]',
    'kshot-similarity tbody tr >> nth=0',
  ]) {
    await page.locator(from).hover();
    await settle(page);
    for (const panel of LINKED) {
      const ids = await hovered(panel).evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).dataset.class));
      assert.ok(ids.length > 0 && ids.every((id) => id === '3'), `${from} → ${panel}: ${ids.join()}`);
    }
    assert.notEqual(await canvasImage(page), picture, `${from} → the canvas`);
    await page.mouse.move(5, 5);
    await settle(page);
    for (const panel of LINKED) assert.equal(await hovered(panel).count(), 0, `${from} left → ${panel}`);
    assert.equal(await canvasImage(page), picture);
  }
});

for (const panel of ['areas', 'colors', 'locations', 'similarity']) {
  for (const form of ['chart', 'table']) {
    check(`reaches every class of ${panel} (${form}) by keyboard: one tab stop, arrow keys, Enter`, async (open) => {
      const page = await open(snapshot(FIGURE, scored()));
      await sent(page, 'painted');
      if (form === 'table')
        await page
          .locator(`kshot-${panel}`)
          .getByRole('button', { name: /: Table$/ })
          .click();
      const names = page.locator(`kshot-${panel} .name`);
      const order = await names.allInnerTexts();
      assert.equal(new Set(order).size, 5);
      assert.equal(await page.locator(`kshot-${panel} .name[tabindex="0"]`).count(), 1);
      await page.locator(`kshot-${panel} .name[tabindex="0"]`).press('Home');
      for (const name of order) {
        const focus = await page.evaluate(focused);
        assert.ok(focus?.visible);
        assert.equal(focus.label.split('\n')[0]!.trim().startsWith(name.trim()), true, `${focus.label} is ${name}`);
        for (const other of ['areas', 'colors', 'locations', 'similarity'])
          assert.ok(
            (await page.locator(`kshot-${other} .hovered`, { hasText: name.trim() }).count()) > 0,
            `${name} → ${other}`,
          );
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
      const last = (await recorded(page)).sent.at(-1) as { type: string; id?: number };
      assert.equal(last.type, 'editClass');
      assert.equal(order.at(-1)!.trim(), inspection().classes[last.id! - 1]!.name);
      await page.keyboard.press('Shift+Tab');
      assert.equal(await page.locator(`kshot-${panel} .name:focus`).count(), 0, 'the rows are one tab stop');
    });
  }
}

check('edits a class from its context menu', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.locator('kshot-areas li', { hasText: 'legs' }).click({ button: 'right' });
  assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'editClass', id: 3 });
});

check('puts a reference beside the image from its name, by mouse and by keyboard', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const besides = async (image: string): Promise<void> => {
    const chosen = { kind: 'reference', image } as const;
    assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'compare', with: chosen });
    await say(page, companion(chosen));
    await page.locator(`kshot-view[data-side=companion] canvas[aria-label^="${image}"]`).waitFor();
    assert.equal(await page.locator('kshot-view').count(), 2);
    const choice = page.getByRole('combobox', { name: 'Compare with' });
    assert.equal(await choice.locator('option:checked').innerText(), `Reference: ${image}`);
  };
  await page.locator('kshot-score-card .reference').click();
  await besides('train/good/2.png');
  await page.locator('kshot-similarity .reference').first().press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await besides('train/good/5.png');
});

check('lets go of a class when the panel closes under the pointer or the focus', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const picture = await canvasImage(page);
  const row = page.locator('kshot-areas li', { hasText: 'legs' });
  for (const point of [() => row.hover(), () => row.getByRole('button').press('Home')]) {
    await point();
    await settle(page);
    await page.locator('kshot-areas li.hovered').waitFor();
    await say(page, { type: 'command', command: 'togglePanel' });
    await page.locator('kshot-panel').waitFor({ state: 'detached' });
    assert.equal(await hoverClass(page), null);
    await say(page, { type: 'command', command: 'togglePanel' });
    await page.mouse.move(5, 5);
    await row.waitFor();
    await settle(page);
    assert.equal(await canvasImage(page), picture);
  }
});

check('collapses a panel and keeps it so', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const heading = page.getByRole('button', { name: 'Class colours', exact: true });
  await heading.press('Enter');
  assert.equal(await heading.getAttribute('aria-expanded'), 'false');
  assert.equal(await page.locator('kshot-colors li').count(), 0);
  await page.waitForFunction(
    () => (window as unknown as { recorded: { saved: unknown } }).recorded.saved !== undefined,
  );
  const saved = (await recorded(page)).saved as { panels: Record<string, unknown> };
  assert.deepEqual(saved.panels.colors, { form: 'chart', open: false });
  await page.getByRole('button', { name: 'Class colours: Table' }).click();
  assert.equal(await page.locator('kshot-colors tbody tr').count(), 5, 'asking for the table opens it');
});

const REASONS = [
  ['references', 'The references have changed since this was scored.', 'Scores are of earlier references.'],
  ['models', 'The models have changed since this was scored.', 'Scores are of earlier models.'],
  ['settings', 'The settings have changed since this was scored.', 'Scores are of earlier settings.'],
  ['classes', 'The classes have changed since this was scored.', 'Scores are of earlier classes.'],
] as const;
check('says that a result is out of date, why, and refreshes it', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  assert.equal(await page.locator('kshot-stale').count(), 0);
  for (const [stale, scoredWords, unscoredWords] of REASONS) {
    await say(page, snapshot(FIGURE, { ...(scored() as object), stale }));
    await page.getByText(scoredWords).waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'score' });
    await say(page, snapshot(FIGURE, { kind: 'unscored', reason: stale }));
    await page.getByText(unscoredWords).waitFor();
    await page.getByRole('button', { name: 'Score this image' }).waitFor();
  }
});

check('never scrolls sideways as a whole, at the least width either', async (open) => {
  const page = await open(snapshot(FIGURE, { ...(scored() as object), stale: 'settings' }));
  await sent(page, 'painted');
  await page.getByRole('separator', { name: 'Width of the panel' }).press('Home');
  for (const form of ['Chart', 'Table']) {
    for (const button of await page.getByRole('button', { name: new RegExp(`: ${form}$`) }).all()) await button.click();
    const over = await page
      .locator('kshot-panel .body')
      .first()
      .evaluate((body) => body.scrollWidth - body.clientWidth);
    assert.equal(over, 0, form);
    const chip = (await page.locator('kshot-score-card .chip').boundingBox())!;
    assert.ok(chip.x + chip.width <= 1280 - 12, 'the verdict is not cut off');
  }
});
