/**
 * Reads what an ONNX file (protobuf `ModelProto`, https://onnx.ai/onnx/repo-docs/IR.html) says of itself, without its weights:
 * names of inputs and outputs, further files with weights, the first convolution. Whether the graph runs is for the runtime to say.
 */
import { open } from 'node:fs/promises';
import { PbfReader } from 'pbf';
import { EngineError } from '../errors.ts';
import { describe } from '../files.ts';
import { FileCursor, type Field } from './fileCursor.ts';

interface Convolution {
  /** Pixels along each axis. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
}

export interface OnnxSummary {
  /** Names of the inputs that must be fed. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Further files that hold weights, as the graph names them: relative to its own folder. Graphs nested in operators are not searched. */
  readonly externalFiles: readonly string[];
  /** The first `Conv` in the graph's order, or null. */
  readonly firstConvolution: Convolution | null;
}

interface TensorAbout {
  name: string;
  dims: number[];
  location: string | null;
}

interface ConvolutionNode {
  op: string;
  inputs: string[];
  kernel: number[];
  strides: number[];
  locations: string[];
}

/** @throws EngineError `model-missing`, `model-unreadable` (no ONNX file, or one that is cut short). */
export async function readOnnx(file: string): Promise<OnnxSummary> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new EngineError('model-missing', `Expected the model file ${file}; ${describe(error)}. Check the path.`, {
      cause: error,
    });
  });
  try {
    return await readModel(new FileCursor(handle, (await handle.stat()).size));
  } catch (error) {
    throw new EngineError(
      'model-unreadable',
      `Expected an ONNX model: ${file} is none, or is cut short (${describe(error)}). Get the file anew.`,
      { cause: error },
    );
  } finally {
    await handle.close();
  }
}

async function readModel(cursor: FileCursor): Promise<OnnxSummary> {
  let graph: Field | null = null;
  for await (const field of cursor.fields(0, cursor.size)) if (field.number === 7 && field.wire === 2) graph = field;
  if (graph === null) throw new RangeError('it holds no graph');
  return readGraph(cursor, graph);
}

async function readGraph(cursor: FileCursor, graph: Field): Promise<OnnxSummary> {
  const tensors = new Map<string, TensorAbout>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const locations = new Set<string>();
  let convolution: ConvolutionNode | null = null;
  for await (const field of cursor.fields(graph.start, graph.end)) {
    if (field.number === 1) {
      const node = nodeOf(await cursor.bytes(field));
      for (const location of node.locations) locations.add(location);
      if (node.op === 'Conv') convolution ??= node;
    } else if (field.number === 5) {
      const tensor = await readInitializer(cursor, field);
      tensors.set(tensor.name, tensor);
      if (tensor.location !== null) locations.add(tensor.location);
    } else if (field.number === 11) inputs.push(nameOf(await cursor.bytes(field)));
    else if (field.number === 12) outputs.push(nameOf(await cursor.bytes(field)));
  }
  return {
    // Old graphs list their constants among the inputs.
    inputs: inputs.filter((name) => !tensors.has(name)),
    outputs,
    externalFiles: [...locations].sort(),
    firstConvolution: convolution === null ? null : convolutionOf(convolution, tensors),
  };
}

/** The kernel as the operator states it, else as its weights (out, in, …kernel) have it; strides default to 1. */
function convolutionOf(node: ConvolutionNode, tensors: ReadonlyMap<string, TensorAbout>): Convolution | null {
  const weights = tensors.get(node.inputs[1] ?? '')?.dims.slice(2) ?? [];
  const kernel = node.kernel.length > 0 ? node.kernel : weights;
  if (kernel.length === 0) return null;
  return { kernel, strides: node.strides.length > 0 ? node.strides : kernel.map(() => 1) };
}

/** Reads all fields of a tensor but those with its values. */
async function readInitializer(cursor: FileCursor, tensor: Field): Promise<TensorAbout> {
  const about: TensorAbout = { name: '', dims: [], location: null };
  for await (const field of cursor.fields(tensor.start, tensor.end)) {
    if (![1, 8, 13].includes(field.number)) continue;
    const pbf = new PbfReader(await cursor.bytes(field));
    if (field.number === 1) while (pbf.pos < pbf.length) about.dims.push(pbf.readVarint(true));
    else if (field.number === 8) about.name = Buffer.from(pbf.buf).toString('utf8');
    else readExternalEntry(pbf, about);
  }
  return about;
}

/** `StringStringEntryProto`: only the file's name matters here, not where in it the values lie. */
function readExternalEntry(pbf: PbfReader, about: TensorAbout, end = pbf.length): void {
  const entry = pbf.readFields(
    (tag, result, reader) => {
      if (tag === 1) result.key = reader.readString();
      else if (tag === 2) result.value = reader.readString();
    },
    { key: '', value: '' },
    end,
  );
  if (entry.key === 'location') about.location = entry.value;
}

function nodeOf(bytes: Uint8Array): ConvolutionNode {
  const node: ConvolutionNode = { op: '', inputs: [], kernel: [], strides: [], locations: [] };
  return new PbfReader(bytes).readFields((tag, result, pbf) => {
    if (tag === 1) result.inputs.push(pbf.readString());
    else if (tag === 4) result.op = pbf.readString();
    else if (tag === 5) readAttribute(pbf, result);
  }, node);
}

function readAttribute(pbf: PbfReader, node: ConvolutionNode): void {
  const tensor: TensorAbout = { name: '', dims: [], location: null };
  const attributeAbout: { name: string; integers: number[]; tensor: TensorAbout } = { name: '', integers: [], tensor };
  const attribute = pbf.readMessage((tag, result, reader) => {
    if (tag === 1) result.name = reader.readString();
    else if (tag === 5) result.tensor = reader.readMessage(readTensorField, result.tensor);
    else if (tag === 8) reader.readPackedVarint(result.integers, true);
  }, attributeAbout);
  if (attribute.name === 'kernel_shape') node.kernel = attribute.integers;
  else if (attribute.name === 'strides') node.strides = attribute.integers;
  if (attribute.tensor.location !== null) node.locations.push(attribute.tensor.location);
}

function readTensorField(tag: number, tensor: TensorAbout, pbf: PbfReader): void {
  if (tag === 13) readExternalEntry(pbf, tensor, pbf.readVarint() + pbf.pos);
}

/** A `ValueInfoProto`'s name. */
function nameOf(bytes: Uint8Array): string {
  return new PbfReader(bytes).readFields(
    (tag, result, pbf) => {
      if (tag === 1) result.name = pbf.readString();
    },
    { name: '' },
  ).name;
}
