/**
 * Tries execution providers in a process of their own: a broken driver may end the process that loads it, and the libraries write to
 * stderr as they like.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { GraphBuilder } from './graphBuilder.ts';
import { writeModel } from './onnxWriter.ts';

export type ProbeResult =
  | { readonly provider: string; readonly error: string }
  | {
      readonly provider: string;
      /** Largest absolute difference from the CPU's result, as a fraction of its largest value. */
      readonly difference: number;
      /** Of one run after the first, the smallest of some. */
      readonly milliseconds: number;
      readonly cpuMilliseconds: number;
    };

/** A provider that takes longer has lost: a session on it would not be usable either. */
const timeoutSeconds = 60;
/** Small: agreement, and to reject software adapters early. Large: 0.7 GFLOP, where a graphics device pays. Cells a side. */
const sides = { small: 16, large: 128 };
const channels = 48;

/**
 * Runs in `node -e` with the runtime as its only package, hence text. One JSON line a provider, in order, so that whoever reads knows
 * where it ended. A provider 20 times slower on the small input is not measured further.
 */
const script = `
const ort = require('onnxruntime-node');
ort.env.logLevel = 'fatal';
const { model, candidates, channels, sides } = JSON.parse(process.argv[1]);
const values = (n) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898) / 4);
const feeds = (side) => ({
  x: new ort.Tensor('float32', values(channels * side * side), [1, channels, side, side]),
  w: new ort.Tensor('float32', values(channels * channels * 9), [channels, channels, 3, 3]),
  d: new ort.Tensor('float32', values(channels * 9), [channels, 1, 3, 3]),
});
const open = (name) => ort.InferenceSession.create(Buffer.from(model, 'base64'), { executionProviders: [name], logSeverityLevel: 4 });
const measure = async (session, side) => {
  const input = feeds(side);
  let best = Infinity, y;
  for (let i = 0; i < 4; i++) {
    const started = performance.now();
    y = (await session.run(input)).y.data;
    if (i > 0) best = Math.min(best, performance.now() - started);
  }
  return { best, y };
};
(async () => {
  const cpu = await open('cpu');
  const reference = await measure(cpu, sides.small);
  const large = await measure(cpu, sides.large);
  for (const provider of candidates) {
    let line;
    try {
      const session = await open(provider);
      const small = await measure(session, sides.small);
      let peak = 1e-9, difference = 0;
      for (let i = 0; i < small.y.length; i++) {
        peak = Math.max(peak, Math.abs(reference.y[i]));
        const d = Math.abs(small.y[i] - reference.y[i]);
        difference = d <= difference ? difference : d;
      }
      const hopeless = small.best > 20 * reference.best && small.best > 50;
      line = { provider, difference: Number.isFinite(difference) ? difference / peak : 1e9,
        milliseconds: hopeless ? small.best : (await measure(session, sides.large)).best,
        cpuMilliseconds: hopeless ? reference.best : large.best };
    } catch (error) {
      line = { provider, error: String(error.message).replace(/^\\/\\S+\\.(cc|h):\\d+ [^]*? was false\\. /, '').split('\\n')[0].slice(0, 200) };
    }
    process.stdout.write(JSON.stringify(line) + '\\n');
  }
})();
`;

/** Tries each provider in turn against the CPU. Never throws: what goes wrong is a provider's `error`. */
export async function probeProviders(candidates: readonly string[]): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  while (results.length < candidates.length) {
    const { lines, end } = await runProbe(candidates.slice(results.length));
    results.push(...lines);
    const provider = candidates[results.length];
    if (provider !== undefined) results.push({ provider, error: `trying it ${end}` });
  }
  return results;
}

function runProbe(candidates: readonly string[]): Promise<{ lines: ProbeResult[]; end: string }> {
  const task = { model: Buffer.from(probeModel()).toString('base64'), candidates, channels, sides };
  return new Promise((resolve) => {
    // The working folder is where `require` looks from.
    const child = spawn(process.execPath, ['-e', script, JSON.stringify(task)], {
      cwd: __dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    let end = '';
    const timer = setTimeout(() => {
      end = `took more than ${timeoutSeconds} s`;
      child.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    const finish = (how: string): void => {
      clearTimeout(timer);
      const complete = text.split('\n').slice(0, -1);
      resolve({ lines: complete.flatMap(parseLine), end: end || how });
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', (error) => {
      finish(`failed (${error.message})`);
    });
    child.on('close', (code, signal) => {
      finish(`ended its process (${signal ?? `status ${code ?? 'unknown'}`})`);
    });
  });
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

/** Whether there is a graphics device at all, as far as it can be told without loading a driver. */
export function hasGraphicsDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/dxg') || existsSync('/dev/nvidiactl')) return true; // WSL; NVIDIA's own driver
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
  } catch {
    return false;
  }
}

/** One result of the probe; a line that a driver printed is none. */
function parseLine(line: string): ProbeResult[] {
  try {
    return [JSON.parse(line) as ProbeResult];
  } catch {
    return [];
  }
}
