/**
 * One provider against the CPU on one model. Runs in `node -e` with the runtime as its only package, hence text; its argument is the JSON
 * that `trial.ts` makes. Prints JSON lines: `{stage: 'cpu'}` when the CPU is done, then one of `unsuited` (the CPU cannot run the model on
 * made-up inputs), `failed` (the provider cannot) and `measured`.
 *
 * Inputs: what is fixed as it is; a free dimension by its name in the round, or the whole shape by the input's name; else 1 for the first
 * axis, 3 × 448 × 448 for the others of an image (rank 4), 16 for any other. Values: a sine of their place for floats, 0 and 1 in turn else.
 * Difference: the root of the squared differences' sum over that of the CPU's squared values (0 to 1 and more), of integers and truth values
 * the share that differs; the worst output of all rounds. Time: the least of up to three runs after the first.
 */
export const trialScript = String.raw`
const fs = require('node:fs');
const { Worker } = require('node:worker_threads');
// A run blocks this thread, so another one notices that whoever asked is gone (end of file on the standard input).
new Worker(
  "const fs = require('node:fs'), wait = new Int32Array(new SharedArrayBuffer(4));" +
  "for (;;) try { if (fs.readSync(0, Buffer.alloc(1)) === 0) break; }" +
  "catch (error) { if (error.code !== 'EAGAIN') break; Atomics.wait(wait, 0, 0, 200); }" +
  "process.kill(process.pid, 'SIGKILL');",
  { eval: true },
);
const ort = require('onnxruntime-node');
ort.env.logLevel = 'fatal';
const { file, bytes, provider, rounds, freeDimensions, threads } = JSON.parse(process.argv[1]);
const tell = (line) => fs.writeSync(1, '\n' + JSON.stringify(line) + '\n');
const told = (error) => String(error && error.message || error);

const sizeOf = (round, name, axis, rank) =>
  round[name] ?? (axis === 0 ? 1 : rank !== 4 ? 16 : axis === 1 ? 3 : 448);
const arrays = {
  float32: Float32Array, float64: Float64Array, float16: Uint16Array, int8: Int8Array, uint8: Uint8Array, bool: Uint8Array,
  int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array,
};
const valueOf = (type) =>
  type === 'float16' ? (i) => [0, 0x3000, 0xb000][i % 3]
  : type.startsWith('float') ? (i) => Math.sin(i * 12.9898) / 4
  : type.endsWith('int64') ? (i) => BigInt(i % 2)
  : (i) => i % 2;
const feedsOf = (session, round) => Object.fromEntries(session.inputMetadata.map(({ name, type, shape }) => {
  const dims = Array.isArray(round[name]) ? round[name]
    : shape.map((size, axis) => typeof size === 'number' && size > 0 ? size : sizeOf(round, size, axis, shape.length));
  const Data = arrays[type];
  if (!Data) throw new Error('its input ' + name + ' is of type ' + type);
  const value = valueOf(type);
  const data = new Data(dims.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = value(i);
  return [name, new ort.Tensor(type, data, dims)];
}));

const open = (name) => ort.InferenceSession.create(file ?? Buffer.from(bytes, 'base64'), {
  executionProviders: [name], logSeverityLevel: 4, extra: { session: { intra_op: { allow_spinning: '0' } } },
  ...(threads ? { intraOpNumThreads: threads } : {}), ...(freeDimensions ? { freeDimensionOverrides: freeDimensions } : {}),
});
const once = async (session, feeds) => {
  const started = performance.now();
  const outputs = await session.run(feeds);
  return { outputs, time: performance.now() - started };
};
// A provider 20 times slower is not measured further: its first run, or its first round, tells enough.
const measure = async (session, round, limit) => {
  const feeds = feedsOf(session, round);
  const { outputs, time } = await once(session, feeds);
  let best = limit === undefined ? time : Infinity, spent = time;
  if (time > 2000 && (limit === undefined || time > limit)) return { outputs, best: time };
  for (let i = 0; i < 3 && (best === Infinity || spent < 2000); i++) {
    const again = (await once(session, feeds)).time;
    best = Math.min(best, again);
    spent += again;
  }
  return { outputs, best };
};

const half = (bits) => {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits & 0x8000 ? -1 : 1;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : Infinity)
    : (1 + fraction / 1024) * 2 ** (exponent - 15));
};
const apart = (wanted, got) => {
  if (!got || wanted.type !== got.type || wanted.dims.join() !== got.dims.join()) return Infinity;
  const a = wanted.data, b = got.data, floats = wanted.type.startsWith('float');
  const read = a instanceof Uint16Array && floats ? half : (value) => value;
  let difference = 0, all = 0;
  for (let i = 0; i < a.length; i++) {
    if (!floats) { difference += a[i] === b[i] ? 0 : 1; continue; }
    const x = read(a[i]), y = read(b[i]);
    if (Object.is(x, y)) { if (Number.isFinite(x)) all += x * x; continue; }
    difference += (x - y) ** 2;
    all += x * x;
  }
  if (!floats) return a.length === 0 ? 0 : difference / a.length;
  return difference === 0 ? 0 : Math.sqrt(difference / all);
};

(async () => {
  const cpu = [];
  try {
    const session = await open('cpu');
    for (const round of rounds) cpu.push(await measure(session, round));
    await session.release();
  } catch (error) {
    return tell({ stage: 'unsuited', error: told(error) });
  }
  tell({ stage: 'cpu' });
  try {
    const session = await open(provider);
    let difference = 0, line;
    for (let i = 0; i < rounds.length; i++) {
      const { outputs, best } = await measure(session, rounds[i], 20 * cpu[i].best);
      for (const name of Object.keys(cpu[i].outputs)) {
        const d = apart(cpu[i].outputs[name], outputs[name]);
        difference = d <= difference ? difference : Number.isFinite(d) ? d : 1e9;
      }
      line = { stage: 'measured', difference, milliseconds: best, cpuMilliseconds: cpu[i].best };
      if (best > 20 * cpu[i].best && best > 50) break;
    }
    tell(line);
  } catch (error) {
    tell({ stage: 'failed', error: told(error) });
  }
})();
`;
