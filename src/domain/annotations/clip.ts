/** Shapes cut down to an image. Pure. */
import type { Shape } from './annotations.ts';
import { cropMask } from './mask.ts';
import type { Size } from './mask.ts';
import { leavesImage, shapeBox } from './shapes.ts';

/** The part of a shape that lies in an image of this size, the shape itself where it lies in it as a whole; null where no part does. Shapes of other tools stay as they are. */
export function clipShape(shape: Shape, size: Size): Shape | null {
  if (shape.type === 'foreign' || !leavesImage(shape, size)) return shape;
  if (shape.type === 'point' || isApart(shape, size)) return null;
  if (shape.type === 'mask') {
    const mask = cropMask(shape.mask, size);
    return mask.runs.length === 0 ? null : { type: 'mask', mask };
  }
  if (shape.type === 'rectangle') {
    const [ax, ay, bx, by] = shape.points as [number, number, number, number];
    const x = (value: number): number => clamp(value, size.width);
    const y = (value: number): number => clamp(value, size.height);
    return { type: 'rectangle', points: [x(ax), y(ay), x(bx), y(by)] };
  }
  const points = clipPolygon(shape.points, size);
  return points.length < 6 ? null : { type: 'polygon', points };
}

/** Whether no part of a shape lies in the image. */
function isApart(shape: Shape, { width, height }: Size): boolean {
  const { x0, y0, x1, y1 } = shapeBox(shape);
  return x1 <= 0 || y1 <= 0 || x0 >= width || y0 >= height;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/**
 * A polygon cut along the four edges of the image, one after the other (Sutherland and Hodgman 1974). Parts of one that falls apart stay joined along the
 * edge, by lines that enclose nothing.
 */
function clipPolygon(points: readonly number[], { width, height }: Size): number[] {
  let left = clipAlong(points, 0, (x) => x);
  left = clipAlong(left, 0, (x) => width - x);
  left = clipAlong(left, 1, (y) => y);
  return clipAlong(left, 1, (y) => height - y);
}

/** @param axis 0 for x, 1 for y. @param depth how far a coordinate lies inside; negative outside. Linear with slope ±1. */
function clipAlong(points: readonly number[], axis: 0 | 1, depth: (value: number) => number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const [from, to] = [depth(points[i + axis]!), depth(points[next + axis]!)];
    if (from >= 0) kept.push(points[i]!, points[i + 1]!);
    if (from >= 0 === to >= 0) continue;
    const t = from / (from - to);
    const crossing = [0, 1].map((k) => points[i + k]! + t * (points[next + k]! - points[i + k]!));
    crossing[axis] = depth(0); // exactly on the edge: depth is v or most − v
    kept.push(crossing[0]!, crossing[1]!);
  }
  return kept;
}
