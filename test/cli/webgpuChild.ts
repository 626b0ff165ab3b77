/**
 * What `webgpu.test.ts` runs in a process of its own, since the driver is chosen by the environment: a tiny network on WebGPU and on the CPU, and
 * what `auto` makes of WebGPU. Prints one JSON line. Argument: an empty folder.
 */
import { writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { GraphBuilder } from '../../src/engine/runtime/graphBuilder.ts';
import { writeModel } from '../../src/engine/runtime/onnxWriter.ts';
import { ProviderChooser } from '../../src/engine/runtime/providerChooser.ts';
import { thisMachine } from '../../src/engine/runtime/providers.ts';
import type { ProviderReport } from '../../src/engine/runtime/providerVerdicts.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { floatsOf, floatTensor } from '../../src/engine/runtime/tensor.ts';
import { tryProvider, type TrialResult } from '../../src/engine/runtime/trial.ts';

export interface WebgpuResult {
  /** Where the forced session ran, its values and the CPU's. */
  readonly provider: string;
  readonly values: number[];
  readonly onCpu: number[];
  readonly trial: TrialResult;
  readonly auto: { name: string; reports: readonly ProviderReport[] };
  /** How many trials the next process needs. */
  readonly triedAgain: number;
}

const channels = 8;
const side = 12;
const wave = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7));

/** Convolution, rectifier, product of matrices, softmax: the operators of the product's networks in small. */
function network(): Uint8Array {
  const graph = new GraphBuilder('tiny');
  graph.input({ name: 'x', type: 'float32', dims: [1, 3, 'height', 'width'] });
  graph.floats('kernel', wave(channels * 27), [channels, 3, 3, 3]);
  graph.op('Relu', 'features', [graph.op('Conv', 'dense', ['x', 'kernel'], { pads: [1, 1, 1, 1] })]);
  graph.integers('rows', [channels, -1]);
  graph.op('Reshape', 'matrix', ['features', 'rows']);
  graph.op('MatMul', 'gram', ['matrix', graph.op('Transpose', 'transposed', ['matrix'], { perm: [1, 0] })]);
  graph.floats('tenth', [0.1], []);
  graph.op('Softmax', 'y', [graph.op('Mul', 'scaled', ['gram', 'tenth'])], { axis: -1 });
  graph.output({ name: 'y', type: 'float32', dims: [channels, channels] });
  return writeModel(graph.build());
}

async function main(folder: string): Promise<void> {
  const file = path.join(folder, 'tiny.onnx');
  writeFileSync(file, network());
  const compute = async (provider: string): Promise<{ provider: string; values: number[] }> => {
    const runtime = new Runtime({ provider });
    const session = await runtime.createSession(file);
    const { y } = await session.run({ x: floatTensor(wave(3 * side * side), [1, 3, side, side]) });
    const result = { provider: session.providerName, values: [...floatsOf(y)!] };
    await runtime.dispose();
    return result;
  };
  const onCpu = await compute('cpu');
  const forced = await compute('webgpu');

  let tried = 0;
  const chooser = (): ProviderChooser =>
    new ProviderChooser(
      { verdictFile: path.join(folder, 'providers.json') },
      {
        ...thisMachine,
        hasGraphicsDevice: () => true, // a software adapter has no device file, without which nothing would be tried
        tryProvider: (...args) => {
          tried++;
          return tryProvider(...args);
        },
      },
    );
  const trial = { height: side, width: side };
  const auto = await chooser().forModel({ file, trial });
  tried = 0;
  await chooser().forModel({ file, trial });
  const result: WebgpuResult = {
    ...forced,
    onCpu: onCpu.values,
    trial: await tryProvider('webgpu', { model: file, rounds: [trial] }),
    auto,
    triedAgain: tried,
  };
  writeSync(1, `${JSON.stringify(result)}\n`);
}

void main(process.argv[2]!);
