/**
 * `npm run bench -- models [--all] [MODEL…]`: what models of true sizes cost, with random weights, as ratios to plain calls of ONNX Runtime
 * within one run. Each model is measured in a process of its own, of which peak memory is taken.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { writePhotos } from './benchPhotos.ts';
import type { ModelFigures, ModelJob } from './modelFigures.ts';
import { printCalls, printGrids, printTimes } from './printFigures.ts';
import { MODELS_FOLDER, writeMissingModels } from './randomModels.ts';

/** The goal of peak memory, MB. */
const PEAK_GOAL = 1500;
const MODELS: readonly { readonly id: string; readonly peakGoal: number | null }[] = [
  { id: 'dinov2-small', peakGoal: PEAK_GOAL },
  { id: 'mobilesam', peakGoal: PEAK_GOAL },
  { id: 'slimsam-77-uniform', peakGoal: null },
  { id: 'deaot-t', peakGoal: PEAK_GOAL },
];
/** Measured with `--all`. */
const MORE = ['dinov2-base', 'sam-vit-base', 'deaot-s', 'deaot-b', 'deaot-l', 'deaot-r50-l'];
/** The model that the grids are compared on, and how many points a side; METHOD's with `--all`. */
const GRIDS = { id: 'mobilesam', side: 16, allSide: 32 };

/** @returns the exit code: 2 where models cannot be written. */
export async function benchModels(given: readonly string[]): Promise<number> {
  const all = given.includes('--all');
  const known = [...MODELS, ...MORE.map((id) => ({ id, peakGoal: null }))];
  const named = given.filter((argument) => argument !== '--all');
  const unknown = named.find((id) => !known.some((model) => model.id === id));
  if (unknown !== undefined) {
    console.error(`Expected models of ${known.map(({ id }) => id).join(', ')}; got ${unknown}.`);
    return 2;
  }
  const wanted = named.length > 0 ? known.filter(({ id }) => named.includes(id)) : all ? known : MODELS;
  const advice = writeMissingModels(wanted.map(({ id }) => id));
  if (advice !== null) {
    console.error(advice);
    return 2;
  }

  // Inside the package, from where the bundle finds the native modules.
  const scratch = await mkdtemp(path.join(MODELS_FOLDER, '.run-'));
  try {
    const script = await bundleProcess(scratch);
    const photos = await writePhotos(scratch);
    const measured = [];
    for (const { id, peakGoal } of wanted) {
      const gridSide = id !== GRIDS.id ? null : all ? GRIDS.allSide : GRIDS.side;
      console.error(`Measuring ${id} …`);
      const figures = await measureApart(script, { folder: path.resolve(MODELS_FOLDER), id, gridSide, ...photos });
      measured.push({ id, peakGoal, ...figures });
    }
    printTimes(measured);
    printCalls(measured);
    printGrids(measured);
    return 0;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The measuring process as one file: what runs TypeScript as it is would count as its memory. */
async function bundleProcess(folder: string): Promise<string> {
  const outfile = path.join(folder, 'modelProcess.cjs');
  await build({
    entryPoints: ['test/bench/modelProcess.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node', 'sharp'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Runs the process of one model. */
function measureApart(script: string, job: ModelJob): Promise<ModelFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [JSON.stringify(job)], { execArgv: [] });
    let figures: ModelFigures | null = null;
    child.on('message', (message) => {
      figures = message as ModelFigures;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (figures !== null) resolve(figures);
      else reject(new Error(`Expected the figures of ${job.id}; its process ended with code ${code ?? 'none'}.`));
    });
  });
}
