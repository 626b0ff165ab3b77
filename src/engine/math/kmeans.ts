import { seededRandom } from './random.ts';

/** Iterations end when at most this share of the rows changes its centre: the last few wander for long and change nothing that is seen. */
const SETTLED_SHARE = 0.001;

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

/**
 * Assigns every row its nearest centre, of several the first. Returns the sum of squared distances.
 * @param assigned n centre indices, overwritten.
 */
export function assignNearest(rows: Float32Array, dim: number, centres: Float32Array, assigned: Int32Array): number {
  const k = centres.length / dim;
  let inertia = 0;
  for (let i = 0, row = 0; row < rows.length; i++, row += dim) {
    let best = 0;
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      const centre = c * dim;
      let sum = 0;
      // A sum of squares only grows: most centres are out after the first few values.
      for (let d = 0; d < dim && sum < least; d++) {
        const difference = rows[row + d]! - centres[centre + d]!;
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = c;
      }
    }
    assigned[i] = best;
    inertia += least;
  }
  return inertia;
}

function lloyd(rows: Float32Array, dim: number, start: Float32Array, iterations: number): KMeansResult {
  const n = rows.length / dim;
  const k = start.length / dim;
  const centres = start.slice();
  let assigned = new Int32Array(n);
  let before = new Int32Array(n).fill(-1);
  let inertia = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    inertia = assignNearest(rows, dim, centres, assigned);
    if (countDifferent(assigned, before) <= SETTLED_SHARE * n) break;
    moveToMeans(rows, dim, centres, assigned);
    [assigned, before] = [before, assigned];
  }
  return { centres, k, inertia };
}

function countDifferent(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count += 1;
  return count;
}

/** Puts every centre at the mean of its rows; one without rows stays where it is. */
function moveToMeans(rows: Float32Array, dim: number, centres: Float32Array, assigned: Int32Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(centres.length / dim);
  for (let i = 0, row = 0; i < assigned.length; i++, row += dim) {
    const centre = assigned[i]! * dim;
    counts[assigned[i]!]! += 1;
    for (let d = 0; d < dim; d++) sums[centre + d]! += rows[row + d]!;
  }
  for (let at = 0; at < sums.length; at++) {
    const count = counts[Math.floor(at / dim)]!;
    if (count > 0) centres[at] = sums[at]! / count;
  }
}
