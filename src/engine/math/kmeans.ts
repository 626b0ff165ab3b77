import { seededRandom } from './random.ts';

export interface KMeansOptions {
  /** Number of centres, at least 1; fewer come back when there are fewer distinct rows. */
  centres: number;
  seed: number;
  /** Lloyd iterations at most. */
  iterations: number;
  /** Independent starts; the one with the least inertia wins. */
  restarts: number;
}

export interface KMeansResult {
  /** k × dim, row-major. */
  centres: Float32Array;
  k: number;
  /** Sum of squared distances to the nearest centre. */
  inertia: number;
}

/** k-means with k-means++ starts (Arthur & Vassilvitskii 2007) over `rows` = n × dim, row-major. Deterministic by seed. */
export function kmeans(rows: Float32Array, dim: number, options: KMeansOptions): KMeansResult {
  let best: KMeansResult | null = null;
  for (let restart = 0; restart < options.restarts; restart++) {
    const result = lloyd(rows, dim, plusPlus(rows, dim, options.centres, options.seed + restart), options.iterations);
    if (best === null || result.inertia < best.inertia) best = result;
  }
  if (best === null) throw new RangeError('Expected at least one restart of k-means, got none.');
  return best;
}

/** Squared Euclidean distance of row `i` of `a` and row `j` of `b`. */
function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number, dim: number): number {
  let sum = 0;
  for (let d = 0, p = i * dim, q = j * dim; d < dim; d++, p++, q++) {
    const difference = a[p]! - b[q]!;
    sum += difference * difference;
  }
  return sum;
}

function plusPlus(rows: Float32Array, dim: number, count: number, seed: number): Float32Array {
  const n = rows.length / dim;
  const random = seededRandom(seed);
  const centres = new Float32Array(count * dim);
  let chosen = 0;
  const take = (row: number): void => {
    centres.set(rows.subarray(row * dim, (row + 1) * dim), chosen * dim);
    chosen += 1;
  };
  const nearest = new Float64Array(n).fill(Infinity);
  if (n > 0) take(Math.floor(random() * n));
  while (chosen < count && chosen > 0) {
    let total = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(rows, i, centres, chosen - 1, dim));
      total += nearest[i]!;
    }
    if (total === 0) break; // fewer distinct rows than centres
    let left = random() * total;
    let row = 0;
    while (row < n - 1 && (left -= nearest[row]!) > 0) row += 1;
    take(row);
  }
  return centres.slice(0, chosen * dim);
}

/** The index of the centre nearest to row `i`; of several the first. */
function nearestCentre(
  rows: Float32Array,
  i: number,
  centres: Float32Array,
  dim: number,
): [centre: number, distance: number] {
  let best = 0;
  let least = Infinity;
  for (let c = 0; c < centres.length / dim; c++) {
    const distance = squaredDistance(rows, i, centres, c, dim);
    if (distance < least) [best, least] = [c, distance];
  }
  return [best, least];
}

function lloyd(rows: Float32Array, dim: number, start: Float32Array, iterations: number): KMeansResult {
  const n = rows.length / dim;
  const k = start.length / dim;
  const centres = start.slice();
  const assigned = new Int32Array(n).fill(-1);
  let inertia = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const sums = new Float64Array(k * dim);
    const counts = new Int32Array(k);
    let moved = 0;
    inertia = 0;
    for (let i = 0; i < n; i++) {
      const [c, distance] = nearestCentre(rows, i, centres, dim);
      if (assigned[i] !== c) moved += 1;
      assigned[i] = c;
      inertia += distance;
      counts[c]! += 1;
      for (let d = 0; d < dim; d++) sums[c * dim + d]! += rows[i * dim + d]!;
    }
    if (moved === 0) break;
    for (let c = 0; c < k; c++) {
      if (counts[c] === 0) continue; // an empty centre stays where it is
      for (let d = 0; d < dim; d++) centres[c * dim + d] = sums[c * dim + d]! / counts[c]!;
    }
  }
  return { centres, k, inertia };
}
