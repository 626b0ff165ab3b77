/** Which regions are meant by a point. All functions are pure. */
import type { Region, Shape } from '../../../src/domain/annotations/annotations.ts';
import { maskHas } from '../../../src/domain/annotations/mask.ts';
import type { Point } from '../stage/view.ts';
import { extentOf } from './extent.ts';

/** The regions under a point, the topmost first. @param reach how near is near enough for points, lines and what is tiny; image pixels. */
export function regionsAt(regions: readonly Region[], at: Point, reach: number): Region[] {
  return regions.filter(({ shape }) => isOn(shape, at, reach)).reverse();
}

/** The one to select at a point: the topmost, or the one below the one that is selected already; null where there is none. */
export function nextAt(regions: readonly Region[], at: Point, reach: number, selected: string | null): Region | null {
  const found = regionsAt(regions, at, reach);
  const place = found.findIndex(({ id }) => id === selected);
  return found[(place + 1) % found.length] ?? null;
}

function isOn(shape: Shape, at: Point, reach: number): boolean {
  const { x0, y0, x1, y1 } = extentOf(shape);
  if (at.x < x0 - reach || at.y < y0 - reach || at.x > x1 + reach || at.y > y1 + reach) return false;
  // What is smaller than the reach is meant from all around it.
  if (x1 - x0 < reach && y1 - y0 < reach) return true;
  switch (shape.type) {
    case 'rectangle':
      return at.x >= x0 && at.y >= y0 && at.x <= x1 && at.y <= y1;
    case 'polygon':
      return isInside(shape.points, at);
    case 'mask':
      return maskHas(shape.mask, Math.floor(at.x), Math.floor(at.y));
    case 'point':
      return true;
    case 'foreign':
      return isNearLine(shape.points, at, reach) || (shape.name === 'circle' && isInCircle(shape.points, at));
  }
}

/** Even-odd. */
function isInside(points: readonly number[], { x, y }: Point): boolean {
  let inside = false;
  for (let i = 0, k = points.length - 2; i < points.length; k = i, i += 2) {
    const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[k]!, points[k + 1]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function isNearLine(points: readonly number[], at: Point, reach: number): boolean {
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const [dx, dy] = [bx - ax, by - ay];
    const square = dx * dx + dy * dy;
    const part = square === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - ax) * dx + (at.y - ay) * dy) / square));
    if (Math.hypot(at.x - ax - part * dx, at.y - ay - part * dy) <= reach) return true;
  }
  return false;
}

/** LabelMe's circle: its middle, and a point on it. */
function isInCircle([x, y, ex, ey]: readonly number[], at: Point): boolean {
  return Math.hypot(at.x - x!, at.y - y!) <= Math.hypot(ex! - x!, ey! - y!);
}
