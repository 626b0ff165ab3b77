/** The panel's part in annotating: verdicts, the list of regions, comments and labels, comparisons of two versions. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { THEME_NAMES } from '../inspectorPage.themes.ts';
import { REGIONS, annotated, compared, editsIn } from './annotated.ts';
import { STATES } from './states.ts';
import { axe, collect, focused, textOf } from './support.ts';
import type { Check } from './support.ts';

export const annotationsPanelChecks: Check[] = [];
const check = collect(annotationsPanelChecks);

const COMMENT = 'kshot-comment textarea';
const rows = (page: Page): ReturnType<Page['locator']> => page.locator('kshot-region-list li');

async function edits(page: Page): Promise<Edit[]> {
  return editsIn((await recorded(page)).sent);
}

interface Shown {
  annotations: { value: { verdict: string | null; regions: { id: string; label: string; comment: string }[] } };
  selectedRegion: string | null;
  hoverRegion: string | null;
}

/** What the page's store says. */
function shown(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const app = document.querySelector('kshot-inspector') as unknown as { store: { get(): Shown } };
    const { annotations, selectedRegion, hoverRegion } = app.store.get();
    return { annotations, selectedRegion, hoverRegion };
  });
}

async function select(page: Page, id: string | null): Promise<void> {
  await page.evaluate((region) => {
    const app = document.querySelector('kshot-inspector') as unknown as { store: { set(parts: object): void } };
    app.store.set({ selectedRegion: region });
  }, id);
  await settle(page);
}

check('gives and takes back a verdict, with a score and without', async (open) => {
  for (const state of [undefined, ...STATES.map(([, unscored]) => unscored)]) {
    const page = await open(annotated(state === undefined ? {} : { state }));
    const group = page.getByRole('group', { name: 'Verdict' });
    const good = group.getByRole('button', { name: /^Good/ });
    assert.equal(await good.getAttribute('aria-pressed'), 'false');
    await good.click();
    await group.getByRole('button', { name: /^Good/, pressed: true }).waitFor();
    await group.getByRole('button', { name: /^Anomalous/ }).press('Space');
    await group.getByRole('button', { name: /^Anomalous/, pressed: true }).waitFor();
    assert.equal(await good.getAttribute('aria-pressed'), 'false');
    await group.getByRole('button', { name: /^Anomalous/ }).click();
    await settle(page);
    assert.equal((await shown(page)).annotations.value.verdict, null);
    const verdicts = (await edits(page)).map(({ name, changes }) => [name, changes]);
    assert.deepEqual(verdicts, [
      ['verdict', [{ type: 'verdict', verdict: 'good' }]],
      ['verdict', [{ type: 'verdict', verdict: 'anomalous' }]],
      ['verdict', [{ type: 'verdict', verdict: null }]],
    ]);
    await page.close();
  }
});

check('lists the regions from the top to the bottom: label, shape, kind, area, comment', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  const texts = (await rows(page).allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim());
  assert.deepEqual(texts, [
    'crack linestrip – no comment',
    'dent point · structural 1 px no comment 0.00 %',
    'stain mask 1 200 px no comment 0.57 %',
    'scratch polygon · structural 2 700 px no comment 1.3 %',
    'missing leg box · logical 10 000 px The lower leg with its foot is not there. 4.8 %',
  ]);
  await page.getByText('5 regions').waitFor();
});

check('selects in both directions, and marks the region that is pointed at', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await rows(page).nth(3).locator('.region').click();
  assert.equal((await shown(page)).selectedRegion, 'r2');
  await page.locator('li.selected kshot-region-editor').waitFor();
  await select(page, 'r4');
  assert.match(await page.locator('li.selected').innerText(), /^dent/);
  assert.equal(await page.locator('kshot-region-editor').count(), 1);
  await rows(page).nth(0).hover();
  assert.equal((await shown(page)).hoverRegion, 'r5');
  await page.mouse.move(5, 5);
  await settle(page);
  assert.equal((await shown(page)).hoverRegion, null);
  await page.evaluate(() => {
    const app = document.querySelector('kshot-inspector') as unknown as { store: { set(parts: object): void } };
    app.store.set({ hoverRegion: 'r1' });
  });
  await page.locator('kshot-region-list li.hovered', { hasText: 'missing leg' }).waitFor();
});

check('is one tab stop, with arrow keys between regions and Enter to the comment', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  assert.equal(await page.locator('kshot-region-list .region[tabindex="0"]').count(), 1);
  await rows(page).nth(0).locator('.region').focus();
  for (const id of ['r4', 'r3', 'r2', 'r1', 'r1']) {
    await page.keyboard.press('ArrowDown');
    await settle(page);
    assert.equal((await shown(page)).selectedRegion, id);
    assert.ok((await page.evaluate(focused))?.visible);
  }
  await page.keyboard.press('Home');
  await settle(page);
  assert.equal((await shown(page)).selectedRegion, 'r5');
  await page.keyboard.press('Enter');
  await page.locator(`${COMMENT}:focus`).waitFor();
  await page.keyboard.type('good');
  await page.keyboard.press('Enter');
  await page.locator('li.selected .region:focus').waitFor();
  assert.deepEqual(
    (await edits(page)).map(({ name }) => name),
    ['comment'],
  );
  assert.equal((await shown(page)).annotations.value.verdict, null, 'letters of a comment are no keys');
  const canvas = (await recorded(page)).sent.filter(({ type }) => type === 'focus').map((message) => message.canvas);
  assert.deepEqual(canvas.slice(-2), [false, true], 'the host hears where the keys belong');
});

check(
  'goes to the comment of the selected region by key, also where the panel is closed or collapsed',
  async (open) => {
    const page = await open(annotated());
    await sent(page, 'painted');
    await select(page, 'r2');
    const ask = (): Promise<void> =>
      page.evaluate(() => {
        const { store } = document.querySelector('kshot-inspector') as unknown as {
          store: { get(): { commentAsked: number }; set(parts: object): void };
        };
        store.set({ commentAsked: store.get().commentAsked + 1 });
      });
    await ask();
    await page.locator(`${COMMENT}:focus`).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Annotations', exact: true }).last().click();
    await page.locator('kshot-region-list').waitFor({ state: 'detached' });
    await say(page, { type: 'command', command: 'togglePanel' });
    await page.locator('kshot-panel').waitFor({ state: 'detached' });
    await ask();
    await page.locator(`${COMMENT}:focus`).waitFor();
  },
);

check('commits a comment at a pause, with Enter and when the focus leaves', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await select(page, 'r2');
  const comments = async (): Promise<string[]> =>
    (await edits(page)).map(({ changes }) => {
      const [change] = changes;
      return change?.type === 'region' ? change.region!.comment : '?';
    });
  await page.locator(COMMENT).focus();
  await page.keyboard.type('deep');
  await sent(page, 'edit');
  assert.deepEqual(await comments(), ['deep']);
  await page.keyboard.type(', long');
  await page.keyboard.press('Enter');
  assert.deepEqual(await comments(), ['deep', 'deep, long']);
  await page.locator(COMMENT).focus();
  await page.keyboard.type('!');
  await page.locator('kshot-score-card .reference').focus();
  assert.deepEqual(await comments(), ['deep', 'deep, long', 'deep, long!']);
  await page.locator(COMMENT).fill('gone');
  await rows(page).nth(0).locator('.region').click();
  await settle(page);
  assert.equal((await comments()).at(-1), 'gone', 'what was typed goes to its own region');
  assert.equal((await shown(page)).annotations.value.regions.find(({ id }) => id === 'r2')!.comment, 'gone');
});

check('takes typing back alone as long as it is no edit, and follows the document else', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await select(page, 'r1');
  const heard = page.evaluate(() => {
    const keys: string[] = [];
    window.addEventListener('keydown', ({ key, ctrlKey }) => ctrlKey && key === 'z' && keys.push(key));
    Object.assign(window, { keys });
  });
  await heard;
  const reached = (): Promise<number> => page.evaluate(() => (window as unknown as { keys: string[] }).keys.length);
  // In one go, so that no pause comes between.
  await page.locator(COMMENT).evaluate((field) => {
    const { value } = field as HTMLTextAreaElement;
    (field as HTMLTextAreaElement).value = `${value} Wrong`;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Control', ctrlKey: true, bubbles: true, composed: true }));
    const undo = { key: 'z', ctrlKey: true, bubbles: true, composed: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent('keydown', undo));
  });
  assert.equal(await page.locator(COMMENT).inputValue(), REGIONS[0]!.comment);
  assert.equal(await reached(), 0, 'nobody else hears of it');
  await page.locator(COMMENT).press('Control+z');
  assert.equal(await reached(), 1, 'what is an edit is taken back by the document');
  assert.deepEqual(await edits(page), []);
  const value = { verdict: null, regions: [{ ...REGIONS[0]!, comment: 'of the document' }] };
  const annotations = { value, applied: 0, problem: null, undo: null };
  await say(page, { type: 'annotations', image: 'test/anomaly/4.png', annotations });
  await page.waitForFunction((selector) => {
    const find = (root: ParentNode): HTMLTextAreaElement | null => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches(selector)) return element as HTMLTextAreaElement;
        const found = element.shadowRoot && find(element.shadowRoot);
        if (found) return found;
      }
      return null;
    };
    return find(document)?.value === 'of the document';
  }, 'textarea');
});

check('gives a region another label: of the project, or one that is typed and can be added to it', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await select(page, 'r2');
  const choice = page.locator('kshot-label-choice select');
  assert.deepEqual(await choice.locator('option').allInnerTexts(), [
    'dent',
    'missing leg',
    'scratch',
    'crack',
    'stain',
    'Other…',
  ]);
  await choice.selectOption('dent');
  await page.locator('li.selected', { hasText: 'dent' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Add “/ }).count(), 0);
  await choice.selectOption({ label: 'Other…' });
  await page.getByRole('textbox', { name: 'New label' }).fill('  Ölfleck ');
  await page.keyboard.press('Enter');
  await page.locator('li.selected', { hasText: 'Ölfleck' }).waitFor();
  await page.getByRole('button', { name: 'Add “Ölfleck” to the project' }).click();
  assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'editLabels', add: 'Ölfleck' });
  const labels = (await edits(page)).map(({ name, changes: [change] }) => [
    name,
    change?.type === 'region' && change.region?.label,
  ]);
  assert.deepEqual(labels, [
    ['label', 'dent'],
    ['label', 'Ölfleck'],
  ]);
  await page.getByRole('button', { name: 'Edit labels…' }).click();
  assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'editLabels', add: null });
});

check('moves and deletes regions; the focus stays in the list', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await select(page, 'r4');
  const order = async (): Promise<string[]> => (await shown(page)).annotations.value.regions.map(({ id }) => id);
  await page.getByRole('button', { name: 'Move down' }).click();
  assert.deepEqual(await order(), ['r1', 'r2', 'r4', 'r3', 'r5']);
  await settle(page);
  assert.equal((await page.evaluate(focused))?.label, 'Move down', 'the button keeps the focus');
  assert.equal((await shown(page)).selectedRegion, 'r4');
  await page.getByRole('button', { name: 'Move up' }).click();
  await page.getByRole('button', { name: 'Move up' }).click();
  assert.deepEqual(await order(), ['r1', 'r2', 'r3', 'r5', 'r4']);
  assert.equal(await page.getByRole('button', { name: 'Move up' }).getAttribute('aria-disabled'), 'true');
  await page.getByRole('button', { name: /^Delete the region/ }).click();
  await settle(page);
  await settle(page);
  assert.deepEqual(await order(), ['r1', 'r2', 'r3', 'r5']);
  assert.equal((await shown(page)).selectedRegion, 'r5', 'the next one is selected');
  await page.locator('li.selected .region:focus').waitFor();
});

check('zooms to a region', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  const zoom = (): Promise<string> =>
    page
      .locator('kshot-toolbar')
      .getByText(/^\d+ %$/)
      .innerText();
  const before = await zoom();
  await select(page, 'r3');
  await page.getByRole('button', { name: 'Zoom to the region' }).click();
  await settle(page);
  assert.ok(parseInt(await zoom()) > parseInt(before), `${before} → ${await zoom()}`);
});

check('says which regions reach beyond the image, and shows them', async (open) => {
  const box = (points: number[]) => ({ type: 'rectangle', points }) as const;
  const inside = { id: 'in', label: 'dent', shape: box([0, 0, 550, 380]), comment: '', group: null };
  const beyond = { ...inside, id: 'out', label: 'scratch', shape: box([500, 300, 551, 380]) };
  const page = await open(annotated({ regions: [inside, beyond] }));
  const notice = page.locator('kshot-annotations').getByRole('status');
  await notice.getByText('“scratch” reaches beyond the image.').waitFor();
  await notice.getByRole('button', { name: 'Show it' }).click();
  await settle(page);
  assert.equal((await shown(page)).selectedRegion, 'out');
  await say(page, annotated({ regions: [inside] }));
  await notice.waitFor({ state: 'detached' });
});

check('says why nothing can be changed, and opens the label file', async (open) => {
  const problem = 'a.json: expected JSON, got an empty file. Mend or move the file; it is left as it is.';
  const page = await open(annotated({ regions: [], annotations: { problem } }));
  await sent(page, 'painted');
  await page.getByRole('alert').getByText(problem).waitFor();
  await page.getByRole('button', { name: 'Open the label file' }).click();
  assert.deepEqual((await recorded(page)).sent.at(-1), { type: 'openLabelFile' });
  for (const button of await page.getByRole('group', { name: 'Verdict' }).getByRole('button').all())
    assert.ok(await button.isDisabled());
});

check('teaches the keys where no region is, and says that it reads', async (open) => {
  const page = await open(annotated({ regions: [] }));
  await sent(page, 'painted');
  assert.match(await textOf(page, 'kshot-annotations'), /No regions yet.*B box P polygon R brush/);
  const { snapshot } = annotated();
  await say(page, { type: 'snapshot', snapshot: { ...snapshot, annotations: null } });
  await page.getByText('Reading the label file…').waitFor();
});

check('renders of a thousand regions only those in view, and stays at the selected one', async (open) => {
  const regions = Array.from({ length: 1000 }, (_, i) => ({
    ...REGIONS[i % 4]!,
    id: `n${i}`,
    comment: `number ${i}`,
  }));
  const page = await open(annotated({ regions }));
  await sent(page, 'painted');
  assert.ok((await rows(page).count()) < 30);
  await page.getByText('1000 regions').waitFor();
  await select(page, 'n3');
  await page.locator('li.selected', { hasText: 'number 3' }).waitFor();
  assert.equal(await page.locator('li.selected').getAttribute('aria-posinset'), '997');
  const visible = async (): Promise<boolean> => {
    const row = (await page.locator('li.selected').boundingBox())!;
    const list = (await page.locator('kshot-region-list .scroll').boundingBox())!;
    return row.y >= list.y - 1 && row.y + 40 <= list.y + list.height + 1;
  };
  assert.ok(await visible());
  await page.locator('li.selected .region').focus();
  await page.keyboard.press('End');
  await settle(page);
  assert.equal((await shown(page)).selectedRegion, 'n0');
  for (let i = 1; i < 25; i++) {
    await page.keyboard.press('ArrowUp');
    await settle(page);
    assert.equal((await shown(page)).selectedRegion, `n${i}`);
    assert.ok(await visible(), `n${i} is in view`);
    assert.equal((await page.evaluate(focused))?.visible, true);
  }
  assert.ok((await rows(page).count()) < 40);
});

check('lists what differs between two versions, and shows it', async (open) => {
  const page = await open(compared());
  await sent(page, 'painted');
  const words = await textOf(page, 'kshot-comparison');
  assert.match(words, /\+1 added −1 removed ≠1 changed/);
  assert.match(words, /Verdict: Good, now Anomalous/);
  const list = page.locator('kshot-comparison .scroll li');
  assert.deepEqual(
    (await list.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim()),
    [
      'dent added + point · 1 px',
      'scratch removed − polygon · 2 700 px',
      'missing leg changed ≠ +1 800 −1 000 px · comment: The lower leg with its foot is not there. → Broken off.',
    ],
  );
  assert.equal(await page.locator('kshot-verdict-bar button, kshot-annotations').count(), 0, 'nothing can be changed');
  await list.nth(0).locator('.region').click();
  assert.equal((await shown(page)).selectedRegion, 'r4');
  await page.keyboard.press('ArrowDown');
  await settle(page);
  assert.equal((await shown(page)).selectedRegion, 'r2', 'a region that is gone can be shown');
  assert.match((await page.evaluate(focused))?.label ?? '', /scratch/);
  await say(page, compared());
  await settle(page);
  assert.equal((await shown(page)).selectedRegion, 'r2', 'and stays so when the versions are read again');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await page.locator('kshot-comparison .details li').allInnerTexts(), [
    '+1\u2009800 −1\u2009000 px',
    'comment: The lower leg with its foot is not there. → Broken off.',
  ]);
  await list.nth(2).hover();
  assert.equal((await shown(page)).hoverRegion, 'r1');
  await say(page, compared({ added: [], removed: [], changed: [], verdict: null }));
  await page.getByText('The two versions say the same.').waitFor();
  const failed = compared();
  failed.snapshot.annotations = { ...failed.snapshot.annotations!, problem: 'a.json: expected JSON.' };
  await say(page, failed);
  await page.getByRole('alert').getByText('a.json: expected JSON.').waitFor();
});

check('collapses the annotations and keeps it so', async (open) => {
  const page = await open(annotated());
  await sent(page, 'painted');
  await page.locator('kshot-annotations h2 button').click();
  await page.locator('kshot-region-list').waitFor({ state: 'detached' });
  await page.waitForFunction(
    () => (window as unknown as { recorded: { saved: unknown } }).recorded.saved !== undefined,
  );
  const saved = (await recorded(page)).saved as { panels: { annotations: { open: boolean } } };
  assert.equal(saved.panels.annotations.open, false);
});

check('stands in the drawer of a narrow page', async (open) => {
  const page = await open(annotated({ verdict: 'anomalous' }), { width: 640, height: 700 });
  await sent(page, 'painted');
  const pill = page.locator('.pill');
  assert.match((await pill.innerText()).replaceAll(/\s+/g, ' '), /5 regions/);
  await pill.click();
  await rows(page).nth(0).locator('.region').click();
  await page.locator('kshot-comment').waitFor();
  const over = await page
    .locator('kshot-panel .body')
    .first()
    .evaluate((body) => body.scrollWidth - body.clientWidth);
  assert.equal(over, 0);
});

for (const theme of THEME_NAMES) {
  check(`is accessible (axe) with annotations in the ${theme} theme`, async (open) => {
    const page = await open(annotated({ verdict: 'good' }), { theme });
    await sent(page, 'painted');
    await axe(page, `${theme}, list`);
    await select(page, 'r3');
    await axe(page, `${theme}, selected`);
    await page.locator('kshot-label-choice select').selectOption({ label: 'Other…' });
    await axe(page, `${theme}, typing a label`);
    await say(page, annotated({ regions: [], annotations: { problem: 'a.json is damaged.' } }));
    await settle(page);
    await axe(page, `${theme}, problem`);
    await say(page, annotated({ regions: [], state: STATES[0][1] }));
    await settle(page);
    await axe(page, `${theme}, empty`);
    await say(page, compared());
    await settle(page);
    await select(page, 'r4');
    await axe(page, `${theme}, comparison`);
  });
}
