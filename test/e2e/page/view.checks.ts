/** The page as a whole: keyboard, moving through images, layout, what it shows while there are no scores. */
import assert from 'node:assert/strict';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { STATES } from './states.ts';
import { FIGURE, canvasImage, collect, focused, scored, textOf } from './support.ts';
import type { Check } from './support.ts';

export const viewChecks: Check[] = [];
const check = collect(viewChecks);

const REVIEW = {
  order: 'score',
  filter: 'flagged',
  counts: { all: 23, flagged: 12, disagreements: 3, unreviewed: 20 },
};

check('works by keyboard alone, with a visible focus on every control', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  assert.ok(
    (await recorded(page)).sent.some(({ type, canvas }) => type === 'focus' && canvas === true),
    'the host hears of the focus',
  );
  const picture = await canvasImage(page);
  await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.notEqual(await canvasImage(page), picture, 'arrow keys pan when nothing else has the focus');
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(focused);
    if (focus === null) break;
    assert.ok(focus.visible, `focus is visible on ${focus.label}`);
    seen.push(focus.label);
    if (focus.label.startsWith('test/anomaly/4.png')) {
      await page.keyboard.press('Shift+ArrowRight');
      assert.match(
        await page.locator('kshot-status [role=status]').innerText(),
        /^x \d+, y \d+, .+, distance 0\.\d\d$/,
      );
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('kshot-status [role=status]').innerText(), '');
    }
    if (focus.label === 'Width of the panel') {
      await page.keyboard.press('ArrowLeft');
      assert.equal((await page.locator('kshot-panel').boundingBox())!.width, 388);
    }
  }
  const controls = [
    'Classes',
    'Opacity of the classes',
    'Heat map',
    'Opacity of the heat map',
    'Zoom out (-)',
    'Zoom in (+)',
    'Previous image',
    'Next image',
  ];
  for (const name of [
    ...controls,
    'Hide the panel',
    'Width of the panel',
    'Why: Chart',
    'Why: Table',
    'Why: Copy as CSV',
    'Class areas: Table',
  ]) {
    assert.ok(seen.includes(name), `${name} is reached by Tab; seen: ${seen.join(' | ')}`);
  }
});

check('asks the host for the next image, and stops at the ends', async (open) => {
  const page = await open(snapshot(FIGURE, scored(), { position: { index: 22, of: 23 } }));
  await sent(page, 'painted');
  assert.equal(await page.locator('kshot-toolbar .position').innerText(), '23 of 23');
  await page.getByRole('button', { name: 'Next image' }).click({ force: true });
  await page.getByRole('button', { name: 'Previous image' }).click();
  assert.deepEqual(
    (await recorded(page)).sent.filter(({ type }) => type === 'navigate'),
    [{ type: 'navigate', to: 'previous' }],
  );
});

check('walks on from an image that the filter leaves out', async (open) => {
  const left = snapshot(FIGURE, scored(), { position: null }) as { snapshot: { walk: unknown; review: unknown } };
  left.snapshot.walk = { of: 12, previous: false, next: true };
  left.snapshot.review = REVIEW;
  const page = await open(left);
  await sent(page, 'painted');
  assert.equal(await page.locator('kshot-toolbar .position').innerText(), '– of 12');
  const previous = page.getByRole('button', { name: 'Previous image' });
  assert.equal(await previous.getAttribute('aria-disabled'), 'true');
  await previous.click({ force: true });
  await page.getByRole('button', { name: 'Next image' }).press('Enter');
  assert.deepEqual(
    (await recorded(page)).sent.filter(({ type }) => type === 'navigate'),
    [{ type: 'navigate', to: 'next' }],
  );
});

check('takes letters for a list while that has the focus, and for commands otherwise', async (open) => {
  const message = snapshot(FIGURE, scored()) as { snapshot: { review: unknown } };
  message.snapshot.review = REVIEW;
  const page = await open(message);
  await sent(page, 'painted');
  const lettersWork = async (): Promise<boolean | undefined> =>
    (await recorded(page)).sent.findLast(({ type }) => type === 'focus')?.canvas;
  assert.equal(await lettersWork(), true);
  const order = page.getByRole('combobox', { name: 'Order of the images' });
  await order.focus();
  assert.equal(await lettersWork(), false);
  await page.keyboard.press('Tab');
  assert.equal(await lettersWork(), false, 'from list to list');
  await page.keyboard.press('Tab');
  assert.equal(await lettersWork(), true, 'a button in the same row');
  await page.getByRole('slider', { name: 'Opacity of the classes' }).focus();
  assert.equal(await lettersWork(), true, 'a slider has the arrow keys alone');
  await order.focus();
  await order.selectOption('folder');
  assert.equal(await lettersWork(), false, 'picked by keyboard: the list keeps the focus');
  await order.dispatchEvent('pointerdown');
  await order.selectOption('score');
  assert.equal(await lettersWork(), true, 'picked by mouse');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('combobox', { name: 'Compare with' }).focus();
  assert.equal(await lettersWork(), false);
  await say(page, { type: 'command', command: 'compare' });
  await page.locator('kshot-compare-bar').waitFor({ state: 'detached' });
  assert.equal(await lettersWork(), true, 'the list is gone');
});

check('nothing jumps when the next image comes', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const boxes = (): Promise<unknown> =>
    page.evaluate(() => {
      const root = document.querySelector('kshot-inspector')!.shadowRoot!;
      const panel = root.querySelector('kshot-panel')!.shadowRoot!;
      const toolbar = [...root.querySelector('kshot-toolbar')!.shadowRoot!.querySelectorAll('button')];
      return [...panel.querySelectorAll('.body > *'), ...toolbar].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height].map(Math.round);
      });
    });
  const before = await boxes();
  await say(
    page,
    snapshot('/normal.png', scored({ odd: false }), { name: 'test/good/12.png', position: { index: 7, of: 23 } }),
  );
  await page.locator('kshot-score-card', { hasText: 'Normal' }).waitFor();
  await settle(page);
  assert.deepEqual(await boxes(), before);
});

for (const [name, state, title, action, message] of STATES) {
  check(`offers what to do when an image is ${name}`, async (open) => {
    const page = await open(snapshot(FIGURE, state));
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('button', { name: action }).click();
    assert.ok((await recorded(page)).sent.some(({ type }) => type === message));
    await page.locator('kshot-stage .size', { hasText: '550 × 380' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Heat map', exact: true }).isDisabled());
    assert.ok(!(await recorded(page)).sent.some(({ type }) => type === 'painted'));
  });
}

check('shows progress, keeps the last scores meanwhile, and takes the new ones', async (open) => {
  const page = await open(snapshot(FIGURE, { kind: 'working', message: 'Fitting 4 references…' }));
  await page.getByText('Fitting 4 references…').waitFor();
  await say(page, { type: 'state', state: scored() });
  await sent(page, 'painted');
  await say(page, { type: 'state', state: { kind: 'working', message: 'Scoring…' } });
  await page.getByRole('progressbar').waitFor();
  assert.match(await textOf(page, 'kshot-score-card'), /11\.1×/);
});

check('says so where the image cannot be shown, and marks references', async (open) => {
  const page = await open(snapshot('/nothing.png', scored()));
  await page.getByText('This image cannot be shown here.').waitFor();
  await say(page, snapshot(null, { kind: 'failed', code: 'untrusted', message: 'Scores are computed later.' }));
  await page.getByText('once the workspace is trusted').waitFor();
  await say(page, snapshot(null, { kind: 'unscored', reason: 'not-scored' }));
  await page.getByText('This image cannot be shown here.').waitFor();
  assert.equal(await page.getByText('once the workspace is trusted').count(), 0, 'a preview that failed');
  await say(page, snapshot(FIGURE, scored(), { isReference: true }));
  await page.locator('kshot-stage .badge', { hasText: 'Reference' }).waitFor();
});

check('collapses the panel under 700 px and never overflows', async (open) => {
  const page = await open(snapshot(FIGURE, scored(), { name: `${'long/'.repeat(40)}name.png` }), {
    width: 640,
    height: 700,
  });
  await sent(page, 'painted');
  assert.equal(await page.locator('kshot-panel').count(), 0);
  await page.getByRole('button', { name: '11.1× Anomalous' }).click();
  await page.locator('kshot-panel kshot-score-card').waitFor();
  for (let width = 420; width < 1400; width += 35) {
    await page.setViewportSize({ width, height: 700 });
    await settle(page);
    const over = await page.evaluate(() => {
      const bar = document.querySelector('kshot-inspector')!.shadowRoot!.querySelector('kshot-toolbar')!;
      return (
        bar.scrollWidth - bar.clientWidth + document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
    });
    assert.equal(over, 0, `at ${width} px`);
  }
});
