import { connectedRegions } from '../math/grid.ts';
import { assignNearest, kmeans } from '../math/kmeans.ts';
import type { Cells } from './cells.ts';

/** METHOD 6, stage 1. */
export const BACKGROUND = {
  centres: 3,
  labWeight: 1.5,
  shallowWeight: 0.1,
  /** A background region touches at least this many of the four borders. */
  borders: 2,
  /** Less foreground than this share of the image is almost nothing: then there is no background. */
  leastForeground: 0.02,
  /** References disagree where their foreground shares differ by more than this factor. */
  disagreement: 2,
  /** Centres that are less separated than this are halves of one thing. */
  halves: 14,
  seed: 1,
  iterations: 25,
  restarts: 2,
  /** Clustering looks at every so many cells of a row and of a column; every cell is then assigned. */
  stride: 2,
} as const;

/**
 * The background of one image (METHOD 6, stage 1): k-means over colour and the shallow tap; a connected region of one centre
 * that touches two borders is background. Returns 1 for foreground cells, size².
 */
export function foregroundOf(cells: Cells): Uint8Array {
  const { size, shallowChannels } = cells;
  const dim = 3 + shallowChannels;
  const rows = new Float32Array(size * size * dim);
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) rows[i * dim + c] = cells.lab[3 * i + c]! * BACKGROUND.labWeight;
    for (let c = 0; c < shallowChannels; c++)
      rows[i * dim + 3 + c] = cells.shallow[i * shallowChannels + c]! * BACKGROUND.shallowWeight;
  }
  const { centres } = kmeans(everyOther(rows, size, dim, BACKGROUND.stride), dim, BACKGROUND);
  const assigned = new Int32Array(size * size);
  assignNearest(rows, dim, centres, assigned);
  const { region, borders } = connectedRegions(mergeHalves(rows, dim, centres, assigned), size);
  return Uint8Array.from(region, (id) => (borders[id]! >= BACKGROUND.borders ? 0 : 1));
}

/** Whether the references' backgrounds can be trusted: none leaves almost nothing, and they agree about how much. */
export function backgroundsAgree(foregrounds: readonly Uint8Array[]): boolean {
  const shares = foregrounds.map((map) => map.reduce((sum, value) => sum + value, 0) / map.length);
  const least = Math.min(...shares);
  return least >= BACKGROUND.leastForeground && Math.max(...shares) <= BACKGROUND.disagreement * least;
}

/**
 * Gives the cells of centres that are halves of one thing (an even surface's noise, a gradient) one number. Two centres are halves
 * where the square of their distance is less than `BACKGROUND.halves` times the variance of their cells along the line between them.
 */
function mergeHalves(rows: Float32Array, dim: number, centres: Float32Array, assigned: Int32Array): Int32Array {
  const k = centres.length / dim;
  const target = Array.from({ length: k }, (_, c) => c);
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      if (separation(rows, dim, centres, assigned, a, b) >= BACKGROUND.halves) continue;
      const [from, to] = [target[b]!, target[a]!];
      target.forEach((other, c) => {
        if (other === from) target[c] = to;
      });
    }
  }
  return assigned.map((c) => target[c]!);
}

/** Squared distance of two centres over the variance of their cells along it: 7 for the halves of a Gaussian, 12 of an even spread. */
function separation(
  rows: Float32Array,
  dim: number,
  centres: Float32Array,
  assigned: Int32Array,
  a: number,
  b: number,
): number {
  const axis = new Float64Array(dim);
  let length = 0;
  for (let d = 0; d < dim; d++) {
    axis[d] = centres[b * dim + d]! - centres[a * dim + d]!;
    length += axis[d]! ** 2;
  }
  let sum = 0;
  let count = 0;
  for (let i = 0; i < assigned.length; i++) {
    const own = assigned[i]!;
    if (own !== a && own !== b) continue;
    let along = 0;
    for (let d = 0; d < dim; d++) along += (rows[i * dim + d]! - centres[own * dim + d]!) * axis[d]!;
    sum += along * along;
    count += 1;
  }
  return sum === 0 ? Infinity : (length * length * count) / sum;
}

function everyOther(rows: Float32Array, size: number, dim: number, stride: number): Float32Array {
  const per = Math.ceil(size / stride);
  const out = new Float32Array(per * per * dim);
  for (let y = 0; y < per; y++) {
    for (let x = 0; x < per; x++) {
      const from = (y * stride * size + x * stride) * dim;
      out.set(rows.subarray(from, from + dim), (y * per + x) * dim);
    }
  }
  return out;
}
