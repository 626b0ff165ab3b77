/**
 * A small writer of ONNX models (protobuf `ModelProto`, https://onnx.ai/onnx/repo-docs/IR.html): the default backbone and
 * the graphs that are made at run time. It writes what it is told; the runtime checks the graph when it loads it.
 */
import { PbfWriter } from 'pbf';

/** The IR version written. Runtimes refuse newer versions than they know; 8 is the one of opset 17 (ONNX 1.12). */
const irVersion = 8;
/** The version of the default operator set (ai.onnx) that node definitions follow unless told otherwise. */
const defaultOpset = 17;

/** Element types (`TensorProto.DataType`). */
const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementTypes;
/** For the `Cast` operator's `to` attribute. */
export function elementTypeCode(type: ElementType): number {
  return elementTypes[type];
}

/** A constant of the graph. `data` holds the elements row-major, little-endian: float16 as its bits in 16-bit integers. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array;
}

/** A float attribute is told from an integer by its wrapper, since 1 and 1.0 are one number here. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface Node {
  readonly op: string;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** An input or output of the graph; a string is a free dimension's name. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** The bytes of a model. The same graph gives the same bytes. */
export function writeModel(graph: Graph, { opset = defaultOpset, description = '' } = {}): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, irVersion);
  pbf.writeStringField(2, 'kshot');
  if (description) pbf.writeStringField(6, description);
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, writeOpset, opset);
  return pbf.finish();
}

function writeOpset(version: number, pbf: PbfWriter): void {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

function writeGraph(graph: Graph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const initializer of graph.initializers) pbf.writeMessage(5, writeTensor, initializer);
  for (const input of graph.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of graph.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeNode(node: Node, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.outputs[0] ?? '');
  pbf.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes ?? {})) pbf.writeMessage(5, writeAttribute, attribute);
}

/** `AttributeProto`: the value's own field and, in field 20, its type (1 float, 2 integer, 3 string, 7 integers). */
function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, 2);
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    pbf.writeVarintField(20, 3);
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, 1);
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, 7);
  }
}

function writeTensor({ name, type, dims, data }: Initializer, pbf: PbfWriter): void {
  const elements = dims.reduce((product, dim) => product * dim, 1);
  if (elements !== data.length) {
    throw new RangeError(`Initializer ${name}: [${dims.join(', ')}] needs ${elements} elements, ${data.length} came.`);
  }
  for (const dim of dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, elementTypes[type]);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo({ name, type, dims }: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeTensorType, { type, dims });
}

function writeTensorType(value: Pick<ValueInfo, 'type' | 'dims'>, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeShapedType, value);
}

function writeShapedType({ type, dims }: Pick<ValueInfo, 'type' | 'dims'>, pbf: PbfWriter): void {
  pbf.writeVarintField(1, elementTypes[type]);
  pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: ValueInfo['dims'], pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeMessage(1, writeDim, dim);
}

function writeDim(dim: number | string, pbf: PbfWriter): void {
  if (typeof dim === 'number') pbf.writeVarintField(1, dim);
  else pbf.writeStringField(2, dim);
}
