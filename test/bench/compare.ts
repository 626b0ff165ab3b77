/** What this product took for something, and plain calls of ONNX Runtime for the same: medians. */
export interface Comparison {
  /** Seconds. */
  readonly ours: number;
  readonly plain: number;
  /** The median of the rounds' ratios: what else the machine does changes slowly against a round. */
  readonly ratio: number;
  /** The same of the seconds of processor time, all threads together, which other programs hardly change. */
  readonly cpuRatio: number;
}

interface Took {
  readonly seconds: number;
  readonly cpu: number;
}

/** Times both in turns, in changing order, after one untimed call of each. */
export async function compare(
  rounds: number,
  ours: () => Promise<unknown>,
  plain: () => Promise<unknown>,
): Promise<Comparison> {
  await ours();
  await plain();
  const pairs: { ours: Took; plain: Took }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) pairs.push({ ours: await timeOf(ours), plain: await timeOf(plain) });
    else {
      const first = await timeOf(plain);
      pairs.push({ plain: first, ours: await timeOf(ours) });
    }
  }
  return {
    ours: median(pairs.map((pair) => pair.ours.seconds)),
    plain: median(pairs.map((pair) => pair.plain.seconds)),
    ratio: median(pairs.map((pair) => pair.ours.seconds / pair.plain.seconds)),
    cpuRatio: median(pairs.map((pair) => pair.ours.cpu / pair.plain.cpu)),
  };
}

export async function timeOf(work: () => Promise<unknown>): Promise<Took> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

/** Of an even number of values the upper one of the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
