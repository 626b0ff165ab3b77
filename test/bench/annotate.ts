/**
 * `npm run bench -- annotate`: how long the inspector's page works at a time while people draw on a 4k image: brush, eraser, wand, the threshold of the
 * draft, and a page full of regions. Chromium's own trace of script tasks; for people to read, never asserted: the machine may do other things too.
 */
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import type { Region } from '../../src/domain/annotations/annotations.ts';
import { figurePng } from '../e2e/inspectorPage.fixture.ts';
import { openPage, say, sent } from '../e2e/inspectorPage.page.ts';
import { servePage } from '../e2e/inspectorPage.server.ts';
import { annotated, annotatedSnapshot, box, clickAt, dragAlong, key, region } from '../e2e/page/annotations.ts';
import { moveAbout } from '../e2e/page/moving.ts';
import { scored } from '../e2e/page/support.ts';
import { header, row, scriptTasks } from './pageTrace.ts';

const LARGE = { width: 4096, height: 3072, labelSide: 1024 };
const ROUNDS = 5;
const DIAMETER = 100;
const MANY = 1000;
const STEPS = 20;
/** From corner to corner. */
const DIAGONAL = [
  [150, 150],
  [1400, 1100],
  [2700, 1900],
  [3950, 2900],
] as const;

/** The longest task of each round: what a person would feel. */
async function longest(page: Page, before: () => Promise<void>, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    await before();
    await page.waitForTimeout(200);
    const tasks = await scriptTasks(page, work);
    times.push(tasks.reduce((most, time) => Math.max(most, time), 0));
  }
  return times;
}

/** More than the page will have made edits by then. */
let applied = 0;

/** The host has these regions and no others, whatever was drawn. */
function clear(page: Page, regions: readonly Region[] = []): Promise<void> {
  return say(page, {
    type: 'annotations',
    image: 'test/anomaly/4.png',
    annotations: annotated(regions, { applied: (applied += 100) }),
  });
}

async function benchStrokes(page: Page): Promise<void> {
  await key(page, 'tool.brush');
  const slider = page.getByRole('slider', { name: 'Size' });
  await slider.fill(String(Math.round(Math.log2(DIAMETER) * 8)));
  row(
    `brush stroke, ${DIAMETER} px, from corner to corner`,
    await longest(
      page,
      () => clear(page),
      () => dragAlong(page, DIAGONAL),
    ),
  );
  const whole = [region('a', box(0, 0, LARGE.width, LARGE.height))];
  const erase = async (): Promise<void> => {
    await clear(page, whole);
    await key(page, 'nextRegion');
  };
  await key(page, 'tool.eraser');
  row('eraser stroke over a mask of the whole image', await longest(page, erase, () => dragAlong(page, DIAGONAL)));
}

async function benchFills(page: Page): Promise<void> {
  await key(page, 'tool.wand');
  await page.waitForTimeout(3000); // the colours are read while nobody draws
  const fill = page.getByRole('slider', { name: 'Tolerance' });
  for (const [what, tolerance] of [
    ['wand, a large even area', 90],
    ['wand, a large grainy area', 12],
  ] as const) {
    await fill.fill(String(tolerance));
    row(
      what,
      await longest(
        page,
        () => clear(page),
        () => clickAt(page, [200, 200]),
      ),
    );
  }
  await clear(page);
  await key(page, 'tool.draft');
  const slider = page.getByRole('slider', { name: 'Threshold' });
  const slide = async (): Promise<void> => {
    for (let i = 0; i < STEPS; i++) await slider.fill(String(30 + 4 * i));
  };
  row('draft, steps of the threshold', await longest(page, () => slider.fill('20'), slide));
}

async function benchMany(page: Page): Promise<void> {
  await key(page, 'tool.select');
  const many = Array.from({ length: MANY }, (_, i) => {
    const [x, y] = [(i % 40) * 100, Math.floor(i / 40) * 120];
    const shape =
      i % 2 === 0
        ? box(x, y, x + 80, y + 90)
        : ({ type: 'mask', mask: { x, y, width: 80, height: 90, runs: [0, 80 * 90] } } as const);
    return region(`r${i}`, shape, i % 3 === 0 ? 'dent' : 'scratch');
  });
  await clear(page, many);
  await page.waitForTimeout(500);
  row(`zoom and pan with ${MANY} regions`, await scriptTasks(page, () => moveAbout(page)));
}

/** Needs `npm run build`, and Chromium at CHROMIUM or where Debian has it. */
export async function benchAnnotate(): Promise<void> {
  const server = await servePage('dist/webview', { '/figure.png': figurePng(LARGE) });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await openPage(browser, server.origin, annotatedSnapshot(annotated(), {}, scored(LARGE)));
    await sent(page, 'painted');
    await page.waitForTimeout(3000); // the copies for zooming are made while nobody moves
    header();
    await benchStrokes(page);
    await benchFills(page);
    await benchMany(page);
  } finally {
    await browser.close();
    server.close();
  }
}
