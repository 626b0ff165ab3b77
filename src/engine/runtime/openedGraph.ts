/** What a network's graphs must look like, told from their metadata and outputs. All errors here are `model-unreadable`. */
import { EngineError } from '../errors.ts';
import type { ModelSession, ValueMetadata } from './modelSession.ts';
import { floatsOf, floatTensor, type Tensor } from './tensor.ts';

/** A graph of a network: its session, and its file for messages. */
export interface OpenedGraph {
  readonly session: ModelSession;
  readonly file: string;
}

/** A dimension's size where the graph fixes it, null where it is free. */
export function fixedSize(dim: number | string | undefined): number | null {
  return typeof dim === 'number' && dim > 0 ? dim : null;
}

/** Names and shapes as messages show them. */
export function listed(values: readonly ValueMetadata[]): string {
  return values.map(({ name, type, dims }) => `${name} ${type} (${dims.join(', ')})`).join(', ') || 'none';
}

/** Checks that a graph gives all these outputs. */
export function checkOutputs({ session, file }: OpenedGraph, names: readonly string[]): void {
  if (names.every((name) => session.outputs.some((output) => output.name === name))) return;
  throw new EngineError(
    'model-unreadable',
    `Expected the outputs ${names.join(', ')} of ${file}; there are: ${listed(session.outputs)}. Export the model anew, or name another file in its manifest.`,
  );
}

/** An output's values. `expected` are its dimensions, null for any size. */
export function floatOutput(
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
  expected: readonly (number | null)[],
  file: string,
): { readonly data: Float32Array; readonly dims: readonly number[] } {
  const tensor = outputs[name];
  const data = floatsOf(tensor);
  const fits = tensor?.dims.length === expected.length && expected.every((n, i) => n === null || n === tensor.dims[i]);
  if (data && fits) return { data, dims: tensor.dims };
  const came = tensor ? `${tensor.type} (${tensor.dims.join(', ')})` : 'nothing';
  throw new EngineError(
    'model-unreadable',
    `Expected float32 (${expected.map((n) => n ?? 'any').join(', ')}) as output ${name} of ${file}; got ${came}. Export the model anew.`,
  );
}

/** A network that overflows would find nothing, and say nothing. */
export function checkFinite(values: Float32Array, name: string, { file, session }: OpenedGraph): void {
  let sum = 0; // x − x is 0, or NaN where x is not finite
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  if (sum === 0) return;
  throw new EngineError(
    'model-unreadable',
    `Expected finite values in the output ${name} of ${file}; some are not (provider ${session.providerName}). Try the provider cpu, or another export of the model.`,
  );
}

/** Small whole numbers as an input of the type that the graph declares: exports differ about labels and sizes. */
export function numbersFor(
  { session, file }: OpenedGraph,
  name: string,
  values: readonly number[],
  dims: readonly number[],
): Tensor {
  const type = session.inputs.find((input) => input.name === name)?.type;
  if (type === 'float32') return floatTensor(Float32Array.from(values), dims);
  if (type === 'int32') return { type, dims, data: Int32Array.from(values) };
  if (type === 'int64') return { type, dims, data: BigInt64Array.from(values, BigInt) };
  throw new EngineError(
    'model-unreadable',
    `Expected float32, int32 or int64 as input ${name} of ${file}; it is ${type ?? 'not there'}. Export the model anew.`,
  );
}
