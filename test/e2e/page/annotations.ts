/** Annotations as the checks post them, drawing by mouse and by keys, and what the page sends of it. */
import type { Page } from 'playwright-core';
import type { Annotations, Region, Shape } from '../../../src/domain/annotations/annotations.ts';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import { drawMask, newBitmap } from '../../../src/domain/annotations/mask.ts';
import type { Mask } from '../../../src/domain/annotations/mask.ts';
import type { AnnotateCommand } from '../../../src/domain/annotations/commands.ts';
import type { AnnotationState, InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { snapshot } from '../inspectorPage.fixture.ts';
import { recorded, say, sent, settle } from '../inspectorPage.page.ts';
import type { OpenOptions } from '../inspectorPage.page.ts';
import { pagePoint } from './companion.ts';
import { FIGURE, scored } from './support.ts';

/** The toy figure's size. */
export const SIZE = { width: 550, height: 380 };

export const DEFECTS: InspectorSnapshot['defects'] = [
  { name: 'scratch', kind: 'structural', saturation: 1, relative: true },
  { name: 'dent', kind: 'structural', saturation: 1, relative: true },
  { name: 'missing leg', kind: 'logical', saturation: 1, relative: true },
];

export function region(id: string, shape: Shape, label = 'scratch'): Region {
  return { id, label, shape, comment: '', group: null };
}

export const box = (...points: number[]): Shape => ({ type: 'rectangle', points });

export function annotated(regions: readonly Region[] = [], parts: Partial<AnnotationState> = {}): AnnotationState {
  const value: Annotations = { verdict: null, regions };
  return { value, applied: 0, problem: null, undo: null, ...parts };
}

/** The whole message of the toy figure with annotations. */
export function annotatedSnapshot(
  annotations: AnnotationState | null,
  parts: Partial<InspectorSnapshot> = {},
  state: unknown = scored(),
): unknown {
  const message = snapshot(FIGURE, state) as { snapshot: object };
  const labels = { defects: DEFECTS, promptModel: 'mobilesam' };
  return { ...message, snapshot: { ...message.snapshot, ...labels, annotations, ...parts } };
}

type Open = (message: unknown, options?: OpenOptions) => Promise<Page>;

/** A page of the toy figure; class and heat layers may stay, they are not in the way. */
export async function openAnnotated(
  open: Open,
  regions: readonly Region[] = [],
  options: OpenOptions = {},
): Promise<Page> {
  const page = await open(annotatedSnapshot(annotated(regions)), options);
  await sent(page, 'painted');
  return page;
}

/** What a key asks for. */
export async function key(page: Page, command: AnnotateCommand): Promise<void> {
  await say(page, { type: 'command', command });
  await settle(page);
}

type At = readonly [x: number, y: number];

/** A click at an image point. */
export async function clickAt(page: Page, [x, y]: At): Promise<void> {
  await page.mouse.click(...(await pagePoint(page, x, y)));
}

/** A drag along image points. */
export async function dragAlong(page: Page, [first, ...others]: readonly At[]): Promise<void> {
  await page.mouse.move(...(await pagePoint(page, ...first!)));
  await page.mouse.down();
  for (const at of others) await page.mouse.move(...(await pagePoint(page, ...at)), { steps: 4 });
  await page.mouse.up();
  await settle(page);
}

/** Moves the cursor of the keyboard by so many pixels of the image; at the zoom of the checks a press is one pixel. */
export async function arrows(page: Page, right: number, down: number): Promise<void> {
  for (const [name, count] of [
    [right < 0 ? 'ArrowLeft' : 'ArrowRight', Math.abs(right)],
    [down < 0 ? 'ArrowUp' : 'ArrowDown', Math.abs(down)],
  ] as const) {
    for (let i = 0; i < Math.floor(count / 8); i++) await page.keyboard.press(`Shift+${name}`);
    for (let i = 0; i < count % 8; i++) await page.keyboard.press(name);
  }
  await settle(page);
}

/** The pixel that the status row names. */
export async function cursor(page: Page): Promise<At> {
  const [x, y] = await page.locator('kshot-status .place b').allInnerTexts();
  return [Number(x), Number(y)];
}

/** Brings the keyboard's cursor to a pixel, from wherever it is. */
export async function cursorTo(page: Page, [x, y]: At): Promise<void> {
  await page.keyboard.press('ArrowRight');
  await settle(page);
  const [fromX, fromY] = await cursor(page);
  await arrows(page, x - fromX, y - fromY);
}

export interface SentEdit {
  type: 'edit';
  image: string;
  number: number;
  edit: Edit;
}

export async function edits(page: Page): Promise<SentEdit[]> {
  const { sent: all } = await recorded(page);
  return all.filter(({ type }) => type === 'edit') as unknown as SentEdit[];
}

/** The last edit that the page has sent. */
export async function lastEdit(page: Page): Promise<Edit> {
  return (await edits(page)).at(-1)!.edit;
}

/** The region that the last edit made or changed. */
export async function lastRegion(page: Page): Promise<Region> {
  const change = (await lastEdit(page)).changes.at(-1)!;
  if (change.type !== 'region' || change.region === null) throw new Error('The last edit made no region.');
  return change.region;
}

export async function lastMask(page: Page): Promise<Mask> {
  const { shape } = await lastRegion(page);
  if (shape.type !== 'mask') throw new Error(`The last region is a ${shape.type}.`);
  return shape.mask;
}

/** A mask's pixels in the toy figure, 0 or 1. */
export function pixelsOf(mask: Mask): Uint8Array {
  const bitmap = newBitmap(SIZE);
  drawMask(mask, bitmap);
  return bitmap.data;
}

/** What the canvas says to people who do not see it. */
export function announced(page: Page): Promise<string> {
  return page.locator('kshot-status .announced').innerText();
}
