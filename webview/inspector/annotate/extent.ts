import type { Shape } from '../../../src/domain/annotations/annotations.ts';
import { shapeBox } from '../../../src/domain/annotations/shapes.ts';
import type { Box } from '../../../src/domain/annotations/shapes.ts';

/** The box around what is drawn of a shape: for LabelMe's circle (its middle, and a point on it) more than around its points. */
export function extentOf(shape: Shape): Box {
  if (shape.type !== 'foreign' || shape.name !== 'circle' || shape.points.length < 4) return shapeBox(shape);
  const [x, y, ex, ey] = shape.points as [number, number, number, number];
  const radius = Math.hypot(ex - x, ey - y);
  return { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius };
}
