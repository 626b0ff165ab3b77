import { assignNearest } from '../math/kmeans.ts';
import { seededRandom } from '../math/random.ts';

export interface CoresetOptions {
  /** How many candidates are kept at most; Infinity keeps all (to measure what the coreset costs). */
  readonly keep: number;
  /** Called every few milliseconds of work: lets the event loop turn, or throws to end the work. */
  readonly pause?: (() => Promise<void>) | undefined;
}

export const CORESET_OPTIONS = {
  seed: 0,
  /** Rows in a group, on average: the farthest row is sought against the rows of its own group alone. Measured in docs/decisions/0009. */
  groupSize: 256,
  /** Dimensions of the random projection (Achlioptas 2003) that groups are formed in. */
  projected: 24,
  /** A group of more rows than this many times `groupSize` is halved until it is not: a plain background must not become one. */
  largest: 4,
  /** Similarity from which a candidate is taken for a copy of a kept row: half precision keeps no finer difference. */
  copy: 1 - 1e-6,
} as const;

/** Rows that are chosen, or put into groups, between two pauses. */
const PICKS_A_TURN = 128;
const ROWS_A_TURN = 4096;

/** Candidates that lie near each other, and how near the nearest kept row is to each. */
interface Group {
  /** Candidate rows. */
  readonly rows: Int32Array;
  /** The highest cosine similarity to a kept row of the group; −1 where none is kept yet. */
  readonly similarity: Float32Array;
  /** The least of these and its place. */
  least: number;
  at: number;
}

/**
 * Chooses the candidates that cover all of them best: greedily always the one farthest from what is kept (k-centre, as in PatchCore), so that no
 * candidate is left far from the bank. The search is split into groups of neighbours: exact, it would take minutes an image. Deterministic.
 * @param candidates n × dim, L2-normalised (zero rows stay zero).
 * @param kept m × dim, L2-normalised: rows that are in the bank anyway.
 * @returns indices of at most `keep` candidates, ascending; fewer where the rest are copies of these.
 */
export async function greedyCoreset(
  candidates: Float32Array,
  kept: Float32Array,
  dim: number,
  { keep, pause }: CoresetOptions,
): Promise<Int32Array> {
  const count = candidates.length / dim;
  if (count <= keep) return Int32Array.from({ length: count }, (_, i) => i);
  const groups = await groupRows(candidates, kept, dim, pause);
  const chosen: number[] = [];
  while (chosen.length < keep) {
    const group = farthest(groups);
    if (group === undefined || group.least >= CORESET_OPTIONS.copy) break;
    const row = group.rows[group.at]!;
    chosen.push(row);
    cover(group, candidates, candidates, row, dim);
    group.similarity[group.at] = Infinity; // kept: not asked again, a zero row neither
    seekLeast(group);
    if (chosen.length % PICKS_A_TURN === 0) await pause?.();
  }
  return Int32Array.from(chosen).sort();
}

/** The candidates in groups of neighbours, covered by the kept rows that fall into the same group. */
async function groupRows(
  candidates: Float32Array,
  kept: Float32Array,
  dim: number,
  pause: CoresetOptions['pause'],
): Promise<Group[]> {
  const terms = projectionOf(dim);
  const centres = project(sample(candidates, dim), dim, terms);
  const members = await neighbours(candidates, dim, terms, centres, pause);
  const anchors = await neighbours(kept, dim, terms, centres, pause);
  const groups: Group[] = [];
  for (const [index, rows] of members.entries()) {
    for (const part of parts(rows)) {
      const group = { rows: part, similarity: new Float32Array(part.length).fill(-1), least: -1, at: 0 };
      for (const row of anchors[index]!) cover(group, candidates, kept, row, dim);
      seekLeast(group);
      groups.push(group);
      await pause?.();
    }
  }
  return groups;
}

/** For every centre the rows that are nearest to it in the projection. */
async function neighbours(
  rows: Float32Array,
  dim: number,
  terms: readonly Int32Array[],
  centres: Float32Array,
  pause: CoresetOptions['pause'],
): Promise<number[][]> {
  const members: number[][] = Array.from({ length: centres.length / terms.length }, () => []);
  for (let first = 0; first * dim < rows.length; first += ROWS_A_TURN) {
    const points = project(rows.subarray(first * dim, (first + ROWS_A_TURN) * dim), dim, terms);
    const nearest = new Int32Array(points.length / terms.length);
    assignNearest(points, terms.length, centres, nearest);
    nearest.forEach((centre, i) => members[centre]!.push(first + i));
    await pause?.();
  }
  return members;
}

function farthest(groups: readonly Group[]): Group | undefined {
  let best = groups[0];
  for (const group of groups) if (group.least < best!.least) best = group;
  return best;
}

/** Takes into account that `bank`'s row is kept. */
function cover(
  { rows, similarity }: Group,
  candidates: Float32Array,
  bank: Float32Array,
  row: number,
  dim: number,
): void {
  const kept = bank.subarray(row * dim, (row + 1) * dim);
  for (let i = 0; i < rows.length; i++) {
    if (similarity[i]! >= CORESET_OPTIONS.copy) continue;
    const start = rows[i]! * dim;
    let even = 0;
    let odd = 0; // two sums: additions need not wait for each other
    let d = 0;
    for (; d + 1 < dim; d += 2) {
      even += candidates[start + d]! * kept[d]!;
      odd += candidates[start + d + 1]! * kept[d + 1]!;
    }
    if (d < dim) even += candidates[start + d]! * kept[d]!;
    if (even + odd > similarity[i]!) similarity[i] = even + odd;
  }
}

function seekLeast(group: Group): void {
  const { similarity } = group;
  group.least = Infinity;
  for (let i = 0; i < similarity.length; i++) {
    if (similarity[i]! < group.least) [group.least, group.at] = [similarity[i]!, i];
  }
}

/** For every projected dimension the source dimensions that it adds (d) or subtracts (−1 − d): a third of them. */
function projectionOf(dim: number): Int32Array[] {
  const random = seededRandom(CORESET_OPTIONS.seed);
  return Array.from({ length: Math.min(CORESET_OPTIONS.projected, dim) }, () => {
    const terms: number[] = [];
    for (let d = 0; d < dim; d++) {
      const draw = random() * 6;
      if (draw < 1) terms.push(d);
      else if (draw < 2) terms.push(-1 - d);
    }
    return Int32Array.from(terms);
  });
}

function project(rows: Float32Array, dim: number, projection: readonly Int32Array[]): Float32Array {
  const out = new Float32Array((rows.length / dim) * projection.length);
  for (let start = 0, at = 0; start < rows.length; start += dim) {
    for (const terms of projection) {
      let sum = 0;
      for (let i = 0; i < terms.length; i++) {
        const term = terms[i]!;
        sum += term >= 0 ? rows[start + term]! : -rows[start - 1 - term]!;
      }
      out[at++] = sum;
    }
  }
  return out;
}

/** One row a group, drawn at random, with repetition. */
function sample(rows: Float32Array, dim: number): Float32Array {
  const count = rows.length / dim;
  const random = seededRandom(CORESET_OPTIONS.seed + 1);
  const out = new Float32Array(Math.ceil(count / CORESET_OPTIONS.groupSize) * dim);
  for (let at = 0; at < out.length; at += dim) {
    const row = Math.floor(random() * count);
    out.set(rows.subarray(row * dim, (row + 1) * dim), at);
  }
  return out;
}

/** The rows of a group in parts that are not too large, each spread over all of it. */
function parts(rows: readonly number[]): Int32Array[] {
  const count = Math.ceil(rows.length / (CORESET_OPTIONS.largest * CORESET_OPTIONS.groupSize));
  return Array.from({ length: count }, (_, part) => Int32Array.from(rows.filter((_row, i) => i % count === part)));
}
