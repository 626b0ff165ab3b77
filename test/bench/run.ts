/**
 * `npm run bench [-- PROJECT]`: ratios within one run, on the rendered sample or on a project of your own.
 * End to end over the time inside ONNX Runtime, warm over cold, peak memory.
 * `npm run bench -- models`: what foundation models cost (`models.ts`).
 * `npm run bench -- inspector`: how long the inspector's page takes to open, to swap an image in, and to zoom (`inspector.ts`).
 * `npm run bench -- annotate`: how long drawing holds the inspector's page up on a 4k image (`annotate.ts`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Engine } from '../../src/engine/engine.ts';
import { benchAnnotate } from './annotate.ts';
import { benchInspector } from './inspector.ts';
import { benchModels } from './models.ts';

interface Row {
  what: string;
  value: string;
  goal: string;
}

const SAMPLE_IMAGES = 24;

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

async function main(): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'kshot-bench-'));
  const engine = new Engine({
    modelsDir: path.resolve('dist/models'),
    scriptsDir: path.resolve('dist'),
    cacheDir: path.join(root, 'cache'),
    provider: 'cpu',
  });
  try {
    const project =
      process.argv[2] ?? (await engine.renderSample(path.join(root, 'sample'), { count: SAMPLE_IMAGES })).project;
    const fit = await timed(() => engine.fit(project));
    const insideBefore = engine.secondsInRuntime;
    const cold = await timed(() => engine.score(project));
    const inside = engine.secondsInRuntime - insideBefore;
    const warm = [];
    for (let i = 0; i < 5; i++) warm.push((await timed(() => engine.score(project))).seconds);
    const warmMedian = warm.sort((a, b) => a - b)[2]!;
    const images = cold.result.length;
    const rows: Row[] = [
      { what: 'end to end ÷ inside ONNX Runtime, scoring', value: (cold.seconds / inside).toFixed(2), goal: '≤ 1.5' },
      { what: 'cold ÷ warm scoring', value: (cold.seconds / warmMedian).toFixed(0), goal: '≥ 20' },
      { what: 'fit ÷ scoring one image', value: (fit.seconds / (cold.seconds / images)).toFixed(1), goal: '' },
      { what: 'peak memory, MB', value: (process.resourceUsage().maxRSS / 1024).toFixed(0), goal: '' },
      {
        what: `cold, ms an image (${images} images, this machine)`,
        value: ((1000 * cold.seconds) / images).toFixed(0),
        goal: '',
      },
    ];
    const width = Math.max(...rows.map(({ what }) => what.length));
    for (const { what, value, goal } of rows) console.log(`${what.padEnd(width)}  ${value.padStart(8)}  ${goal}`);
  } finally {
    await engine.dispose();
    await rm(root, { recursive: true, force: true });
  }
}

async function bench([first, ...others]: readonly string[]): Promise<void> {
  if (first === 'models') process.exitCode = await benchModels(others);
  else if (first === 'inspector') await benchInspector();
  else if (first === 'annotate') await benchAnnotate();
  else await main();
}

void bench(process.argv.slice(2));
