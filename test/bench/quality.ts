/**
 * `npm run bench:quality -- FOLDER [DRAWS]`: image AUROC on a data set in MVTec AD layout, by feature and preset, with 1 and 4 references:
 * the first by name, and random draws (seeded) as mean ± standard deviation. Prints the tables of docs/results.md.
 */
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FEATURE_NAMES } from '../../src/domain/features.ts';
import type { Evaluation } from '../../src/domain/records.ts';
import { Engine } from '../../src/engine/engine.ts';
import { seededRandom } from '../../src/engine/math/random.ts';

const COLUMNS = [...FEATURE_NAMES, 'challenge', 'seven'];

async function main(folder: string, draws: number): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'kshot-quality-'));
  const engine = new Engine({
    modelsDir: path.resolve('dist/models'),
    scriptsDir: path.resolve('dist'),
    cacheDir: path.join(root, 'cache'),
    provider: 'cpu',
  });
  try {
    for (const name of ['train', 'test']) await symlink(path.resolve(folder, name), path.join(root, name));
    const pool = (await readdir(path.join(folder, 'train/good'))).sort().map((name) => `train/good/${name}`);
    const random = seededRandom(0);
    for (const k of [1, 4]) {
      print(`first ${k}`, [await row(engine, root, pool.slice(0, k))]);
      const rows = [];
      for (let i = 0; i < draws; i++) rows.push(await row(engine, root, shuffled(pool, random).slice(0, k)));
      print(`${k} of ${pool.length}, ${draws} draws`, rows);
    }
  } finally {
    await engine.dispose();
    await rm(root, { recursive: true, force: true });
  }
}

/** AUROC of each feature alone and of both presets. */
async function row(engine: Engine, root: string, references: string[]): Promise<number[]> {
  const evaluations: Evaluation[] = [];
  for (const preset of ['challenge', 'seven']) {
    const project = path.join(root, `${preset}.kshot.json`);
    await writeFile(
      project,
      JSON.stringify({ version: 1, layout: 'mvtec-ad', references, images: ['test/**/*'], features: { preset } }),
    );
    evaluations.push(await engine.evaluate(project));
  }
  return [
    ...FEATURE_NAMES.map((name) => evaluations[0]!.perFeature[name].auroc!),
    ...evaluations.map(({ auroc }) => auroc!),
  ];
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

let headed = false;
function print(what: string, rows: readonly number[][]): void {
  if (!headed) console.log(`| references | ${COLUMNS.join(' | ')} |\n|${' --- |'.repeat(COLUMNS.length + 1)}`);
  headed = true;
  const cells = COLUMNS.map((_, column) => {
    const values = rows.map((one) => one[column]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1),
    );
    return values.length === 1 ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
  });
  console.log(`| ${what} | ${cells.join(' | ')} |`);
}

void main(process.argv[2] ?? '../shared/data/aliens', Number(process.argv[3] ?? 10));
