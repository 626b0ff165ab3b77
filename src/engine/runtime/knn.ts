/**
 * Nearest neighbours by cosine (METHOD 4) as a graph made at run time: a matrix product, a maximum and its place for each block. The bank is fed,
 * not stored in the graph: measured no slower, and it is not copied.
 */
import { GraphBuilder } from './graphBuilder.ts';
import type { ModelSession } from './modelSession.ts';
import { writeModel } from './onnxWriter.ts';
import { floatTensor, type Tensor } from './tensor.ts';

/** Per query: the highest cosine similarity in a block and the row that has it (the first of equals); an empty block: −∞ and −1. */
interface NearestRows {
  readonly similarity: Float32Array;
  readonly index: Int32Array;
}

/** A bank made ready. Owns a session: call `dispose`. */
export interface NearestNeighbours {
  /**
   * @param queries n × dim, row-major, rows L2-normalised (a zero row has similarity 0 to everything).
   * @returns one entry a block, in order, n values each.
   */
  search(queries: Float32Array): Promise<NearestRows[]>;
  dispose(): Promise<void>;
}

export type OpenGraph = (model: Uint8Array, options: { label: string; provider: 'cpu' }) => Promise<ModelSession>;

/**
 * Rows of the bank and queries that meet in one product: its result, 16 MB, is what a search needs beside its inputs. Measured: larger products are
 * no faster, products of 512 queries 15 to 30 % slower.
 */
const rowsAtOnce = 1024;
const queriesAtOnce = 4096;

/** A piece of a block that one product takes. */
interface Part {
  readonly block: number;
  readonly firstRow: number;
  readonly rows: Float32Array;
}

/**
 * Prepares blocks of bank rows for searching. They are read at each search and must not change.
 * @param blocks rows × dim each, row-major, L2-normalised; may be empty.
 */
export async function prepareSearch(
  open: OpenGraph,
  blocks: readonly Float32Array[],
  dim: number,
): Promise<NearestNeighbours> {
  const parts = blocks.flatMap((rows, block) => splitBlock(rows, block, dim));
  // On the CPU whatever the networks run on: a device's reduced precision would blur distances near zero, which is where they are compared.
  const session =
    parts.length === 0
      ? null
      : await open(searchGraph(parts, dim), { label: 'the nearest-neighbour search', provider: 'cpu' });
  const bank = Object.fromEntries(
    parts.map(({ rows }, i) => [`bank${i}`, floatTensor(rows, [rows.length / dim, dim])]),
  );
  return {
    search: async (queries) => {
      const count = dim === 0 ? 0 : queries.length / dim;
      const nearest = blocks.map(() => ({
        similarity: new Float32Array(count).fill(-Infinity),
        index: new Int32Array(count).fill(-1),
      }));
      for (let from = 0; session && from < count; from += queriesAtOnce) {
        const rows = queries.subarray(from * dim, (from + queriesAtOnce) * dim);
        const found = await session.run({ ...bank, queries: floatTensor(rows, [rows.length / dim, dim]) });
        parts.forEach((part, i) => {
          merge(nearest[part.block]!, from, part.firstRow, found[`similarity${i}`], found[`index${i}`]);
        });
      }
      return nearest;
    },
    dispose: async () => {
      await session?.dispose();
    },
  };
}

function splitBlock(rows: Float32Array, block: number, dim: number): Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < rows.length; start += rowsAtOnce * dim) {
    parts.push({ block, firstRow: start / dim, rows: rows.subarray(start, start + rowsAtOnce * dim) });
  }
  return parts;
}

function searchGraph(parts: readonly Part[], dim: number): Uint8Array {
  const graph = new GraphBuilder('nearest-neighbours');
  graph.input({ name: 'queries', type: 'float32', dims: ['n', dim] });
  parts.forEach(({ rows }, i) => {
    graph.input({ name: `bank${i}`, type: 'float32', dims: [rows.length / dim, dim] });
    graph.op('Gemm', `product${i}`, ['queries', `bank${i}`], { transB: 1 });
    graph.op('ReduceMax', `similarity${i}`, [`product${i}`], { axes: [1], keepdims: 0 });
    // 32-bit: JavaScript turns 64-bit integers into objects one by one.
    graph.cast(`index${i}`, graph.op('ArgMax', `place${i}`, [`product${i}`], { axis: 1, keepdims: 0 }), 'int32');
    graph.output({ name: `similarity${i}`, type: 'float32', dims: ['n'] });
    graph.output({ name: `index${i}`, type: 'int32', dims: ['n'] });
  });
  return writeModel(graph.build());
}

/** Takes over what a part found where it is better; an earlier part keeps equals. */
function merge(
  into: NearestRows,
  from: number,
  firstRow: number,
  similarity: Tensor | undefined,
  index: Tensor | undefined,
): void {
  if (similarity?.type !== 'float32' || index?.type !== 'int32')
    throw new TypeError('Expected float32 similarities and int32 indices.');
  for (let i = 0; i < similarity.data.length; i++) {
    if (similarity.data[i]! > into.similarity[from + i]!) {
      into.similarity[from + i] = similarity.data[i]!;
      into.index[from + i] = firstRow + index.data[i]!;
    }
  }
}
