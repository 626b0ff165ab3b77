/** The line around what is beyond the limit, as the canvas draws it. */
import { sampleMap } from './distanceMap.ts';
import type { DistanceMap } from './distanceMap.ts';

/** The interpolated map is read at this many points a patch and axis. */
const POINTS_PER_PATCH = 4;

/** Which edges of a square the line crosses, by which corners are beyond (1: upper left, 2: upper right, 4: lower right, 8: lower left). */
const TOP = 0;
const RIGHT = 1;
const BOTTOM = 2;
const LEFT = 3;
const CROSSINGS: readonly (readonly number[])[] = [
  [],
  [LEFT, TOP],
  [TOP, RIGHT],
  [LEFT, RIGHT],
  [RIGHT, BOTTOM],
  [LEFT, TOP, RIGHT, BOTTOM],
  [TOP, BOTTOM],
  [LEFT, BOTTOM],
  [BOTTOM, LEFT],
  [BOTTOM, TOP],
  [TOP, RIGHT, BOTTOM, LEFT],
  [BOTTOM, RIGHT],
  [RIGHT, LEFT],
  [RIGHT, TOP],
  [TOP, LEFT],
  [],
];

/**
 * Pieces of the line where the interpolated distance is the limit, `[x, y, x, y, …]` two points each, in parts of the image (marching squares,
 * Lorensen and Cline 1987 in the plane).
 */
export function limitContour(map: DistanceMap): number[] {
  const { limit, grid } = map;
  const cells = grid * POINTS_PER_PATCH;
  const row = (y: number): Float32Array =>
    Float32Array.from({ length: cells + 1 }, (_, x) => sampleMap(map, x / cells, y / cells) - limit);
  const pieces: number[] = [];
  let above = row(0);
  for (let y = 0; y < cells; y++) {
    const below = row(y + 1);
    for (let x = 0; x < cells; x++) {
      const a = above[x]!;
      const b = above[x + 1]!;
      const c = below[x + 1]!;
      const d = below[x]!;
      const beyond = Number(a > 0) + 2 * Number(b > 0) + 4 * Number(c > 0) + 8 * Number(d > 0);
      if (beyond === 0 || beyond === 15) continue;
      const corners = [a, b, c, d] as const;
      for (const edge of CROSSINGS[beyond]!) {
        const [u, v] = crossing(edge, corners);
        pieces.push((x + u) / cells, (y + v) / cells);
      }
    }
    above = below;
  }
  return pieces;
}

type Corners = readonly [number, number, number, number];

/** Where the line crosses an edge of the square, 0 to 1 across and down. */
function crossing(edge: number, [a, b, c, d]: Corners): readonly [number, number] {
  if (edge === TOP) return [part(a, b), 0];
  if (edge === RIGHT) return [1, part(b, c)];
  if (edge === BOTTOM) return [part(d, c), 1];
  return [0, part(a, d)];
}

function part(from: number, to: number): number {
  return from === to ? 0.5 : from / (from - to);
}
