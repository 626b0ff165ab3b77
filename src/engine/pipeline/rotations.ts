import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backbone, PatchFeatures } from '../backbone/backbone.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import { throwIfAborted } from '../errors.ts';
import { assignPatches } from '../features/patchLabels.ts';
import { cellOrigins, rotateImage, rotateLabels } from '../image/rotate.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import { fromHalf, toHalf } from '../math/float16.ts';
import { normalizeRows } from '../math/grid.ts';
import { CORESET_OPTIONS, greedyCoreset } from '../scoring/coreset.ts';
import type { RotatedPatches } from '../scoring/referenceBank.ts';
import { watchBackbones } from './backboneKeys.ts';
import type { PipelineContext } from './context.ts';
import type { ImageSource } from './imageSource.ts';
import { backboneOutput } from './patches.ts';
import type { Segmented } from './segmentation.ts';

/** Rotated copies of the references (features.augment), which METHOD leaves out; see docs/decisions/0009. */
export const ROTATION_OPTIONS = {
  /** Degrees from one copy to the next: 23 copies beside the image itself. */
  step: 15,
  /** The rows of a reference's bank, in multiples of its own patches. */
  bankSize: 4,
  /** Images are turned at no more than this multiple of the backbone's input size (their short side): what is finer does not reach it. */
  workingSize: 2,
} as const;

/** The patches of an image turned by `degrees`. */
interface RotatedPass {
  readonly degrees: number;
  readonly grid: number;
  readonly dim: number;
  /** The patches whose cells hold no filled pixel: indices into the turned grid, and into the grid of the image as it is. */
  readonly cells: Int32Array;
  readonly origins: Int32Array;
  /** Their features, L2-normalised: one row a cell. */
  readonly rows: Float32Array;
}

/** Passes the image through the backbone turned by every multiple of `step` degrees below 360, itself left out. Ends with the context's signal. */
export async function* rotatedPasses(
  source: ImageSource,
  backbone: Backbone,
  step: number,
  { signal, onProgress }: PipelineContext,
): AsyncGenerator<RotatedPass> {
  const { width, height } = await source.pixels();
  const image = await atWorkingSize(source, backbone);
  for (let degrees = step; degrees < 360; degrees += step) {
    throwIfAborted(signal);
    const { patches } = await backbone.describe(rotateImage(image, degrees));
    onProgress?.({ stage: 'turn', done: degrees / step, total: 360 / step - 1, image: source.name });
    yield passOf(patches, degrees, width / height);
    await nextTurn(); // lets a signal or a message in
  }
}

/** The image no larger than it is worth turning. */
async function atWorkingSize(source: ImageSource, { inputSize }: Backbone): Promise<RgbImage> {
  const { width, height } = await source.pixels();
  const scale = Math.min(1, (ROTATION_OPTIONS.workingSize * inputSize) / Math.min(width, height));
  return source.resized(Math.round(width * scale), Math.round(height * scale), 'cubic');
}

function passOf({ grid, dim, data }: PatchFeatures, degrees: number, aspect: number): RotatedPass {
  const origins = cellOrigins(grid, degrees, aspect);
  const cells = Int32Array.from(origins.keys()).filter((cell) => origins[cell]! >= 0);
  const rows = gatherRows(data, cells, dim);
  normalizeRows(rows, dim);
  return { degrees, grid, dim, cells, origins: cells.map((cell) => origins[cell]!), rows };
}

/** The rows that the coreset kept of all passes of an image: what does not depend on label maps, and is worth keeping. */
interface ChosenRows {
  readonly grid: number;
  readonly dim: number;
  /** L2-normalised, to half precision. */
  readonly rows: Float32Array;
  /** A row's pass (0: turned by one step), its cell in the turned grid, and the patch of the image as it is. */
  readonly passes: Int32Array;
  readonly cells: Int32Array;
  readonly origins: Int32Array;
}

/**
 * What rotated copies of a reference add to its bank: at most three times its own patches, each with the label that the turned label map gives
 * it (METHOD 2). The networks' passes and the coreset are done once an image and backbone, whatever becomes of the classes.
 * @param classes C: the highest label of any reference.
 * @param bankSize see ROTATION_OPTIONS; Infinity keeps every row (to measure what the coreset costs).
 */
export async function rotatedPatches(
  source: ImageSource,
  { map, width, height }: Segmented,
  classes: number,
  context: PipelineContext,
  bankSize: number = ROTATION_OPTIONS.bankSize,
): Promise<RotatedPatches> {
  const { rows, origins, passes, cells, grid } = await chosenRows(source, bankSize, context);
  const members: number[][] = Array.from({ length: classes + 1 }, () => []);
  const rowsOfPass = groupBy(passes);
  for (const [pass, own] of rowsOfPass) {
    const turned = rotateLabels(map, (pass + 1) * ROTATION_OPTIONS.step, width / height);
    const { labels, patchesOf } = assignPatches(turned, grid, classes);
    for (const row of own) {
      const cell = cells[row]!;
      members[labels[cell]!]!.push(row);
      // A class without a patch of its own has borrowed this one, which keeps its class too.
      patchesOf.forEach((patches, c) => {
        if (patches.length === 1 && patches[0] === cell && labels[cell] !== c + 1) members[c + 1]!.push(row);
      });
    }
  }
  return { rows, origins, members: members.map((own) => Int32Array.from(own)) };
}

function groupBy(keys: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  keys.forEach((key, i) => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  });
  return groups;
}

/** From the cache, or computed. Rounded in the same way either time, as in `patches.ts`. */
async function chosenRows(source: ImageSource, bankSize: number, context: PipelineContext): Promise<ChosenRows> {
  const { backbone, cache } = context;
  const isCurrent = watchBackbones(context);
  const key = cacheKey('rotations', source.hash, backbone.key, { ...ROTATION_OPTIONS, bankSize }, CORESET_OPTIONS);
  const kept = await cache.get('rotations', key);
  if (kept !== null) {
    const { halves, ...arrays } = kept.arrays as Record<keyof Omit<ChosenRows, 'grid' | 'dim' | 'rows'>, Int32Array> & {
      halves: Uint16Array;
    };
    return { ...(kept.json as Pick<ChosenRows, 'grid' | 'dim'>), ...arrays, rows: fromHalf(halves) };
  }
  const { grid, dim, rows, ...places } = await chooseRows(source, bankSize, context);
  const halves = toHalf(rows);
  if (isCurrent()) await cache.put('rotations', key, { json: { grid, dim }, arrays: { halves, ...places } });
  return { grid, dim, rows: fromHalf(halves), ...places };
}

async function chooseRows(source: ImageSource, bankSize: number, context: PipelineContext): Promise<ChosenRows> {
  const { patches } = await backboneOutput(source, context.backbone, context.cache);
  const { grid, dim } = patches;
  const own = patches.data.slice();
  normalizeRows(own, dim);
  const passes: RotatedPass[] = [];
  for await (const pass of rotatedPasses(source, context.backbone, ROTATION_OPTIONS.step, context)) passes.push(pass);
  const candidates = concatenate(passes.map(({ rows }) => rows));
  const chosen = await greedyCoreset(candidates, own, dim, {
    keep: (bankSize - 1) * grid * grid,
    pause: async () => {
      throwIfAborted(context.signal);
      await nextTurn();
    },
  });
  const place = (of: (pass: RotatedPass, index: number) => ArrayLike<number>): Int32Array => {
    const all = passes.flatMap((pass, index) => Array.from(of(pass, index)));
    return chosen.map((row) => all[row]!);
  };
  return {
    grid,
    dim,
    rows: gatherRows(candidates, chosen, dim),
    passes: place(({ cells }, index) => new Int32Array(cells.length).fill(index)),
    cells: place(({ cells }) => cells),
    origins: place(({ origins }) => origins),
  };
}

function gatherRows(data: Float32Array, indices: Int32Array, dim: number): Float32Array {
  const out = new Float32Array(indices.length * dim);
  indices.forEach((index, i) => {
    out.set(data.subarray(index * dim, (index + 1) * dim), i * dim);
  });
  return out;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
