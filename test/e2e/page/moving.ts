/** Zooming and panning as a hand does: wheel in and out, and a drag. */
import type { Page } from 'playwright-core';
import { settle } from '../inspectorPage.page.ts';

const WHEELS = 40;
const DRAG_STEPS = 40;

export async function moveAbout(page: Page): Promise<void> {
  await page.mouse.move(300, 400);
  for (let i = 0; i < WHEELS; i++) await page.mouse.wheel(0, i < WHEELS * 0.6 ? -120 : 160);
  await page.mouse.down();
  await page.mouse.move(420, 480, { steps: DRAG_STEPS });
  await page.mouse.up();
  await settle(page);
}
