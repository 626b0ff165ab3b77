/** What DeAOT's three graphs must look like (MODELS, DeAOT). All errors here are `model-unreadable`. */
import { EngineError } from '../errors.ts';
import { checkOutputs, fixedSize, listed, type OpenedGraph } from '../runtime/openedGraph.ts';

/** One of the graphs: its session, and its file for messages. */
export type DeaotGraph = OpenedGraph;

export const GRAPH_NAMES = ['encode', 'memorize', 'propagate'] as const;
export type GraphName = (typeof GRAPH_NAMES)[number];
export type DeaotGraphs = Readonly<Record<GraphName, DeaotGraph>>;

/** What `encode` gives and `propagate` takes: features of the image at strides 4, 8 and 16, and the visual embedding. */
export const ENCODED = ['feat4', 'feat8', 'feat16', 'emb'] as const;

const CONTRACT: Readonly<Record<GraphName, { inputs: readonly string[]; outputs: readonly string[] }>> = {
  encode: { inputs: ['image'], outputs: ENCODED },
  memorize: { inputs: ['emb', 'onehot'], outputs: ['memory'] },
  propagate: { inputs: [...ENCODED, 'memory', 'recent'], outputs: ['logits4'] },
};

/** Checks names, and that the one-hot labels have a channel for background and for each object of a pass, where the graph says how many. */
export function checkGraphs(graphs: DeaotGraphs, maxObjects: number): void {
  for (const name of GRAPH_NAMES) {
    checkInputs(graphs[name], name);
    checkOutputs(graphs[name], CONTRACT[name].outputs);
  }
  const { session, file } = graphs.memorize;
  const channels = fixedSize(session.inputs.find((input) => input.name === 'onehot')!.dims[1]);
  if (channels === null || channels === maxObjects + 1) return;
  throw new EngineError(
    'model-unreadable',
    `Expected ${maxObjects + 1} channels of the input onehot of ${file}, background and maxObjects ${maxObjects}; it has ${channels}. Correct maxObjects in its manifest.`,
  );
}

/** Neither one too few, which nobody would give the graph its value from, nor one too many, which nobody knows. */
function checkInputs({ session, file }: DeaotGraph, name: GraphName): void {
  const wanted = CONTRACT[name].inputs;
  const there = session.inputs.map((input) => input.name);
  if (there.length === wanted.length && wanted.every((input) => there.includes(input))) return;
  throw new EngineError(
    'model-unreadable',
    `Expected the inputs ${wanted.join(', ')} of the DeAOT graph ${name}, ${file}; there are: ${listed(session.inputs)}. Name another file as ${name} in its manifest, or export the model anew.`,
  );
}
