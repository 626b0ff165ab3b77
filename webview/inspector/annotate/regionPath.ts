import type { Shape } from '../../../src/domain/annotations/annotations.ts';
import type { Mask } from '../../../src/domain/annotations/mask.ts';
import { rectanglePolygon } from '../../../src/domain/annotations/shapes.ts';
import { coarsened, traceMask } from '../../../src/domain/annotations/trace.ts';

/** A mask of more runs than this is drawn coarser, so that drawing stays fast: sprinkled pixels, as a wand leaves them on a grainy surface. */
const MAX_RUNS = 12_000;
/** A mask of no more than these is not worth a coarser outline. */
const FEW_RUNS = 400;
/** From so many runs a row on a mask counts as grainy. */
const GRAIN = 8;

/** A shape ready to be drawn. */
export interface ShapePath {
  readonly path: Path2D;
  /** Image pixels a unit of the path. */
  readonly scale: number;
  /** Sprinkled pixels: an outline of full strength would hide them. */
  readonly grainy: boolean;
  /** Lines and points have no inside. */
  readonly filled: boolean;
}

const WHOLE = { scale: 1, grainy: false, filled: true };

/** By shape and by how coarse; a shape is the same object as long as it says the same. */
const known = new WeakMap<Shape, Map<number, ShapePath>>();

/** The outline of a shape. @param pixel the width of a CSS pixel in image pixels: nothing finer is made. */
export function pathOf(shape: Shape, pixel: number): ShapePath {
  const isLarge = shape.type === 'mask' && shape.mask.runs.length > FEW_RUNS;
  const step = isLarge ? 2 ** Math.max(0, Math.floor(Math.log2(pixel))) : 1;
  let paths = known.get(shape);
  if (paths === undefined) known.set(shape, (paths = new Map<number, ShapePath>()));
  let path = paths.get(step);
  if (path === undefined) paths.set(step, (path = makePath(shape, step)));
  return path;
}

function makePath(shape: Shape, step: number): ShapePath {
  switch (shape.type) {
    case 'mask':
      return maskPath(shape.mask, step);
    case 'rectangle':
      return { path: lines([rectanglePolygon(shape.points)], true), ...WHOLE };
    case 'polygon':
      return { path: lines([shape.points], true), ...WHOLE };
    case 'point':
      return { path: new Path2D(), ...WHOLE, filled: false };
    case 'foreign':
      return { path: foreignPath(shape.name, shape.points), ...WHOLE, filled: false };
  }
}

function maskPath(mask: Mask, wanted: number): ShapePath {
  let step = wanted;
  let drawn = step === 1 ? mask : coarsened(mask, step);
  while (drawn.runs.length > MAX_RUNS) {
    step *= 2;
    drawn = coarsened(mask, step);
  }
  const grainy = drawn.runs.length > GRAIN * drawn.height;
  return { path: lines(traceMask(drawn), true), scale: step, grainy, filled: true };
}

function lines(polygons: readonly (readonly number[])[], closed: boolean): Path2D {
  const path = new Path2D();
  for (const points of polygons) {
    path.moveTo(points[0]!, points[1]!);
    for (let i = 2; i < points.length; i += 2) path.lineTo(points[i]!, points[i + 1]!);
    if (closed) path.closePath();
  }
  return path;
}

/** A shape of another tool: its circle (the middle and a point on it), else its points in a line. */
function foreignPath(name: string, points: readonly number[]): Path2D {
  if (name !== 'circle' || points.length < 4) return points.length < 2 ? new Path2D() : lines([points], false);
  const [x, y, ex, ey] = points as [number, number, number, number];
  const path = new Path2D();
  path.arc(x, y, Math.hypot(ex - x, ey - y), 0, 2 * Math.PI);
  return path;
}
