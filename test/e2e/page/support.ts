/** What the checks of the page share: how a check is written down, what is posted, and how the page is read. */
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { inspection } from '../inspectorPage.fixture.ts';
import type { OpenOptions } from '../inspectorPage.page.ts';

type Run = (open: (message: unknown, options?: OpenOptions) => Promise<Page>) => Promise<void>;

export interface Check {
  name: string;
  run: Run;
}

/** A function that adds checks to a list. */
export function collect(checks: Check[]): (name: string, run: Run) => void {
  return (name, run) => {
    checks.push({ name, run });
  };
}

/** The toy figure's picture, by its path on the page's server. */
export const FIGURE = '/figure.png';

/** The state of a scored image. */
export function scored(options?: Parameters<typeof inspection>[0]): unknown {
  return { kind: 'scored', result: inspection(options), stale: null };
}

export function canvasImage(page: Page): Promise<string> {
  return page
    .locator('kshot-view canvas')
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** All text of a component, with single spaces. */
export function textOf(page: Page, component: string): Promise<string> {
  return page
    .locator(component)
    .evaluate((element) => (element.shadowRoot?.textContent ?? '').replaceAll(/\s+/g, ' ').trim());
}

export function status(page: Page): Promise<string> {
  return textOf(page, 'kshot-status');
}

/** Runs in the page: the focused control's name, and whether an outline or a colour shows it. */
export function focused(): { label: string; visible: boolean } | null {
  let element: Element | null = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (element === null || element === document.body) return null;
  const style = getComputedStyle(element);
  const shown = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  const label = element.getAttribute('aria-label') ?? element.textContent.trim();
  return { label, visible: shown || element.getAttribute('role') === 'separator' };
}

/** No violation that axe can find. */
export async function axe(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
    what,
  );
}
