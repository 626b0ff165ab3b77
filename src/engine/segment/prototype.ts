import type { LabelMap } from '../image/rgbImage.ts';
import { cheapestMatching } from '../math/assignment.ts';
import { majorityFilter, upsample } from '../math/grid.ts';
import { kmeans } from '../math/kmeans.ts';
import { BACKGROUND, backgroundsAgree, foregroundOf } from './background.ts';
import type { Cells } from './cells.ts';

/** METHOD 6, stage 2. */
const PARTS = {
  labWeight: 0.5,
  positionWeight: 1.5,
  seed: 1,
  iterations: 50,
  restarts: 4,
  /** Clustering looks at every so many cells of a row and of a column. */
  stride: 2,
  /** Radius in cells of the majority filter that smooths ragged edges. */
  majorityRadius: 2,
} as const;

/** Everything about this segmenter that is no input: part of the keys under which its results are kept. */
export const PROTOTYPE_OPTIONS = { BACKGROUND, PARTS } as const;

/** What the references taught the prototype segmenter: all it needs for any further image. */
export interface Prototypes {
  /** Whether images have a background at all (METHOD 6, stage 1). */
  readonly background: boolean;
  /** The centres, one row a class in the order of the class numbers: `dim` values (deep taps, colour, position). */
  readonly centres: Float32Array;
  readonly dim: number;
}

/**
 * Finds the part classes of the references (METHOD 6, stage 2): k-means over their foreground cells.
 * @param parts the number of classes C wished for; fewer where the references hold fewer distinct cells.
 */
export function fitPrototypes(references: readonly Cells[], parts: number): Prototypes {
  const foregrounds = references.map(foregroundOf);
  const background = backgroundsAgree(foregrounds);
  const rows = references.map((cells, index) => sampleRows(cells, background ? foregrounds[index]! : null));
  const dim = rowLength(references[0]!);
  const joined = concatenate(rows);
  const { centres, k } = kmeans(joined, dim, {
    centres: parts,
    seed: PARTS.seed,
    iterations: PARTS.iterations,
    restarts: PARTS.restarts,
  });
  const found = { background, centres, dim };
  return reorder(
    found,
    byArea(
      references.map((cells) => applyPrototypes(found, cells)),
      k,
    ),
  );
}

/** The label map of one image on its dense cells (METHOD 6): every foreground cell takes its nearest centre; edges are smoothed. */
export function applyPrototypes({ background, centres, dim }: Prototypes, cells: Cells): LabelMap {
  const { size } = cells;
  const k = centres.length / dim;
  const foreground = background ? foregroundOf(cells) : null;
  const dots = deepProducts(cells, centres, dim, k);
  const shallow = shallowTerms(cells, centres, dim, k);
  const labels = new Uint8Array(size * size);
  for (let i = 0; i < labels.length; i++) {
    if (foreground === null || foreground[i] !== 0) labels[i] = 1 + nearestCentre(i, cells, dots, shallow, k);
  }
  return { width: size, height: size, data: majorityFilter(labels, size, k + 1, PARTS.majorityRadius) };
}

/**
 * Renumbers new prototypes so that parts keep the numbers they had (METHOD 6): the optimal assignment of new to former
 * centres; new ones without a former partner take the free numbers. Former centres of another form change nothing.
 */
export function keepNumbers(found: Prototypes, former: Prototypes | null): Prototypes {
  if (former?.dim !== found.dim) return found;
  const [count, before] = [found.centres.length / found.dim, former.centres.length / former.dim];
  const cost = Array.from({ length: count }, (_, i) =>
    Array.from({ length: before }, (_, j) => squared(found, i, former, j)),
  );
  const partner = cheapestMatching(cost);
  const order = new Array<number>(count).fill(-1);
  partner.forEach((number, index) => {
    if (number >= 0 && number < count) order[number] = index;
  });
  const left = Array.from({ length: count }, (_, i) => i).filter((index) => !order.includes(index));
  return reorder(
    found,
    order.map((index) => (index < 0 ? left.shift()! : index)),
  );
}

function squared(a: Prototypes, i: number, b: Prototypes, j: number): number {
  let sum = 0;
  for (let d = 0; d < a.dim; d++) sum += (a.centres[i * a.dim + d]! - b.centres[j * b.dim + d]!) ** 2;
  return sum;
}

function reorder(prototypes: Prototypes, order: readonly number[]): Prototypes {
  const { centres, dim } = prototypes;
  return {
    ...prototypes,
    centres: concatenate(order.map((index) => centres.subarray(index * dim, (index + 1) * dim))),
  };
}

/** Centres by the area their class covers in the references, largest first. */
function byArea(maps: readonly LabelMap[], k: number): number[] {
  const area = new Array<number>(k).fill(0);
  for (const { data } of maps) for (const label of data) if (label > 0) area[label - 1]! += 1;
  return area.map((_, index) => index).sort((i, j) => area[j]! - area[i]! || i - j);
}

function rowLength(cells: Cells): number {
  return cells.deep.reduce((sum, { channels }) => sum + channels, 0) + 3 + 2;
}

/** The clustering rows of an image's foreground cells (all cells where there is no background), every `PARTS.stride`-th a side. */
function sampleRows(cells: Cells, foreground: Uint8Array | null): Float32Array {
  const { size } = cells;
  const dim = rowLength(cells);
  const deep = cells.deep.map((tap) => ({ ...tap, data: upsample(tap.data, tap.size, tap.channels, size) }));
  const rows: number[] = [];
  for (let y = 0; y < size; y += PARTS.stride) {
    for (let x = 0; x < size; x += PARTS.stride)
      if (foreground === null || foreground[y * size + x]) rows.push(y * size + x);
  }
  const out = new Float32Array(rows.length * dim);
  rows.forEach((cell, i) => {
    let at = i * dim;
    for (const { channels, data } of deep) {
      out.set(data.subarray(cell * channels, (cell + 1) * channels), at);
      at += channels;
    }
    for (let c = 0; c < 3; c++) out[at++] = cells.lab[3 * cell + c]! * PARTS.labWeight;
    out[at++] = position(cell % size, size);
    out[at] = position(Math.floor(cell / size), size);
  });
  return out;
}

function position(index: number, size: number): number {
  return ((index + 0.5) / size) * PARTS.positionWeight;
}

/** The columns of the centres after the deep taps: weights of L, a, b, of column and row, and the constant −‖c‖²/2; 6 a centre. */
function shallowTerms(cells: Cells, centres: Float32Array, dim: number, k: number): Float32Array {
  const out = new Float32Array(k * 6);
  for (let c = 0; c < k; c++) {
    const centre = centres.subarray(c * dim, (c + 1) * dim);
    const [L, a, b, x, y] = centre.subarray(dim - 5) as unknown as [number, number, number, number, number];
    const place = PARTS.positionWeight / cells.size;
    const half = centre.reduce((sum, value) => sum + value * value, 0) / 2;
    out.set([L * PARTS.labWeight, a * PARTS.labWeight, b * PARTS.labWeight, x * place, y * place, -half], c * 6);
  }
  return out;
}

/** The centre with the largest x·c − ‖c‖²/2: the nearest to cell `i`. */
function nearestCentre(i: number, { lab, size }: Cells, dots: Float32Array, terms: Float32Array, k: number): number {
  const x = (i % size) + 0.5;
  const y = Math.floor(i / size) + 0.5;
  let best = 0;
  let most = -Infinity;
  for (let c = 0, at = 0; c < k; c++, at += 6) {
    const colour = lab[3 * i]! * terms[at]! + lab[3 * i + 1]! * terms[at + 1]! + lab[3 * i + 2]! * terms[at + 2]!;
    const similarity = dots[i * k + c]! + colour + x * terms[at + 3]! + y * terms[at + 4]! + terms[at + 5]!;
    if (similarity > most) [most, best] = [similarity, c];
  }
  return best;
}

/**
 * The deep taps' part of x·c, for every cell and centre: size² × k. The products are taken at the taps' own coarse size and then
 * upsampled, which is the same as upsampling the taps, for both are linear.
 */
function deepProducts(cells: Cells, centres: Float32Array, dim: number, k: number): Float32Array {
  const bySize = new Map<number, Float32Array>();
  let offset = 0;
  for (const tap of cells.deep) {
    const dots = products(tap.data, tap.channels, centres, dim, offset, k);
    bySize.set(tap.size, added(bySize.get(tap.size), dots));
    offset += tap.channels;
  }
  let out: Float32Array | undefined;
  for (const [size, dots] of bySize) out = added(out, upsample(dots, size, k, cells.size));
  return out ?? new Float32Array(cells.size * cells.size * k);
}

function added(to: Float32Array | undefined, values: Float32Array): Float32Array {
  return to === undefined ? values : to.map((value, i) => value + values[i]!);
}

/** rows · centresᵀ over the columns [offset, offset + channels) of the centres: n × k. */
function products(
  rows: Float32Array,
  channels: number,
  centres: Float32Array,
  dim: number,
  offset: number,
  k: number,
): Float32Array {
  const n = rows.length / channels;
  const out = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let d = 0; d < channels; d++) sum += rows[i * channels + d]! * centres[c * dim + offset + d]!;
      out[i * k + c] = sum;
    }
  }
  return out;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
