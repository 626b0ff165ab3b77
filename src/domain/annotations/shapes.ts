/** Shapes as pixels and boxes. Pure. */
import type { Shape } from './annotations.ts';
import { boxOf, cropMask, EMPTY_MASK, isSameMask, maskOfStretches } from './mask.ts';
import type { Mask, Size, Stretch } from './mask.ts';

/** A box in real coordinates. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The smallest box around a shape. */
export function shapeBox(shape: Shape): Box {
  if (shape.type === 'mask') return boxOf(shape.mask);
  const { points } = shape;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    x0 = Math.min(x0, points[i]!);
    x1 = Math.max(x1, points[i]!);
    y0 = Math.min(y0, points[i + 1]!);
    y1 = Math.max(y1, points[i + 1]!);
  }
  return points.length < 2 ? { x0: 0, y0: 0, x1: 0, y1: 0 } : { x0, y0, x1, y1 };
}

/**
 * The pixels of a shape in an image of this size: those whose middle lies inside (even-odd rule; a middle on an upper or left edge is inside, on a lower
 * or right one outside). A point is the one pixel that it lies in; a shape of another tool has none.
 */
export function shapeMask(shape: Shape, size: Size): Mask {
  switch (shape.type) {
    case 'mask':
      return cropMask(shape.mask, size);
    case 'rectangle':
      return polygonMask(rectanglePolygon(shape.points), size);
    case 'polygon':
      return polygonMask(shape.points, size);
    case 'point': {
      const x = Math.floor(shape.points[0]!);
      const y = Math.floor(shape.points[1]!);
      return maskOfStretches([[y, x, x + 1]], { x0: 0, y0: 0, x1: size.width, y1: size.height });
    }
    case 'foreign':
      return EMPTY_MASK;
  }
}

/** The four corners of a rectangle that two opposite ones give, flat. */
export function rectanglePolygon(points: readonly number[]): number[] {
  const [ax, ay, bx, by] = points as [number, number, number, number];
  return [ax, ay, bx, ay, bx, by, ax, by];
}

/** The pixels of a closed polygon, or of several as one (even-odd: a polygon within another is a hole). */
export function polygonsMask(polygons: readonly (readonly number[])[], { width, height }: Size): Mask {
  const [top, bottom] = rowsOf(polygons, height);
  const crossings = Array.from({ length: Math.max(0, bottom - top) }, (): number[] => []);
  for (const points of polygons) addCrossings(points, crossings, top);
  const stretches: Stretch[] = [];
  crossings.forEach((row, i) => {
    const y = top + i;
    row.sort((a, b) => a - b);
    for (let i = 0; i + 1 < row.length; i += 2) {
      // The middles x + 0.5 with row[i] ≤ x + 0.5 < row[i + 1].
      const x0 = Math.max(0, Math.ceil(row[i]! - 0.5));
      const x1 = Math.min(width, Math.ceil(row[i + 1]! - 0.5));
      if (x0 < x1) stretches.push([y, x0, x1]);
    }
  });
  return maskOfStretches(stretches);
}

function polygonMask(points: readonly number[], size: Size): Mask {
  return polygonsMask([points], size);
}

/** The rows of an image that polygons may have pixels in: from the first to before the second. */
function rowsOf(polygons: readonly (readonly number[])[], height: number): [top: number, bottom: number] {
  let [top, bottom] = [height, 0];
  for (const points of polygons) {
    for (let i = 1; i < points.length; i += 2) {
      top = Math.min(top, Math.floor(points[i]!));
      bottom = Math.max(bottom, Math.ceil(points[i]!));
    }
  }
  return [Math.max(0, top), Math.min(height, bottom)];
}

/** Where the edges of a polygon cross the middles of the rows, of which the first is `first`. */
function addCrossings(points: readonly number[], rows: number[][], first: number): void {
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[next]!, points[next + 1]!];
    if (ay === by) continue;
    const [top, bottom] = ay < by ? [ay, by] : [by, ay];
    const last = Math.min(first + rows.length - 1, Math.ceil(bottom - 0.5) - 1);
    for (let y = Math.max(first, Math.ceil(top - 0.5)); y <= last; y++) {
      rows[y - first]!.push(ax + ((y + 0.5 - ay) / (by - ay)) * (bx - ax));
    }
  }
}

export function isSameShape(a: Shape, b: Shape): boolean {
  if (a.type === 'mask' || b.type === 'mask')
    return a.type === 'mask' && b.type === 'mask' && isSameMask(a.mask, b.mask);
  if (a.type !== b.type || (a.type === 'foreign' && b.type === 'foreign' && a.name !== b.name)) return false;
  return a.points.length === b.points.length && a.points.every((value, i) => value === b.points[i]);
}

/** Whether a shape reaches beyond an image of this size. */
export function leavesImage(shape: Shape, { width, height }: Size): boolean {
  const { x0, y0, x1, y1 } = shapeBox(shape);
  return x0 < 0 || y0 < 0 || x1 > width || y1 > height;
}
