/** Label maps as the canvas draws them: closed outlines of each class along the edges of its pixels. */

export interface LabelMap {
  width: number;
  height: number;
  labels: Uint8Array;
}

/** Closed polygons as flat coordinates `[x, y, x, y, …]` in label pixels; even-odd filling gives back the class. */
export type Polygons = number[][];

/** Label maps with a longer side are thinned out for drawing (the read-out stays exact). */
const MAX_DRAWN_SIDE = 2048;

/** The map itself, or every n-th pixel of one too large to draw fast. */
export function drawable(map: LabelMap): LabelMap {
  const step = Math.ceil(Math.max(map.width, map.height) / MAX_DRAWN_SIDE);
  if (step <= 1) return map;
  const width = Math.ceil(map.width / step);
  const height = Math.ceil(map.height / step);
  const labels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) labels[y * width + x] = map.labels[y * step * map.width + x * step]!;
  }
  return { width, height, labels };
}

/**
 * Traces the outlines of all classes but 0. Each edge between two different pixels becomes a directed edge of the class on
 * its right; edges that meet are chained, straight runs are merged.
 */
export function traceOutlines(map: LabelMap): Map<number, Polygons> {
  const edges = collectEdges(map);
  const outlines = new Map<number, Polygons>();
  for (const [id, next] of edges) outlines.set(id, chain(next, map.width + 1));
  return outlines;
}

/** For each class: start vertex → end vertices of its edges (two where the class touches itself at a corner). */
function collectEdges({ width, height, labels }: LabelMap): Map<number, Map<number, number[]>> {
  const edges = new Map<number, Map<number, number[]>>();
  const stride = width + 1;
  const add = (id: number, from: number, to: number): void => {
    if (id === 0) return;
    const next = edges.get(id) ?? new Map<number, number[]>();
    if (next.size === 0) edges.set(id, next);
    const ends = next.get(from);
    if (ends === undefined) next.set(from, [to]);
    else ends.push(to);
  };
  for (let y = 0; y <= height; y++) {
    const inside = y < height;
    let left = 0;
    for (let x = 0; x <= width; x++) {
      const at = y * width + x;
      const here = inside && x < width ? labels[at]! : 0;
      const above = y > 0 && x < width ? labels[at - width]! : 0;
      if (here !== above || here !== left) {
        const corner = y * stride + x;
        if (here !== above) {
          add(here, corner, corner + 1);
          add(above, corner + 1, corner);
        }
        if (here !== left) {
          add(here, corner + stride, corner);
          add(left, corner, corner + stride);
        }
      }
      left = here;
    }
  }
  return edges;
}

function chain(next: Map<number, number[]>, stride: number): Polygons {
  const polygons: Polygons = [];
  for (const [start, ends] of next) {
    while (ends.length > 0) {
      const polygon: number[] = [start % stride, Math.floor(start / stride)];
      let before = start;
      let at = ends.pop()!;
      while (at !== start) {
        const step = at - before;
        const options: number[] | undefined = next.get(at);
        if (options === undefined || options.length === 0) break;
        const pick = options.length > 1 && options[0]! - at === step ? 1 : 0;
        const to: number = options.splice(pick, 1)[0]!;
        if (to - at !== step) polygon.push(at % stride, Math.floor(at / stride));
        before = at;
        at = to;
      }
      polygons.push(polygon);
    }
  }
  return polygons;
}
