/** The handles of shapes, and what moving them does. All functions are pure. */
import type { Shape } from '../../../src/domain/annotations/annotations.ts';
import type { Size } from '../../../src/domain/annotations/mask.ts';
import { shapeBox } from '../../../src/domain/annotations/shapes.ts';
import type { Box } from '../../../src/domain/annotations/shapes.ts';
import type { Point } from '../stage/view.ts';

export interface Handle extends Point {
  /** A corner or a side of a box, a vertex of a polygon, or the middle of an edge, from which a new vertex can be pulled. */
  readonly kind: 'corner' | 'side' | 'vertex' | 'middle';
  /** Boxes: 0 to 7, clockwise from the upper left corner. Polygons: the vertex, or the one before the middle. */
  readonly index: number;
}

/** Vertices and points are kept to this part of a pixel: finer than a hand, and short in files. */
const PARTS_OF_PIXEL = 10;

/** A point within the image, to a tenth of a pixel. */
export function placed(at: Point, { width, height }: Size): Point {
  const place = (value: number, most: number): number =>
    Math.round(Math.min(most, Math.max(0, value)) * PARTS_OF_PIXEL) / PARTS_OF_PIXEL;
  return { x: place(at.x, width), y: place(at.y, height) };
}

export function handlesOf(shape: Shape): Handle[] {
  if (shape.type === 'rectangle') return boxHandles(shapeBox(shape));
  if (shape.type !== 'polygon') return [];
  const { points } = shape;
  const count = points.length / 2;
  const handles = Array.from({ length: count }, (_, index): Handle => {
    return { x: points[2 * index]!, y: points[2 * index + 1]!, kind: 'vertex', index };
  });
  const middles = handles.map((handle, index): Handle => {
    const next = handles[(index + 1) % count]!;
    return { x: (handle.x + next.x) / 2, y: (handle.y + next.y) / 2, kind: 'middle', index };
  });
  return [...handles, ...middles];
}

function boxHandles({ x0, y0, x1, y1 }: Box): Handle[] {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const places = [x0, y0, x, y0, x1, y0, x1, y, x1, y1, x, y1, x0, y1, x0, y];
  return Array.from({ length: 8 }, (_, index): Handle => {
    const kind = index % 2 === 0 ? 'corner' : 'side';
    return { x: places[2 * index]!, y: places[2 * index + 1]!, kind, index };
  });
}

/** The handle that is meant by a point; vertices before middles, the nearest first. Null where none is within reach. */
export function handleAt(handles: readonly Handle[], at: Point, reach: number): number | null {
  let best: number | null = null;
  let least = Infinity;
  handles.forEach((handle, i) => {
    const distance = Math.hypot(handle.x - at.x, handle.y - at.y);
    const rank = distance + (handle.kind === 'middle' || handle.kind === 'side' ? reach / 2 : 0);
    if (distance > reach || rank >= least) return;
    least = rank;
    best = i;
  });
  return best;
}

/** The shape after one of its handles was moved to a point. */
export function dragHandle(shape: Shape, handle: Handle, to: Point, size: Size): Shape {
  if (shape.type === 'rectangle')
    return { type: 'rectangle', points: resized(shapeBox(shape), handle.index, to, size) };
  if (shape.type !== 'polygon') return shape;
  const { x, y } = placed(to, size);
  const at = 2 * (handle.kind === 'middle' ? handle.index + 1 : handle.index);
  return { type: 'polygon', points: shape.points.toSpliced(at, handle.kind === 'middle' ? 0 : 2, x, y) };
}

const LEFT = [0, 6, 7];
const RIGHT = [2, 3, 4];
const TOP = [0, 1, 2];
const BOTTOM = [4, 5, 6];

/** Edges are on whole pixels; a box keeps one pixel at least. */
function resized({ x0, y0, x1, y1 }: Box, index: number, to: Point, { width, height }: Size): number[] {
  const x = Math.min(width, Math.max(0, Math.round(to.x)));
  const y = Math.min(height, Math.max(0, Math.round(to.y)));
  const [left, right] = ordered(LEFT.includes(index) ? x : x0, RIGHT.includes(index) ? x : x1, width);
  const [top, bottom] = ordered(TOP.includes(index) ? y : y0, BOTTOM.includes(index) ? y : y1, height);
  return [left, top, right, bottom];
}

/** Two edges in order, a pixel apart at least. */
function ordered(a: number, b: number, most: number): [number, number] {
  const [low, high] = a < b ? [a, b] : [b, a];
  if (high - low >= 1) return [low, high];
  return low + 1 <= most ? [low, low + 1] : [high - 1, high];
}

/** The shape moved by whole pixels, as far as the image goes. */
export function moveShape(shape: Shape, by: Point, { width, height }: Size): Shape {
  const { x0, y0, x1, y1 } = shapeBox(shape);
  const dx = within(by.x, x0, width - x1);
  const dy = within(by.y, y0, height - y1);
  if (dx === 0 && dy === 0) return shape;
  if (shape.type === 'mask')
    return { type: 'mask', mask: { ...shape.mask, x: shape.mask.x + dx, y: shape.mask.y + dy } };
  return { ...shape, points: shape.points.map((value, i) => value + (i % 2 === 0 ? dx : dy)) };
}

/** A whole number, at most `before` to the negative and `after` to the positive side. */
function within(by: number, before: number, after: number): number {
  return Math.min(Math.max(0, Math.floor(after)), Math.max(-Math.max(0, Math.floor(before)), Math.round(by)));
}

/** The polygon without a vertex; null where it would be no polygon any more. */
export function withoutVertex(shape: Shape, index: number): Shape | null {
  if (shape.type !== 'polygon' || shape.points.length <= 6) return null;
  return { type: 'polygon', points: shape.points.toSpliced(2 * index, 2) };
}

/**
 * The box between two points, with edges on whole pixels: those nearest to the points, so that points on the middles of pixels (the cursor of the keyboard) take
 * both of their pixels in. Within the image; null where it lies outside.
 */
export function boxBetween(a: Point, b: Point, { width, height }: Size): Shape | null {
  const [x0, x1] = edges(a.x, b.x, width);
  const [y0, y1] = edges(a.y, b.y, height);
  return x0 < x1 && y0 < y1 ? { type: 'rectangle', points: [x0, y0, x1, y1] } : null;
}

function edges(a: number, b: number, most: number): [number, number] {
  const [low, high] = a < b ? [a, b] : [b, a];
  const [from, to] = [Math.ceil(low - 0.5), Math.floor(high + 0.5)];
  const [left, right] = from < to ? [from, to] : [Math.floor(low), Math.floor(low) + 1];
  return [Math.max(0, left), Math.min(most, right)];
}
