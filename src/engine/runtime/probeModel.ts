import { GraphBuilder } from './graphBuilder.ts';
import { writeModel } from './onnxWriter.ts';
import type { Trial } from './trial.ts';

const channels = 48;
/** Cells a side. Small: to reject software adapters early. Large: 0.7 GFLOP, where a graphics device pays. */
const sides = { small: 16, large: 128 };

/** The trial that tells which providers of a machine are any good, whatever the model. */
export function probeTrial(): Trial {
  return {
    model: probeModel(),
    rounds: [sides.small, sides.large].map((side) => ({ h: side, w: side })),
  };
}

/** The operators that count: a dense and a depthwise convolution, a product of matrices, a softmax. The weights are inputs. */
function probeModel(): Uint8Array {
  const graph = new GraphBuilder('probe');
  graph.input({ name: 'x', type: 'float32', dims: [1, channels, 'h', 'w'] });
  graph.input({ name: 'w', type: 'float32', dims: [channels, channels, 3, 3] });
  graph.input({ name: 'd', type: 'float32', dims: [channels, 1, 3, 3] });
  graph.op('Conv', 'dense', ['x', 'w'], { pads: [1, 1, 1, 1] });
  graph.floats('zero', [0], []);
  graph.floats('six', [6], []);
  graph.op('Clip', 'clipped', ['dense', 'zero', 'six']);
  graph.op('Conv', 'depthwise', ['clipped', 'd'], { pads: [1, 1, 1, 1], group: channels });
  graph.integers('rows', [channels, -1]);
  graph.op('Reshape', 'matrix', ['depthwise', 'rows']);
  graph.op('Transpose', 'transposed', ['matrix'], { perm: [1, 0] });
  graph.op('MatMul', 'gram', ['matrix', 'transposed']);
  graph.op('ReduceMax', 'peak', ['gram'], { keepdims: 1 });
  graph.op('Div', 'scaled', ['gram', 'peak']); // a softmax of the gram itself would be 0 and 1 whatever came before
  graph.op('Add', 'y', ['scaled', graph.op('Softmax', 'soft', ['scaled'], { axis: -1 })]);
  graph.output({ name: 'y', type: 'float32', dims: [channels, channels] });
  return writeModel(graph.build());
}
