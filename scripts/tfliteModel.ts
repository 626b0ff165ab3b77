/**
 * Reads what the backbone needs of a TFLite model: its operators and its constants. Field numbers are those of TensorFlow's
 * `schema.fbs` (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs).
 */
import { ByteBuffer } from 'flatbuffers';

/** `BuiltinOperator` values that the extractor uses. */
const operatorNames = new Map([
  [0, 'ADD'],
  [3, 'CONV_2D'],
  [4, 'DEPTHWISE_CONV_2D'],
  [6, 'DEQUANTIZE'],
] as const);

type OperatorName = 'ADD' | 'CONV_2D' | 'DEPTHWISE_CONV_2D' | 'DEQUANTIZE' | 'other';

interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** `TensorType`: 0 float32, 1 float16. */
  readonly type: number;
  /** The constant's bytes; empty where the tensor is computed. */
  readonly bytes: Uint8Array;
}

export interface TfliteOperator {
  readonly name: OperatorName;
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Of convolutions: `Padding` (0 SAME, 1 VALID), strides and dilations (height, width), `ActivationFunctionType` (0 none, 3 RELU6). */
  readonly convolution: {
    padding: number;
    strides: [number, number];
    dilations: [number, number];
    activation: number;
  } | null;
  /** Of `ADD`: `ActivationFunctionType`. */
  readonly addActivation: number;
}

export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
}

/** Reads the first subgraph. Throws where the bytes are no TFLite model. */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const buffer = new ByteBuffer(bytes);
  if (!buffer.__has_identifier('TFL3')) throw new Error('Expected a TFLite model: its identifier TFL3 is missing.');
  const root = new Table(buffer, buffer.readInt32(0));
  const graph = root.tables(2)[0];
  if (!graph) throw new Error('Expected a TFLite model with a subgraph: there is none.');
  const codes = root.tables(1).map((code) => Math.max(code.int8(0), code.int32(3)));
  const buffers = root.tables(4);
  return {
    tensors: graph.tables(0).map((tensor) => ({
      name: tensor.string(3),
      shape: tensor.int32s(0),
      type: tensor.int8(1),
      bytes: buffers[tensor.int32(2)]?.bytes(0) ?? new Uint8Array(0),
    })),
    operators: graph.tables(3).map((operator) => readOperator(operator, codes)),
    inputs: graph.int32s(1),
  };
}

function readOperator(operator: Table, codes: readonly number[]): TfliteOperator {
  const name = (operatorNames as ReadonlyMap<number, OperatorName>).get(codes[operator.int32(0)] ?? -1) ?? 'other';
  const options = operator.table(4);
  // Conv2DOptions and DepthwiseConv2DOptions differ: the latter has its depth multiplier as field 3.
  const depthwise = name === 'DEPTHWISE_CONV_2D' ? 1 : 0;
  return {
    name,
    inputs: operator.int32s(1),
    outputs: operator.int32s(2),
    convolution:
      options && name.endsWith('CONV_2D')
        ? {
            padding: options.int8(0),
            strides: [options.int32(2), options.int32(1)],
            activation: options.int8(3 + depthwise),
            dilations: [options.int32(5 + depthwise, 1), options.int32(4 + depthwise, 1)],
          }
        : null,
    addActivation: name === 'ADD' ? (options?.int8(0) ?? 0) : 0,
  };
}

/** One flatbuffer table: fields by number, absent ones by their default. */
class Table {
  constructor(
    private readonly buffer: ByteBuffer,
    private readonly position: number,
  ) {}

  int8(field: number, absent = 0): number {
    const at = this.at(field);
    return at ? this.buffer.readInt8(at) : absent;
  }

  int32(field: number, absent = 0): number {
    const at = this.at(field);
    return at ? this.buffer.readInt32(at) : absent;
  }

  string(field: number): string {
    return new TextDecoder().decode(this.bytes(field));
  }

  table(field: number): Table | null {
    const at = this.at(field);
    return at ? new Table(this.buffer, this.buffer.__indirect(at)) : null;
  }

  tables(field: number): Table[] {
    return this.vector(field, 4, (at) => new Table(this.buffer, this.buffer.__indirect(at)));
  }

  int32s(field: number): number[] {
    return this.vector(field, 4, (at) => this.buffer.readInt32(at));
  }

  bytes(field: number): Uint8Array {
    const at = this.at(field);
    if (!at) return new Uint8Array(0);
    const start = this.buffer.__vector(at);
    return this.buffer.bytes().subarray(start, start + this.buffer.__vector_len(at));
  }

  private vector<T>(field: number, stride: number, read: (at: number) => T): T[] {
    const at = this.at(field);
    if (!at) return [];
    const start = this.buffer.__vector(at);
    return Array.from({ length: this.buffer.__vector_len(at) }, (_, i) => read(start + i * stride));
  }

  private at(field: number): number {
    const offset = this.buffer.__offset(this.position, 4 + 2 * field);
    return offset ? this.position + offset : 0;
  }
}
