/**
 * `npm run bench:augment -- FOLDER [IMAGES]`: what rotated references are worth and cost, on a data set in MVTec AD layout as it is and with every
 * image turned at random: image AUROC of patches alone and of the preset `challenge`, with the first 2 and 4 references; IMAGES test images at most
 * (default 60), evenly from every folder. Prints the tables of docs/results.md. Seconds are the processor's, all threads together: other programs
 * do not count in them.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineResources } from '../../src/engine/engineResources.ts';
import { readProject } from '../../src/engine/dataset/project.ts';
import { auroc } from '../../src/engine/evaluation/metrics.ts';
import { decodeBuffer } from '../../src/engine/image/decode.ts';
import { encodePng } from '../../src/engine/image/encode.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import { rotateImage } from '../../src/engine/image/rotate.ts';
import { seededRandom } from '../../src/engine/math/random.ts';
import { AUTO_OPTIONS, turnedRatio } from '../../src/engine/pipeline/augmentation.ts';
import type { PipelineContext } from '../../src/engine/pipeline/context.ts';
import { describeImage } from '../../src/engine/pipeline/describeImage.ts';
import { fitProject, scoreOptions } from '../../src/engine/pipeline/fitProject.ts';
import { ImageSource } from '../../src/engine/pipeline/imageSource.ts';
import { ROTATION_OPTIONS, rotatedPatches } from '../../src/engine/pipeline/rotations.ts';
import { ReferenceBank } from '../../src/engine/scoring/referenceBank.ts';
import type { RotatedPatches } from '../../src/engine/scoring/referenceBank.ts';
import { compare, leaveOneOut, rawScores } from '../../src/engine/scoring/scoreImage.ts';
import type { Comparison } from '../../src/engine/scoring/scoreImage.ts';
import { featureFactors, featureWeights, totalScore } from '../../src/engine/scoring/weights.ts';

const FACTORS = featureFactors('challenge', {});

/** Rows of a reference's bank, in multiples of its own patches. */
const BANKS = { off: 1, 'rotations, coreset': ROTATION_OPTIONS.bankSize, 'rotations, all rows': Infinity };

interface TestImage {
  name: string;
  anomalous: boolean;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = processorSeconds();
  const result = await work();
  return { seconds: processorSeconds() - started, result };
}

async function main(folder: string, count: number): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'kshot-augment-'));
  try {
    const tests = await testImages(folder, count);
    const pool = (await readdir(path.join(folder, 'train/good'))).sort().map((name) => `train/good/${name}`);
    await symlink(path.resolve(folder), path.join(root, 'as it is'));
    await turnAll(folder, path.join(root, 'turned'), [...pool.slice(0, 4), ...tests.map(({ name }) => name)]);
    console.log(
      `| images | references | bank | rows | patch | challenge | s to make | s an image |\n|${' --- |'.repeat(8)}`,
    );
    for (const set of ['as it is', 'turned'])
      for (const k of [2, 4]) await measure(path.join(root, set), pool.slice(0, k), tests, set);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Prints a row a bank. Its own cache, so that every reference's rotations are computed. */
async function measure(folder: string, references: string[], tests: readonly TestImage[], set: string): Promise<void> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'kshot-augment-project-')), 'bench.kshot.json');
  await symlink(path.join(folder, 'train'), path.join(path.dirname(file), 'train'));
  await symlink(path.join(folder, 'test'), path.join(path.dirname(file), 'test'));
  await writeFile(
    file,
    JSON.stringify({ version: 1, references, images: ['test/**/*'], features: { augment: 'off' } }),
  );
  const resources = new EngineResources({
    modelsDir: path.resolve('dist/models'),
    scriptsDir: path.resolve('dist'),
    cacheDir: path.join(path.dirname(file), 'cache'),
    provider: 'cpu',
  });
  const context = await resources.open(await readProject(file), {});
  const fitted = await fitProject(context);
  try {
    const sources = await Promise.all(references.map((name) => ImageSource.open(name, context)));
    const { references: described } = await fitted.bank();
    const scores = await describeAll(tests, fitted, context);
    for (const [name, bankSize] of Object.entries(BANKS)) {
      const rotated: RotatedPatches[] = [];
      const made = await timed(async () => {
        for (const source of bankSize === 1 ? [] : sources)
          rotated.push(
            await rotatedPatches(source, await fitted.segmenter.segment(source), fitted.fit.classes, context, bankSize),
          );
      });
      const prepare = context.runtime.prepareSearch.bind(context.runtime);
      const bank = await ReferenceBank.create(described, fitted.fit.classes, prepare, rotated);
      const options = scoreOptions(context, described);
      const compareAll = async (images: typeof described): Promise<Comparison[]> => {
        const out: Comparison[] = [];
        for (const image of images) out.push(compare(image, await bank.search(image.patches), described, options));
        return out;
      };
      const weights = featureWeights(leaveOneOut(await compareAll(described)), context.naiveWeights);
      const searched = await timed(() => compareAll(scores));
      await bank.dispose();
      const raw = searched.result.map((one) => rawScores(one, [...described.keys()]).raw);
      const area = (scoreOf: (one: (typeof raw)[number]) => number): string =>
        auroc(raw.map((one, i) => ({ score: scoreOf(one), anomalous: tests[i]!.anomalous })))!.toFixed(3);
      const own = described[0]!.patches.grid ** 2;
      const rows = own + (rotated[0]?.origins.length ?? 0);
      const cells = [
        set,
        references.length,
        name,
        rows,
        area(({ patch }) => patch),
        area((one) => totalScore(one, weights, FACTORS)),
        (made.seconds / references.length).toFixed(1),
        (searched.seconds / tests.length).toFixed(2),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
    const decision = await timed(() => turnedRatio(sources, sources, context));
    const verdict = decision.result < AUTO_OPTIONS.ratio ? 'rotations' : 'off';
    console.log(`auto: ratio ${decision.result.toFixed(2)}, ${verdict}, in ${decision.seconds.toFixed(1)} s`);
  } finally {
    await fitted.dispose();
    await resources.dispose();
    await rm(path.dirname(file), { recursive: true });
  }
}

async function describeAll(
  tests: readonly TestImage[],
  { segmenter, fit }: Awaited<ReturnType<typeof fitProject>>,
  context: PipelineContext,
): Promise<Comparison['image'][]> {
  const out = [];
  for (const { name } of tests) {
    const source = await ImageSource.open(name, context);
    out.push((await describeImage(source, segmenter, fit.classes, context)).description);
  }
  return out;
}

async function testImages(folder: string, count: number): Promise<TestImage[]> {
  const groups = (await readdir(path.join(folder, 'test'))).sort();
  const out: TestImage[] = [];
  for (const group of groups) {
    const names = (await readdir(path.join(folder, 'test', group))).sort();
    const share = Math.min(names.length, Math.floor(count / groups.length));
    for (let i = 0; i < share; i++) {
      const name = names[Math.floor(((i + 0.5) * names.length) / share)]!;
      out.push({ name: `test/${group}/${name}`, anomalous: group !== 'good' });
    }
  }
  return out;
}

/** Every image in the middle of a square as wide as its long side, turned by a random angle about its centre. */
async function turnAll(from: string, to: string, names: readonly string[]): Promise<void> {
  const random = seededRandom(0);
  for (const name of names) {
    const image = await decodeBuffer(await readFile(path.join(from, name)), name);
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await writeFile(path.join(to, name), await encodePng(rotateImage(squared(image), 360 * random())));
  }
}

/** The image in the middle of a square, its outermost pixels repeated. */
function squared({ width, height, data }: RgbImage): RgbImage {
  const side = Math.max(width, height);
  const out = new Uint8Array(side * side * 3);
  const clamp = (value: number, size: number): number => Math.min(Math.max(value, 0), size - 1);
  for (let y = 0; y < side; y++) {
    const row = clamp(y - ((side - height) >> 1), height);
    for (let x = 0; x < side; x++) {
      const from = 3 * (row * width + clamp(x - ((side - width) >> 1), width));
      out.set(data.subarray(from, from + 3), 3 * (y * side + x));
    }
  }
  return { width: side, height: side, data: out };
}

void main(process.argv[2] ?? '../shared/data/aliens', Number(process.argv[3] ?? 60));
