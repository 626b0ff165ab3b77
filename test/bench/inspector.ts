/**
 * `npm run bench -- inspector`: how long the inspector's page takes to open and to swap in another image, and how long it works at a time while a
 * 4k image with label map and heat map is zoomed and panned, alone and side by side. Chromium's own trace of script tasks; for people to read,
 * never asserted: the machine may do other things too.
 */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { figurePng, snapshot } from '../e2e/inspectorPage.fixture.ts';
import { openPage, recorded, say, sent, settle } from '../e2e/inspectorPage.page.ts';
import { servePage } from '../e2e/inspectorPage.server.ts';
import { companion } from '../e2e/page/companion.ts';
import { moveAbout } from '../e2e/page/moving.ts';
import { scored } from '../e2e/page/support.ts';
import { header, row, scriptTasks } from './pageTrace.ts';

/** A camera's picture with the largest label map that the segmenters make. */
const LARGE = { width: 4096, height: 3072, labelSide: 1024 };
const ROUNDS = 3;
const SWAPS = 10;
const OPENINGS = 5;
/** Opens a page anew each time; the browser has the picture after the first. */
async function benchOpening(browser: Browser, origin: string, url: string, size: object): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < OPENINGS; i++) {
    const page = await openPage(browser, origin, snapshot(url, scored(size)));
    await sent(page, 'painted');
    times.push((await recorded(page)).sent.find(({ type }) => type === 'painted')!.milliseconds!);
    await page.close();
  }
  return times;
}

async function benchMoving(browser: Browser, origin: string): Promise<void> {
  const page = await openPage(browser, origin, snapshot('/large.png', scored(LARGE)));
  await sent(page, 'painted');
  await page.waitForTimeout(3000); // the copies for zooming are made while nobody moves
  const alone: number[] = [];
  for (let i = 0; i < ROUNDS; i++) alone.push(...(await scriptTasks(page, () => moveAbout(page))));
  row('zoom and pan, 4096 × 3072', alone);
  await say(page, { type: 'command', command: 'compare' });
  await say(page, companion({ kind: 'nearest' }, { url: '/large-normal.png' }, LARGE));
  await page.waitForTimeout(4000);
  const both: number[] = [];
  for (let i = 0; i < ROUNDS; i++) both.push(...(await scriptTasks(page, () => moveAbout(page))));
  row('zoom and pan, two of them', both);
  await page.close();
}

/** Between two images, each announced before it is asked for. */
async function benchSwaps(browser: Browser, origin: string, size: object, urls: [string, string]): Promise<number[]> {
  const images = [true, false].map(
    (odd, i) => snapshot(urls[i]!, scored({ ...size, odd }), { name: `${i}.png` }) as { snapshot: object },
  );
  const page = await openPage(browser, origin, images[0]);
  await sent(page, 'painted');
  for (let i = 1; i <= SWAPS; i++) {
    const next = images[i % 2]!;
    await say(page, { type: 'prefetch', snapshots: [next.snapshot] });
    await page.waitForTimeout(i === 1 ? 4000 : 300);
    await say(page, next);
    await page.waitForFunction(
      (count) =>
        (window as unknown as { recorded: { sent: { type: string }[] } }).recorded.sent.filter(
          ({ type }) => type === 'swapped',
        ).length === count,
      i,
    );
    await settle(page);
  }
  const times = (await recorded(page)).sent.filter(({ type }) => type === 'swapped');
  await page.close();
  return times.map(({ milliseconds }) => milliseconds!);
}

/** Needs `npm run build`, and Chromium at CHROMIUM or where Debian has it. */
export async function benchInspector(): Promise<void> {
  const server = await servePage('dist/webview', {
    '/figure.png': figurePng(),
    '/normal.png': figurePng({ odd: false }),
    '/large.png': figurePng(LARGE),
    '/large-normal.png': figurePng({ ...LARGE, odd: false }),
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    header();
    row('open: ready to painted, 550 × 380', await benchOpening(browser, server.origin, '/figure.png', {}));
    row('open: ready to painted, 4096 × 3072', await benchOpening(browser, server.origin, '/large.png', LARGE));
    await benchMoving(browser, server.origin);
    row(
      'swap to a prefetched image, 550 × 380',
      await benchSwaps(browser, server.origin, {}, ['/figure.png', '/normal.png']),
    );
    row(
      'swap to a prefetched image, 4096 × 3072',
      await benchSwaps(browser, server.origin, LARGE, ['/large.png', '/large-normal.png']),
    );
  } finally {
    await browser.close();
    server.close();
  }
}
