// What journeys that draw share: a plate to draw on, and where its pixels are on the screen.
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { REPOSITORY } from '../vscodeServer.ts';
import type { Workbench } from '../workbench.ts';

interface RawShape {
  label: string;
  points: number[][];
  shape_type: string;
  description: string;
  mask: unknown;
}

export interface RawLabelFile {
  flags: Record<string, boolean>;
  shapes: RawShape[];
}

interface Golden {
  picture: {
    width: number;
    height: number;
    background: number[];
    tile: number[];
    tiles: [number, number, number, number][];
    hole: [number, number, number, number];
  };
  file: RawLabelFile;
}

/** What drawing must leave (test/golden/annotations/make.py). */
export const GOLDEN = JSON.parse(
  readFileSync(path.join(REPOSITORY, 'test', 'golden', 'annotations', 'golden.json'), 'utf8'),
) as Golden;

/** Writes the picture that the golden file is drawn on. */
export async function writePlate(file: string): Promise<void> {
  const { width, height, background, tile, tiles, hole } = GOLDEN.picture;
  const pixels = new Uint8Array(width * height * 3);
  const fill = ([x0, y0, x1, y1]: readonly number[], color: readonly number[]) => {
    for (let y = y0!; y < y1!; y++) for (let x = x0!; x < x1!; x++) pixels.set(color, (y * width + x) * 3);
  };
  fill([0, 0, width, height], background);
  for (const box of tiles) fill(box, tile);
  fill(hole, background);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}

/** A label file with each mask as stretches `[y, x0, x1)`, as the golden one has them. */
export function readLabelFile(file: string): RawLabelFile {
  const read = JSON.parse(readFileSync(file, 'utf8')) as RawLabelFile;
  return { ...read, shapes: read.shapes.map((shape) => ({ ...shape, mask: stretchesOf(shape) })) };
}

function stretchesOf({ mask, points }: RawShape): number[][] | null {
  if (typeof mask !== 'string') return null;
  const { width, height, data } = decode(Buffer.from(mask, 'base64'));
  const [left, top] = points[0]!;
  const stretches: number[][] = [];
  for (let y = 0; y < height; y++) {
    let from = -1;
    for (let x = 0; x <= width; x++) {
      const inside = x < width && data[y * width + x] !== 0;
      if (inside && from < 0) from = x;
      if (!inside && from >= 0) {
        stretches.push([top! + y, left! + from, left! + x]);
        from = -1;
      }
    }
  }
  return stretches;
}

/** Adds labels and images to a project file. */
export function extendProject(file: string, images: readonly string[]): void {
  const project = JSON.parse(readFileSync(file, 'utf8')) as { images: string[]; defects?: unknown };
  project.images.push(...images);
  project.defects = [
    { name: 'scratch', kind: 'structural', saturation: 1, relative: true },
    { name: 'dent', kind: 'structural', saturation: 0.5, relative: true },
  ];
  writeFileSync(file, JSON.stringify(project, null, 2));
}

/** The hand of a user on the image of the active inspector. */
export class Hand {
  constructor(private readonly workbench: Workbench) {}

  /** Presses keys one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.workbench.page.keyboard.press(key);
  }

  /** Gives the canvas the focus and lets the host hear of it. */
  async focus(): Promise<void> {
    await this.workbench.inspector().locator('kshot-status').click();
    await this.workbench.page.waitForTimeout(400);
  }

  /** Where a point of the image is on the screen. */
  async at(x: number, y: number): Promise<{ x: number; y: number }> {
    const canvas = this.workbench.inspector().locator('kshot-view canvas').first();
    const box = (await canvas.boundingBox())!;
    const stage = this.workbench.inspector().locator('kshot-stage');
    const point = await stage.evaluate(
      (element, to) => (element as unknown as { stagePoint(at: unknown): { x: number; y: number } }).stagePoint(to),
      { x, y },
    );
    return { x: box.x + point.x, y: box.y + point.y };
  }

  async click(x: number, y: number): Promise<void> {
    const to = await this.at(x, y);
    await this.workbench.page.mouse.click(to.x, to.y);
  }

  async drag(...points: readonly [number, number][]): Promise<void> {
    const { mouse } = this.workbench.page;
    const [first, ...rest] = points;
    const from = await this.at(...first!);
    await mouse.move(from.x, from.y);
    await mouse.down();
    for (const point of rest) {
      const to = await this.at(...point);
      await mouse.move(to.x, to.y, { steps: 8 });
    }
    await mouse.up();
  }
}
