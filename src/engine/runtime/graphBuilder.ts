import {
  elementTypeCode,
  type Attribute,
  type ElementType,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './onnxWriter.ts';

/** Collects nodes and constants of a graph; values are passed around by their names. */
export class GraphBuilder {
  private readonly nodes: Node[] = [];
  private readonly initializers: Initializer[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];

  constructor(private readonly name: string) {}

  input(value: ValueInfo): string {
    this.inputs.push(value);
    return value.name;
  }

  constant(initializer: Initializer): string {
    this.initializers.push(initializer);
    return initializer.name;
  }

  floats(name: string, values: Float32Array | readonly number[], dims: readonly number[] = [values.length]): string {
    return this.constant({ name, type: 'float32', dims, data: Float32Array.from(values) });
  }

  integers(name: string, values: readonly number[]): string {
    return this.constant({ name, type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  /** Adds an operator with one output, which is named `output`, and returns that name. */
  op(
    op: string,
    output: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  cast(output: string, input: string, type: ElementType): string {
    return this.op('Cast', output, [input], { to: elementTypeCode(type) });
  }

  output(value: ValueInfo): void {
    this.outputs.push(value);
  }

  build(): Graph {
    const { name, nodes, initializers, inputs, outputs } = this;
    return { name, nodes, initializers, inputs, outputs };
  }
}
