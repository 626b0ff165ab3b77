/** The canvas: read-out, zoom, layers, and how long drawing takes. */
import assert from 'node:assert/strict';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import { FIGURE, canvasImage, collect, scored, status } from './support.ts';
import type { Check } from './support.ts';

/** Times are printed and not judged: the machine may do other things too. */
const PAINT_TRIES = 8;

export const stageChecks: Check[] = [];
const check = collect(stageChecks);

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
        .textContent.trim() !== '149 %',
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
    ['zoomFit', '149 %'],
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
