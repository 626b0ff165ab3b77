/** The image beside the one on show, as the checks post it, and where things are on the stage. */
import type { Page } from 'playwright-core';
import type { CompareWith } from '../../../src/protocol/inspector.ts';
import { recorded } from '../inspectorPage.page.ts';
import { scored } from './support.ts';

export const REFERENCE = '/normal.png';
/** The patch grid of the toy figure. */
const GRID = 37;

/** The host's answer to `compare`. */
export function companion(
  chosen: CompareWith,
  image: { name?: string; url?: string } = {},
  options: Parameters<typeof scored>[0] = {},
): unknown {
  const name = chosen.kind === 'reference' ? chosen.image : 'train/good/2.png';
  return {
    type: 'companion',
    companion: {
      with: chosen,
      image: { name, url: REFERENCE, position: null, isReference: true, ...image },
      state: scored({ odd: false, ...options }),
    },
  };
}

/** A point of the image under inspection (in its pixels) on the page. */
export async function pagePoint(page: Page, x: number, y: number): Promise<[number, number]> {
  return page.locator('kshot-stage').evaluate(
    (element, at) => {
      const box = element.getBoundingClientRect();
      const point = (element as unknown as { stagePoint(at: object): { x: number; y: number } | null }).stagePoint(at)!;
      return [box.left + point.x, box.top + point.y];
    },
    { x, y },
  );
}

/** The middle of a patch of the toy figure (550 × 380) on the page. */
export function patchPoint(page: Page, column: number, row: number): Promise<[number, number]> {
  return pagePoint(page, ((column + 0.5) / GRID) * 550, ((row + 0.5) / GRID) * 380);
}

/** What the page last asked to compare with. */
export async function askedFor(page: Page): Promise<CompareWith> {
  const { sent } = await recorded(page);
  return (sent.findLast(({ type }) => type === 'compare') as { with: CompareWith } | undefined)!.with;
}
