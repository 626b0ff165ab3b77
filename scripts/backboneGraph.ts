/** The default backbone as an ONNX graph: the extractor of a TFLite detector, and METHOD 1's patch tokens folded in behind it. */
import { GraphBuilder } from '../src/engine/runtime/graphBuilder.ts';
import type { Graph } from '../src/engine/runtime/onnxWriter.ts';
import type { TfliteModel, TfliteOperator } from './tfliteModel.ts';

const scope = 'FeatureExtractor/MobilenetV2/';
/** The sums that end inverted residual blocks: the taps, by their stride and channels. */
const blocks = {
  tap2: { tensor: `${scope}expanded_conv_2/add`, stride: 4, channels: 24 },
  tap5: { tensor: `${scope}expanded_conv_5/add`, stride: 8, channels: 32 },
  tap9: { tensor: `${scope}expanded_conv_9/add`, stride: 16, channels: 64 },
  tap12: { tensor: `${scope}expanded_conv_12/add`, stride: 16, channels: 96 },
} as const;
const lastBlock = blocks.tap12.tensor;

export const patchSize = blocks.tap5.stride;
export const patchDim = blocks.tap5.channels + blocks.tap9.channels + blocks.tap12.channels;

/** Norms below this leave a vector zero instead of blowing it up. */
const smallestNorm = 1e-12;

/**
 * `pixel_values` (1, 3, h, w), RGB / 127.5 − 1, h and w multiples of 16 → `patch_tokens` (1, h/8 · w/8, 192), rows L2-normalised, and
 * `tap2`, `tap9`, `tap12`, the blocks' raw sums, channels last: (1, h/4, w/4, 24), (1, h/16, w/16, 64), (1, h/16, w/16, 96).
 */
export function backboneGraph(model: TfliteModel): Graph {
  const graph = new GraphBuilder('mobilenet-v2');
  graph.input({ name: 'pixel_values', type: 'float32', dims: [1, 3, 'height', 'width'] });
  const taps = addExtractor(graph, model);
  const dense = (name: keyof typeof blocks): string => taps.get(blocks[name].tensor)!;

  addPatchTokens(graph, [dense('tap5'), dense('tap9'), dense('tap12')]);
  graph.output({ name: 'patch_tokens', type: 'float32', dims: [1, 'patches', patchDim] });
  for (const name of ['tap2', 'tap9', 'tap12'] as const) {
    graph.op('Transpose', name, [dense(name)], { perm: [0, 2, 3, 1] });
    graph.output({ name, type: 'float32', dims: [1, `${name}_height`, `${name}_width`, blocks[name].channels] });
  }
  return graph.build();
}

/** Adds the operators up to the last block; returns the graph's value of each block's sum by its TFLite name. */
function addExtractor(graph: GraphBuilder, model: TfliteModel): Map<string, string> {
  const values = new Map(model.inputs.map((index) => [index, 'pixel_values']));
  const halves = new Map<number, number>(); // a dequantized tensor → the float16 constant it comes from
  const sums = new Map<string, string>();
  for (const operator of model.operators) {
    const output = operator.outputs[0]!;
    if (operator.name === 'DEQUANTIZE') {
      halves.set(output, operator.inputs[0]!);
      continue;
    }
    const operands = operator.inputs.map((index) => values.get(index) ?? '');
    const constant = (slot: number): Constant => readHalf(model, halves.get(operator.inputs[slot]!), slot);
    const name = `v${values.size}`;
    if (operator.name === 'ADD') {
      if (operator.addActivation !== 0)
        throw new Error(`Expected plain sums in the extractor: ${name} has an activation.`);
      values.set(output, graph.op('Add', name, operands));
      sums.set(model.tensors[output]!.name, name);
    } else {
      values.set(output, addConvolution(graph, name, operator, operands[0]!, constant(1), constant(2)));
    }
    if (model.tensors[output]!.name === lastBlock) return sums;
  }
  throw new Error(`Expected the tensor ${lastBlock} in the model: it is not there.`);
}

interface Constant {
  readonly shape: readonly number[];
  readonly data: Uint16Array;
}

function readHalf(model: TfliteModel, index: number | undefined, slot: number): Constant {
  const tensor = index === undefined ? undefined : model.tensors[index];
  if (tensor?.type !== 1) throw new Error(`Expected a float16 constant as operand ${slot} of a convolution.`);
  const { bytes, shape } = tensor;
  return { shape, data: new Uint16Array(new Uint8Array(bytes).buffer) };
}

/** A convolution with its bias, SAME padding as TensorFlow lays it (the odd cell after), and RELU6 as Clip. */
function addConvolution(
  graph: GraphBuilder,
  name: string,
  { name: kind, convolution }: TfliteOperator,
  input: string,
  weights: Constant,
  bias: Constant,
): string {
  if (!convolution || convolution.padding !== 0 || convolution.dilations.some((dilation) => dilation !== 1)) {
    throw new Error(`Expected undilated convolutions with SAME padding in the extractor: ${name} (${kind}) is none.`);
  }
  const depthwise = kind === 'DEPTHWISE_CONV_2D';
  const kernel = depthwise ? depthwiseKernel(weights) : denseKernel(weights);
  const clipped = convolution.activation === 3;
  graph.op(
    'Conv',
    clipped ? `${name}_sum` : name,
    [input, half(graph, `${name}_w`, kernel), half(graph, `${name}_b`, bias)],
    {
      auto_pad: 'SAME_UPPER',
      kernel_shape: kernel.shape.slice(2),
      strides: convolution.strides,
      group: depthwise ? kernel.shape[0]! : 1,
    },
  );
  if (!clipped) return name;
  return graph.op('Clip', name, [`${name}_sum`, scalar(graph, 'zero', 0), scalar(graph, 'six', 6)]);
}

/** (out, h, w, in) → (out, in, h, w). */
function denseKernel({ shape, data }: Constant): Constant {
  const [out = 0, height = 0, width = 0, channels = 0] = shape;
  const area = height * width;
  const kernel = new Uint16Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let cell = 0; cell < area; cell++) {
      for (let c = 0; c < channels; c++)
        kernel[(o * channels + c) * area + cell] = data[(o * area + cell) * channels + c]!;
    }
  }
  return { shape: [out, channels, height, width], data: kernel };
}

/** (1, h, w, channels) → (channels, 1, h, w): as one output of a dense kernel, its axes named anew. */
function depthwiseKernel(weights: Constant): Constant {
  const { shape, data } = denseKernel(weights);
  const [, channels = 0, height = 0, width = 0] = shape;
  return { shape: [channels, 1, height, width], data };
}

/** A float16 constant, widened when the graph is loaded: half the file, and exactly the published numbers. */
function half(graph: GraphBuilder, name: string, { shape, data }: Constant): string {
  graph.constant({ name: `${name}_half`, type: 'float16', dims: shape, data });
  return graph.cast(name, `${name}_half`, 'float32');
}

const scalars = new WeakMap<GraphBuilder, Set<string>>();
function scalar(graph: GraphBuilder, name: string, value: number): string {
  const known = scalars.get(graph) ?? new Set();
  scalars.set(graph, known);
  if (!known.has(name)) graph.floats(name, [value], []);
  known.add(name);
  return name;
}

/**
 * METHOD 1's F from the taps: each centred over its channels, brought to stride 8, averaged over 3×3 cells (edges replicated),
 * L2-normalised; then all in one, normalised again. Centring a cell and interpolating commute, so it is done on the coarser grid.
 */
function addPatchTokens(graph: GraphBuilder, taps: readonly [string, string, string]): void {
  graph.floats('twice', [1, 1, 2, 2]);
  graph.integers('edges', [0, 0, 1, 1, 0, 0, 1, 1]);
  const parts = taps.map((tap, i) => {
    const mean = graph.op('ReduceMean', `mean${i}`, [tap], { axes: [1], keepdims: 1 });
    const centred = graph.op('Sub', `centred${i}`, [tap, mean]);
    const fine =
      i === 0
        ? centred
        : graph.op('Resize', `fine${i}`, [centred, '', 'twice'], {
            mode: 'linear',
            coordinate_transformation_mode: 'half_pixel',
          });
    const padded = graph.op('Pad', `padded${i}`, [fine, 'edges'], { mode: 'edge' });
    return addNormalized(graph, `part${i}`, graph.op('AveragePool', `smooth${i}`, [padded], { kernel_shape: [3, 3] }));
  });
  const joined = addNormalized(graph, 'joined', graph.op('Concat', 'parts', parts, { axis: 1 }));
  graph.integers('rows', [1, patchDim, -1]);
  const columns = graph.op('Reshape', 'columns', [joined, 'rows']);
  graph.op('Transpose', 'patch_tokens', [columns], { perm: [0, 2, 1] });
}

/** Divides each cell's channels (axis 1) by their L2 norm. */
function addNormalized(graph: GraphBuilder, name: string, input: string): string {
  const norm = graph.op('ReduceL2', `${name}_norm`, [input], { axes: [1], keepdims: 1 });
  const divisor = graph.op('Max', `${name}_divisor`, [norm, scalar(graph, 'smallest_norm', smallestNorm)]);
  return graph.op('Div', name, [input, divisor]);
}
