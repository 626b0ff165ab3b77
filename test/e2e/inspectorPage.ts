/**
 * Checks the built inspector page in plain Chromium: `npx tsx test/e2e/inspectorPage.ts [folder for screenshots]`.
 * The browser is `CHROMIUM`, or the one that the system has.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { figurePng, inspection, snapshot } from './inspectorPage.fixture.ts';
import { openPage, recorded, say, sent, settle } from './inspectorPage.page.ts';
import type { OpenOptions } from './inspectorPage.page.ts';
import { servePage } from './inspectorPage.server.ts';
import { THEME_NAMES } from './inspectorPage.themes.ts';

/** Times are printed and not judged: the machine may do other things too. */
const PAINT_TRIES = 8;

type Check = (open: (message: unknown, options?: OpenOptions) => Promise<Page>) => Promise<void>;
const checks: [string, Check][] = [];
const check = (name: string, run: Check): void => void checks.push([name, run]);

const scored = (options?: Parameters<typeof inspection>[0]): unknown => ({
  kind: 'scored',
  result: inspection(options),
  stale: null,
});
const FIGURE = '/figure.png';
const canvasImage = (page: Page): Promise<string> =>
  page.locator('kshot-stage canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
/** All text of a component, with single spaces. */
const textOf = (page: Page, component: string): Promise<string> =>
  page.locator(component).evaluate((element) => (element.shadowRoot?.textContent ?? '').replaceAll(/\s+/g, ' ').trim());
const status = (page: Page): Promise<string> => textOf(page, 'kshot-status');

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

check('reads class and distance under the pointer, to the pixel', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.getByRole('button', { name: '1:1' }).click();
  await page.locator('kshot-toolbar .zoom', { hasText: '100 %' }).waitFor();
  const stage = (await page.locator('kshot-stage').boundingBox())!;
  const at = (x: number, y: number): [number, number] => [
    Math.ceil(stage.x + (stage.width - 550) / 2 + x),
    Math.ceil(stage.y + (stage.height - 380) / 2 + y),
  ];
  await page.mouse.move(...at(110, 190));
  assert.match(await status(page), /^x 110 y 190 upper head distance 0\.0\d\d/);
  await page.mouse.move(...at(352, 228));
  assert.match(await status(page), /^x 352 y 228 background distance 0\.3\d\d/);
  assert.equal(await page.locator('kshot-areas li.hovered').count(), 0);
  await page.mouse.move(...at(242, 194));
  assert.equal(await page.locator('kshot-areas li.hovered .name').innerText(), 'body');
  await page.mouse.move(stage.x + 3, stage.y + 200);
  assert.match(await status(page), /^Point at the image/);
});

check('zooms to the pointer and pans by dragging', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  await page.mouse.move(300, 350);
  const before = await status(page);
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -150);
  await page.waitForFunction(
    () =>
      document
        .querySelector('kshot-inspector')!
        .shadowRoot!.querySelector('kshot-toolbar')!
        .shadowRoot!.querySelector('.zoom')!
        .textContent.trim() !== '159 %',
  );
  await settle(page);
  assert.equal(await status(page), before, 'the same pixel is under the pointer');
  const picture = await canvasImage(page);
  await page.mouse.down();
  await page.mouse.move(360, 390, { steps: 4 });
  await page.mouse.up();
  await settle(page);
  assert.notEqual(await canvasImage(page), picture);
  assert.equal(await status(page), before, 'the pixel follows the pointer');
});

check('does what the host commands: layers and zoom', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  for (const [command, name] of [
    ['toggleClasses', 'Classes'],
    ['toggleHeat', 'Heat map'],
  ] as const) {
    const button = page.getByRole('button', { name, exact: true });
    const picture = await canvasImage(page);
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    await say(page, { type: 'command', command });
    await settle(page);
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    assert.notEqual(await canvasImage(page), picture);
  }
  assert.equal(await page.locator('kshot-stage .legend').count(), 0);
  const zoom = page.locator('kshot-toolbar .zoom');
  for (const [command, shown] of [
    ['zoomActual', '100 %'],
    ['zoomIn', '125 %'],
    ['zoomOut', '100 %'],
    ['zoomFit', '159 %'],
  ] as const) {
    await say(page, { type: 'command', command });
    await settle(page);
    assert.equal(await zoom.innerText(), shown);
  }
});

check('opacity sliders change the picture and are kept', async (open) => {
  const page = await open(snapshot(FIGURE, scored()));
  await sent(page, 'painted');
  const picture = await canvasImage(page);
  await page.getByRole('slider', { name: 'Opacity of the heat map' }).fill('20');
  await settle(page);
  assert.notEqual(await canvasImage(page), picture);
  await page.waitForFunction(
    () => (window as unknown as { recorded: { saved: unknown } }).recorded.saved !== undefined,
  );
  assert.deepEqual(((await recorded(page)).saved as { heat: unknown }).heat, { visible: true, opacity: 0.2 });
});

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
  for (let i = 0; i < 30; i++) {
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

/** Runs in the page: the focused control's name, and whether an outline or a colour shows it. */
function focused(): { label: string; visible: boolean } | null {
  let element: Element | null = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (element === null || element === document.body) return null;
  const style = getComputedStyle(element);
  const shown = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  const label = element.getAttribute('aria-label') ?? element.textContent.trim();
  return { label, visible: shown || element.getAttribute('role') === 'separator' };
}

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

const STATES = [
  [
    'no project',
    { kind: 'unscored', reason: 'no-project' },
    'No project for this image',
    'New project from this folder',
    'createProject',
  ],
  ['not scored', { kind: 'unscored', reason: 'not-scored' }, 'Not scored yet', 'Score this image', 'score'],
  ['not fitted', { kind: 'unscored', reason: 'not-fitted' }, 'Not fitted yet', 'Score this image', 'score'],
  [
    'failed',
    { kind: 'failed', code: 'IMAGE_UNREADABLE', message: 'The file is empty.' },
    'This image was not scored',
    'Show Log',
    'showLog',
  ],
] as const;
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
  await page.evaluate((result) => {
    result.map.distances = Float32Array.from(result.map.distances) as unknown as number[];
    window.postMessage({ type: 'state', state: { kind: 'scored', result, stale: null } }, '*');
  }, inspection());
  await sent(page, 'painted');
  await say(page, { type: 'state', state: { kind: 'working', message: 'Scoring…' } });
  await page.getByRole('progressbar').waitFor();
  assert.match(await textOf(page, 'kshot-score-card'), /11\.1×/);
});

check('says so where the image cannot be shown, and marks references', async (open) => {
  const page = await open(snapshot('/nothing.png', scored()));
  await page.getByText('This image cannot be shown here.').waitFor();
  await say(page, snapshot(null, { kind: 'unscored', reason: 'not-scored' }));
  await page.getByText('once the workspace is trusted').waitFor();
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
  for (const width of [420, 520, 640, 700, 900, 1280]) {
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

for (const theme of THEME_NAMES) {
  check(`is accessible (axe) in the ${theme} theme`, async (open) => {
    const page = await open(snapshot(FIGURE, scored({ inactive: ['location', 'color'] }), { isReference: true }), {
      theme,
    });
    await sent(page, 'painted');
    await axe(page, `${theme}, charts`);
    for (const name of ['Why', 'Class areas']) await page.getByRole('button', { name: `${name}: Table` }).click();
    await page.mouse.move(300, 350);
    await axe(page, `${theme}, tables`);
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

async function axe(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
    what,
  );
}

check('tells when image and scores are painted', async (open) => {
  const times: number[] = [];
  for (let i = 0; i < PAINT_TRIES; i++) {
    const page = await open(snapshot(FIGURE, scored()));
    await sent(page, 'painted');
    times.push((await recorded(page)).sent.find(({ type }) => type === 'painted')!.milliseconds!);
    await page.close();
  }
  console.log(`  painted after ${times.join(', ')} ms`);
  assert.ok(times.every((milliseconds) => milliseconds > 0));
});

check('zooms and pans a 4k image', async (open) => {
  const page = await open(snapshot('/large.png', scored({ width: 4096, height: 3072, labelSide: 1024 })));
  await sent(page, 'painted');
  await page.waitForTimeout(2000);
  await page.evaluate(() => ((window as unknown as { recorded: { frames: number[] } }).recorded.frames.length = 0));
  await page.mouse.move(400, 400);
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i < 20 ? -60 : 60);
  await page.mouse.down();
  await page.mouse.move(700, 500, { steps: 40 });
  await page.mouse.up();
  const frames = (await recorded(page)).frames.sort((a, b) => a - b);
  const at = (part: number): string => frames[Math.floor((frames.length - 1) * part)]!.toFixed(1);
  console.log(`  ${frames.length} frames; script: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`);
  assert.ok(frames.length > 0, 'zooming and panning draws');
});

async function screenshots(browser: Browser, origin: string, folder: string): Promise<void> {
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

async function main(): Promise<void> {
  const server = await servePage('dist/webview', {
    [FIGURE]: figurePng(),
    '/normal.png': figurePng({ odd: false }),
    '/large.png': figurePng({ width: 4096, height: 3072 }),
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  let failed = 0;
  for (const [name, run] of checks) {
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
  const folder = process.argv[2];
  if (folder !== undefined) await screenshots(browser, server.origin, folder);
  await browser.close();
  server.close();
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
