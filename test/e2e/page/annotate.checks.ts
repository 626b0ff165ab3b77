/** Drawing: each tool by mouse and by keyboard, what it sends, and what the page shows before the host has it. */
import assert from 'node:assert/strict';
import type { Shape } from '../../../src/domain/annotations/annotations.ts';
import { beyond } from '../../../src/domain/annotations/draft.ts';
import { maskArea, maskHas } from '../../../src/domain/annotations/mask.ts';
import { inspection } from '../inspectorPage.fixture.ts';
import { recorded, say, settle } from '../inspectorPage.page.ts';
import {
  SIZE,
  annotated,
  annotatedSnapshot,
  announced,
  arrows,
  box,
  clickAt,
  cursor,
  cursorTo,
  dragAlong,
  edits,
  key,
  lastEdit,
  lastMask,
  lastRegion,
  openAnnotated,
  pixelsOf,
  region,
} from './annotations.ts';
import { companion, pagePoint } from './companion.ts';
import { collect, scored } from './support.ts';
import type { Check } from './support.ts';

export const annotateChecks: Check[] = [];
const check = collect(annotateChecks);

check('draws boxes by mouse and by keyboard', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.box');
  await dragAlong(page, [
    [450, 280],
    [350, 200],
  ]);
  const first = await lastRegion(page);
  assert.deepEqual(first.shape, box(350, 200, 450, 280));
  assert.equal(first.label, 'scratch');
  assert.equal((await lastEdit(page)).name, 'add');
  await clickAt(page, [100, 100]);
  assert.equal((await edits(page)).length, 1, 'a click is no box');
  await cursorTo(page, [60, 70]);
  await key(page, 'press');
  await arrows(page, 30, 20);
  await key(page, 'press');
  // From the pixel (60, 70) to the pixel (90, 90), both of them in it.
  assert.deepEqual((await lastRegion(page)).shape, box(60, 70, 91, 91));
  assert.match(await announced(page), /^Region added: scratch/);
  await key(page, 'press');
  await arrows(page, 10, 10);
  await key(page, 'cancel');
  await key(page, 'press');
  await key(page, 'cancel');
  assert.equal((await edits(page)).length, 2, 'Escape drops it');
});

check('draws polygons by mouse and by keyboard, and takes back corners', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.polygon');
  for (const at of [
    [100, 100],
    [200, 100],
    [300, 50],
    [200, 200],
    [102, 101],
  ] as const) {
    await clickAt(page, at);
    if (at[0] === 300) await key(page, 'deleteRegion');
  }
  const points = (await lastRegion(page)).shape;
  assert.equal(points.type, 'polygon');
  assert.deepEqual(rounded(points), [100, 100, 200, 100, 200, 200], 'closed by a click on the first corner');
  for (const at of [
    [300, 300],
    [400, 300],
    [400, 360],
    [400, 360],
  ] as const)
    await clickAt(page, at);
  assert.deepEqual(rounded((await lastRegion(page)).shape), [300, 300, 400, 300, 400, 360], 'by a double click');
  await key(page, 'cancel');
  await cursorTo(page, [20, 20]);
  await key(page, 'press');
  await arrows(page, 24, 0);
  await key(page, 'press');
  await key(page, 'accept');
  assert.match(await announced(page), /needs three corners/);
  await arrows(page, 0, 16);
  await key(page, 'press');
  await key(page, 'accept');
  assert.deepEqual((await lastRegion(page)).shape, { type: 'polygon', points: [20.5, 20.5, 44.5, 20.5, 44.5, 36.5] });
  assert.equal((await edits(page)).length, 3);
});

check('keeps a polygon that is complete when another tool is taken', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.polygon');
  for (const at of [
    [100, 100],
    [200, 100],
  ] as const)
    await clickAt(page, at);
  await key(page, 'tool.brush');
  assert.equal((await edits(page)).length, 0, 'two corners are none');
  await key(page, 'tool.polygon');
  for (const at of [
    [100, 100],
    [200, 100],
    [200, 200],
  ] as const)
    await clickAt(page, at);
  await key(page, 'tool.brush');
  assert.deepEqual(rounded((await lastRegion(page)).shape), [100, 100, 200, 100, 200, 200]);
});

/** Whole pixels: a mouse is no finer than the screen. */
function rounded(shape: Shape): number[] {
  return (shape as { points: readonly number[] }).points.map((value) => Math.round(value));
}

check('paints and erases, by mouse and by keyboard', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.brush');
  await dragAlong(page, [
    [60, 300],
    [160, 300],
  ]);
  const stroke = await lastMask(page);
  // A capsule, 24 pixels across: a strip of 100 and two half discs.
  assert.ok(Math.abs(maskArea(stroke) - (100 * 24 + Math.PI * 144)) < 60, `${maskArea(stroke)} pixels`);
  assert.deepEqual([stroke.x, stroke.y, stroke.width, stroke.height], [48, 288, 124, 24]);
  const painted = (await lastRegion(page)).id;
  await dragAlong(page, [
    [160, 300],
    [160, 350],
  ]);
  assert.equal((await lastRegion(page)).id, painted, 'a stroke extends the selected mask');
  assert.equal((await lastEdit(page)).name, 'change');
  assert.deepEqual([(await lastMask(page)).width, (await lastMask(page)).height], [124, 74]);
  await key(page, 'label.2');
  assert.deepEqual(
    [(await lastEdit(page)).name, (await lastRegion(page)).label],
    ['label', 'dent'],
    'the label of what is selected',
  );
  await key(page, 'cancel');
  await dragAlong(page, [
    [60, 60],
    [80, 60],
  ]);
  assert.notEqual((await lastRegion(page)).id, painted, 'nothing selected: a region of its own');
  assert.equal((await lastRegion(page)).label, 'dent', 'and of what is drawn next');

  await key(page, 'tool.eraser');
  await key(page, 'cancel');
  await dragAlong(page, [
    [110, 270],
    [110, 330],
  ]);
  const left = await lastMask(page);
  assert.equal((await lastRegion(page)).id, painted, 'the region that it comes to');
  assert.equal(maskHas(left, 110, 300), false);
  assert.equal(maskHas(left, 60, 300) && maskHas(left, 150, 300), true);
  for (let i = 0; i < 10; i++) await key(page, 'larger');
  await dragAlong(page, [
    [40, 300],
    [170, 300],
    [170, 360],
  ]);
  assert.deepEqual(await lastEdit(page), {
    name: 'delete',
    changes: [{ type: 'region', id: painted, region: null }],
  });

  await key(page, 'tool.brush');
  for (let i = 0; i < 40; i++) await say(page, { type: 'command', command: 'smaller' });
  await settle(page);
  assert.match(await announced(page), /Size 1$/);
  await cursorTo(page, [300, 40]);
  await key(page, 'press');
  await arrows(page, 10, 0);
  await key(page, 'press');
  assert.deepEqual(await lastMask(page), { x: 300, y: 40, width: 11, height: 1, runs: [0, 11] });
});

check('the eraser makes a mask of a box, and only there where it was', async (open) => {
  const page = await openAnnotated(open, [region('a', box(100, 100, 200, 160)), region('b', box(150, 100, 260, 160))]);
  await key(page, 'nextRegion');
  await key(page, 'tool.eraser');
  await dragAlong(page, [
    [160, 90],
    [160, 170],
  ]);
  const changed = await lastRegion(page);
  assert.equal(changed.id, 'a', 'the other region below the eraser keeps its pixels');
  assert.equal(changed.shape.type, 'mask');
  const mask = await lastMask(page);
  assert.equal(maskArea(mask), 100 * 60 - 24 * 60);
  assert.equal(maskHas(mask, 147, 130) && maskHas(mask, 172, 130), true);
  assert.equal(maskHas(mask, 148, 130) || maskHas(mask, 171, 130), false);
});

check('fills by colour, adds and takes away, and follows the tolerance', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.wand');
  await clickAt(page, [110, 190]);
  await page.waitForFunction(() =>
    (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.some(({ type }) => type === 'edit'),
  );
  const head = await lastMask(page);
  const all = pixelsOf(head);
  const inHead = (i: number): boolean =>
    (((i % 550) + 0.5) / 550 - 0.2) ** 2 / 0.0196 + ((Math.floor(i / 550) + 0.5) / 380 - 0.5) ** 2 / 0.0441 <= 1;
  const outside = all.reduce((sum, value, i) => sum + (value === 1 && !inHead(i) ? 1 : 0), 0);
  assert.equal(outside, 0, 'it stops at the edge of the figure’s head');
  assert.ok(maskArea(head) > 17_000, `${maskArea(head)} pixels of the head`);
  const { id } = await lastRegion(page);

  for (let i = 0; i < 10; i++) await key(page, 'smaller');
  await page.waitForFunction(
    () =>
      (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.filter(
        ({ type }) => type === 'edit',
      ).length > 1,
  );
  assert.equal((await lastRegion(page)).id, id, 'the last fill follows');
  const less = maskArea(await lastMask(page));
  assert.ok(less < maskArea(head), `${less} pixels after ${maskArea(head)}`);
  for (let i = 0; i < 10; i++) await key(page, 'larger');

  await page.keyboard.down('Shift');
  await clickAt(page, [235, 190]);
  await page.keyboard.up('Shift');
  assert.equal((await lastRegion(page)).id, id);
  const both = await lastMask(page);
  assert.equal(maskHas(both, 235, 190) && maskHas(both, 110, 190), true);
  await page.keyboard.down('Alt');
  await clickAt(page, [235, 190]);
  await page.keyboard.up('Alt');
  assert.equal(maskHas(await lastMask(page), 235, 190), false);

  await key(page, 'cancel');
  await cursorTo(page, [232, 90]);
  const count = (await edits(page)).length;
  await key(page, 'press');
  assert.equal((await edits(page)).length, count + 1);
  assert.equal((await lastEdit(page)).name, 'add');
  assert.equal(maskHas(await lastMask(page), 232, 90), true);
});

check('fills by the colours of another image after a swap, not by those of the former', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.wand');
  await clickAt(page, [110, 190]);
  await page.waitForFunction(() =>
    (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.some(({ type }) => type === 'edit'),
  );
  const image = { name: 'other.png', url: '/normal.png', position: null, isReference: false, group: null };
  await say(page, annotatedSnapshot(annotated(), { image }, scored({ odd: false })));
  await page.waitForFunction(() =>
    (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.some(
      ({ type }) => type === 'swapped',
    ),
  );
  // The lower leg is in this image alone.
  await clickAt(page, [380, 228]);
  await page.waitForFunction(
    () =>
      (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.filter(
        ({ type }) => type === 'edit',
      ).length === 2,
  );
  assert.equal((await edits(page)).at(-1)!.image, 'other.png');
  const leg = await lastMask(page);
  assert.ok(leg.y > 200 && leg.y + leg.height < 256, JSON.stringify({ ...leg, runs: 0 }));
});

check('marks points by mouse and by keyboard', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.point');
  await clickAt(page, [420, 230]);
  assert.deepEqual(rounded((await lastRegion(page)).shape), [420, 230]);
  await cursorTo(page, [30, 40]);
  await key(page, 'press');
  assert.deepEqual((await lastRegion(page)).shape, { type: 'point', points: [30.5, 40.5] });
});

check('drafts regions of the heat map, one by a click, all by Enter', async (open) => {
  const page = await openAnnotated(open);
  const { map, mapLimit } = inspection();
  await key(page, 'tool.draft');
  const slider = page.getByRole('slider', { name: 'Threshold' });
  assert.equal(await slider.getAttribute('aria-valuetext'), mapLimit.toFixed(3));
  await clickAt(page, [20, 20]);
  assert.match(await announced(page), /no draft here/);
  await clickAt(page, [352, 228]);
  assert.deepEqual(await lastMask(page), beyond(map, SIZE, mapLimit));
  await key(page, 'accept');
  assert.match(await announced(page), /nothing beyond/, 'it is a region already');
  assert.equal((await edits(page)).length, 1);
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await settle(page);
  const threshold = Number(await slider.getAttribute('aria-valuetext'));
  assert.ok(threshold > mapLimit && threshold < 1.02 * mapLimit, `${threshold}`);
  await key(page, 'larger');
  await page.getByRole('button', { name: 'Take all' }).click();
  const next = (await lastEdit(page)).changes;
  assert.equal(next.length, 1);
  assert.ok(maskArea(await lastMask(page)) < maskArea(beyond(map, SIZE, mapLimit)));
});

check('takes the class segment under the pointer, here or on the reference beside', async (open) => {
  const page = await openAnnotated(open);
  await key(page, 'tool.part');
  await clickAt(page, [20, 20]);
  assert.match(await announced(page), /no class here/);
  await clickAt(page, [110, 190]);
  const head = await lastMask(page);
  assert.deepEqual([head.x, head.y, head.x + head.width, head.y + head.height], [33, 110, 187, 270]);
  await key(page, 'cancel');
  // The lower leg is missing here, and there on the reference.
  await cursorTo(page, [363, 228]);
  await key(page, 'press');
  assert.equal((await edits(page)).length, 1, 'nothing of a class here');
  await say(page, { type: 'command', command: 'compare' });
  await say(page, companion({ kind: 'nearest' }));
  await page.locator('kshot-view[data-side=companion]').waitFor();
  await settle(page);
  const boxes = await page
    .locator('kshot-view')
    .evaluateAll((views) => views.map((view) => view.getBoundingClientRect().left));
  const [x, y] = await pagePoint(page, 410, 228);
  await page.mouse.click(x + boxes[1]! - boxes[0]!, y);
  await settle(page);
  assert.equal((await edits(page)).length, 2, 'the reference’s lower leg');
  const leg = await lastMask(page);
  assert.equal(maskHas(leg, 410, 228), true);
  assert.ok(leg.x > 260 && leg.y > 180 && leg.y + leg.height < 260, JSON.stringify({ ...leg, runs: 0 }));
});

check('asks a model about clicks and boxes, and takes its mask', async (open) => {
  const page = await openAnnotated(open);
  const prompts = async (): Promise<{ number: number; points: unknown; box: unknown }[]> =>
    (await recorded(page)).sent.filter(({ type }) => type === 'prompt') as never;
  await key(page, 'tool.prompt');
  await clickAt(page, [240, 190]);
  await page.keyboard.down('Shift');
  await clickAt(page, [300, 190]);
  await page.keyboard.up('Shift');
  await dragAlong(page, [
    [180, 120],
    [280, 260],
  ]);
  const asked = await prompts();
  const [inside, not] = asked.at(-1)!.points as { x: number; y: number; positive: boolean }[];
  assert.ok(Math.abs(inside!.x - 240) <= 1 && inside!.positive);
  assert.ok(Math.abs(not!.x - 300) <= 1 && !not!.positive);
  assert.deepEqual(asked.at(-1)!.box, { x0: 180, y0: 120, x1: 280, y1: 260 });
  await key(page, 'accept');
  assert.match(await announced(page), /not answered/);
  const mask = { x: 200, y: 150, width: 40, height: 30, runs: [0, 1200] };
  await say(page, { type: 'prompted', number: asked[0]!.number, mask, failure: null });
  await key(page, 'accept');
  assert.equal((await edits(page)).length, 0, 'an answer to an earlier question');
  await say(page, { type: 'prompted', number: asked.at(-1)!.number, mask, failure: null });
  await settle(page);
  assert.match(await announced(page), /proposes a mask/);
  await key(page, 'accept');
  assert.deepEqual(await lastMask(page), mask);
  await cursorTo(page, [100, 200]);
  await key(page, 'press');
  assert.deepEqual((await prompts()).at(-1)!.points, [{ x: 100, y: 200, positive: true }]);
  await say(page, {
    type: 'prompted',
    number: (await prompts()).at(-1)!.number,
    mask: null,
    failure: 'Out of memory.',
  });
  await settle(page);
  assert.equal(await announced(page), 'Out of memory.');
  await say(page, { type: 'labels', defects: [], promptModel: null });
  await settle(page);
  const button = page.getByRole('button', { name: 'Smart mask' });
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  assert.match((await button.getAttribute('title'))!, /SAM model/);
});

check('the keyboard’s cursor moves by pixels, faster with Shift, and says where it is', async (open) => {
  const page = await openAnnotated(open, [region('a', box(0, 0, 550, 380), 'dent')]);
  await key(page, 'tool.box');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  const [x, y] = await cursor(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await settle(page);
  assert.deepEqual(await cursor(page), [x + 1, y - 8]);
  assert.match(await page.locator('kshot-status [role=status]').innerText(), /, dent$/);
});
