/** The anomaly map on its patch grid, as the view reads and colours it. */
import { colorTable, heatIndex } from './colorMap.ts';

export interface DistanceMap {
  grid: number;
  /** grid · grid distances in [0, 2], row-major. */
  distances: Float32Array;
  /** Beyond it a patch is odd. */
  limit: number;
}

/** The colours run from 0 to this many limits, the same for every image of a project. */
export const RANGE_IN_LIMITS = 2;
/** Below this part of the limit the image shows through untouched; from the limit on the map is as opaque as the slider says. */
const CLEAR_BELOW = 0.5;
/** The map is interpolated to at least this many pixels a side before it is coloured. */
const TARGET_SIDE = 160;

/** Distances as they may arrive: a typed array, its buffer, or what became of either on the way through JSON. */
export function toFloats(value: unknown): Float32Array {
  if (value instanceof Float32Array) return value;
  if (value instanceof ArrayBuffer) return new Float32Array(value);
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  }
  if (Array.isArray(value)) return Float32Array.from(value as number[]);
  if (typeof value === 'object' && value !== null) {
    if ('data' in value && Array.isArray(value.data)) return toFloats(Uint8Array.from(value.data as number[]));
    return Float32Array.from(Object.values(value as Record<string, number>));
  }
  return new Float32Array(0);
}

/** The map of a result; null where its distances do not fill the grid. */
export function readMap(map: { grid: number; distances: unknown }, limit: number): DistanceMap | null {
  const distances = toFloats(map.distances);
  return map.grid > 0 && distances.length === map.grid * map.grid ? { grid: map.grid, distances, limit } : null;
}

/** Bilinear between cell centres, the edge cells continued; (u, v) in [0, 1] across and down the image. */
export function sampleMap({ grid, distances }: DistanceMap, u: number, v: number): number {
  const x = Math.min(grid - 1, Math.max(0, u * grid - 0.5));
  const y = Math.min(grid - 1, Math.max(0, v * grid - 0.5));
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const x1 = Math.min(grid - 1, x0 + 1);
  const y1 = Math.min(grid - 1, y0 + 1);
  const top = distances[y0 * grid + x0]! * (1 - x + x0) + distances[y0 * grid + x1]! * (x - x0);
  const bottom = distances[y1 * grid + x0]! * (1 - x + x0) + distances[y1 * grid + x1]! * (x - x0);
  return top * (1 - y + y0) + bottom * (y - y0);
}

/** The largest distance and the middle of its cell, u and v in [0, 1]. */
export function hottest({ grid, distances }: DistanceMap): { distance: number; u: number; v: number } {
  let at = 0;
  for (let i = 1; i < distances.length; i++) if (distances[i]! > distances[at]!) at = i;
  return { distance: distances[at]!, u: ((at % grid) + 0.5) / grid, v: (Math.floor(at / grid) + 0.5) / grid };
}

/** Place on the colours, 0 to 1. */
export function heatPosition(distance: number, limit: number): number {
  return limit > 0 ? Math.min(1, Math.max(0, distance / (limit * RANGE_IN_LIMITS))) : 1;
}

/** Opacity of a distance before the slider: 0 up to half the limit, smoothly to 1 at the limit. */
export function heatAlpha(distance: number, limit: number): number {
  if (!(limit > 0)) return 1;
  const t = Math.min(1, Math.max(0, (distance / limit - CLEAR_BELOW) / (1 - CLEAR_BELOW)));
  return t * t * (3 - 2 * t);
}

/**
 * RGBA pixels of the interpolated map, side · side. Interpolating distances, not colours, keeps every colour on the legend.
 * `cut`: only where the distance is beyond the limit.
 */
export function colorizeMap(map: DistanceMap, cut = false): { side: number; pixels: Uint8ClampedArray<ArrayBuffer> } {
  const { grid, distances, limit } = map;
  const side = grid * Math.max(1, Math.ceil(TARGET_SIDE / grid));
  const pixels = new Uint8ClampedArray(side * side * 4);
  const words = new Uint32Array(pixels.buffer);
  const colors = colorWords();
  const perDistance = limit > 0 ? (COLOR_STEPS - 1) / (limit * RANGE_IN_LIMITS) : Infinity;
  const axis = Array.from({ length: side }, (_, i) => Math.min(grid - 1, Math.max(0, ((i + 0.5) / side) * grid - 0.5)));
  const row = new Float32Array(grid);
  for (let y = 0, at = 0; y < side; y++) {
    const top = Math.min(grid - 2, Math.floor(axis[y]!));
    const down = axis[y]! - top;
    // One row between two rows of the grid, then along it.
    for (let x = 0; x < grid; x++) row[x] = between(distances, top * grid + x, grid, down, top >= 0);
    for (let x = 0; x < side; x++, at++) {
      const left = Math.min(grid - 2, Math.floor(axis[x]!));
      const distance = between(row, left, 1, axis[x]! - left, left >= 0);
      if (cut && !(distance > limit)) continue;
      words[at] = colors[Math.min(COLOR_STEPS - 1, Math.max(0, Math.round(distance * perDistance) || 0))]!;
    }
  }
  return { side, pixels };
}

const COLOR_STEPS = 1024;
let words: Uint32Array | null = null;

/** The colours with their opacity from distance 0 to the end of the range, as pixels. */
function colorWords(): Uint32Array {
  if (words !== null) return words;
  words = new Uint32Array(COLOR_STEPS);
  const bytes = new Uint8ClampedArray(words.buffer);
  const table = colorTable();
  for (let i = 0; i < COLOR_STEPS; i++) {
    const t = i / (COLOR_STEPS - 1);
    const color = heatIndex(t) * 3;
    bytes.set(table.subarray(color, color + 3), i * 4);
    bytes[i * 4 + 3] = heatAlpha(t * RANGE_IN_LIMITS, 1) * 255;
  }
  return words;
}

/** The value a part of the way from entry `at` to the one `step` further; a grid of one cell has no further one. */
function between(values: Float32Array, at: number, step: number, part: number, many: boolean): number {
  if (!many) return values[at + step]!;
  return values[at]! * (1 - part) + values[at + step]! * part;
}
