/** Where the patches of a grid lie on an image. All functions are pure. */
import type { Point, Size } from './view.ts';

export interface Box extends Point, Size {}

/** The cell of a patch in image pixels; a grid spans the whole image. */
export function cellOf(patch: number, grid: number, image: Size): Box {
  const width = image.width / grid;
  const height = image.height / grid;
  return { x: (patch % grid) * width, y: Math.floor(patch / grid) * height, width, height };
}

/** The patch at an image point; null outside the image. */
export function patchAt(at: Point, grid: number, image: Size): number | null {
  const column = Math.floor((at.x / image.width) * grid);
  const row = Math.floor((at.y / image.height) * grid);
  return column < 0 || row < 0 || column >= grid || row >= grid ? null : row * grid + column;
}

export function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
