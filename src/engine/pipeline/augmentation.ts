import type { Augmentation } from '../../domain/records.ts';
import type { PatchFeatures } from '../backbone/backbone.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import { imageNames } from '../dataset/imageFiles.ts';
import { EngineError, throwIfAborted } from '../errors.ts';
import { normalizeRows } from '../math/grid.ts';
import { watchBackbones } from './backboneKeys.ts';
import type { PipelineContext } from './context.ts';
import { ImageSource } from './imageSource.ts';
import { backboneOutput } from './patches.ts';
import { ROTATION_OPTIONS, rotatedPasses } from './rotations.ts';
import { CORESET_OPTIONS } from '../scoring/coreset.ts';

/** How `auto` decides. Found by trial, on the default backbone: docs/decisions/0009 has the figures. */
export const AUTO_OPTIONS = {
  /** Degrees from one copy to the next: objects 15° apart match about as well as upright ones do. With 45°, two that lie 22° apart were missed. */
  step: 30,
  /** References that are turned, evenly spread: each costs 11 passes. */
  turned: 2,
  /** Images that are compared with each of them at most: the other references, or for one shot unlabelled images. */
  compared: 8,
  /** The share of an image's patches that is looked at: the oddest ones, from which patch scores come. */
  oddest: 0.1,
  /**
   * Rotations are on from this ratio of distances down. More rows always bring the nearest one nearer: on upright photos, the rendered sample and
   * textures the ratio came to 0.84 or more, on photos at random angles to 0.65 or less (but for two
   * references that happen to lie alike).
   */
  ratio: 0.75,
} as const;

/** What the decision looks at beside the references: with one reference and `auto`, unlabelled images of the project, evenly spread; else none. */
export async function comparedImages(
  references: readonly ImageSource[],
  context: PipelineContext,
): Promise<ImageSource[]> {
  const { project } = context;
  if (project.file.features.augment !== 'auto' || references.length > 1) return [];
  const others = (await imageNames(project)).filter((image) => !project.file.references.includes(image));
  const found: ImageSource[] = [];
  for (const image of evenly(others, AUTO_OPTIONS.compared)) {
    const source = await unlessFaulty(() => ImageSource.open(image, context));
    if (source !== null && source.hash !== references[0]!.hash) found.push(source);
  }
  return found;
}

/** What the decision and the rotated banks depend on, beside the references: part of the fit's key. */
export function augmentationKey(compared: readonly ImageSource[], { project, tapsBackbone }: PipelineContext): unknown {
  const { augment } = project.file.features;
  if (augment === 'off') return augment;
  if (augment === 'rotations') return [augment, ROTATION_OPTIONS, CORESET_OPTIONS];
  const decision = [AUTO_OPTIONS, tapsBackbone.key, compared.map(({ hash }) => hash)];
  return [augment, ROTATION_OPTIONS, CORESET_OPTIONS, decision];
}

/** What the project says, or for `auto` whether the references explain each other (or, one alone, the compared images) clearly better when turned. */
export async function decideAugmentation(
  references: readonly ImageSource[],
  compared: readonly ImageSource[],
  context: PipelineContext,
): Promise<Augmentation> {
  const { augment } = context.project.file.features;
  if (augment !== 'auto') return augment;
  const ratio = await keptRatio(references, compared, context);
  for (const image of compared) image.release();
  return ratio < AUTO_OPTIONS.ratio ? 'rotations' : 'off';
}

/** The ratio, kept apart from the fit: a fit of other classes or features asks for the same one, and it is most of a fit's time. */
async function keptRatio(
  references: readonly ImageSource[],
  compared: readonly ImageSource[],
  context: PipelineContext,
): Promise<number> {
  const { cache } = context;
  const hashes = references.map(({ hash }) => hash);
  const key = cacheKey('turned ratio', hashes, augmentationKey(compared, context));
  const kept = await cache.get('numbers', key);
  if (kept !== null) return kept.json as number;
  const isCurrent = watchBackbones(context);
  const ratio = await turnedRatio(references, references.length > 1 ? references : compared, context);
  if (isCurrent()) await cache.put('numbers', key, { json: ratio, arrays: {} });
  return ratio;
}

/**
 * How much nearer the oddest patches of the images come when a reference is turned: the ratio of their distances, in [0, 1]; 1 where nothing can
 * be compared. How objects lie does not depend on the backbone, so the default one is asked: `AUTO_OPTIONS` were found on it, and it is cheap.
 */
export async function turnedRatio(
  references: readonly ImageSource[],
  images: readonly ImageSource[],
  context: PipelineContext,
): Promise<number> {
  const compared = evenly(images, AUTO_OPTIONS.compared);
  const sums = { plain: 0, turned: 0 };
  for (const reference of evenly(references, AUTO_OPTIONS.turned)) {
    const others = compared.filter((image) => image !== reference);
    if (others.length === 0) continue;
    const { plain, turned } = await compareTurned(reference, others, context);
    sums.plain += plain;
    sums.turned += turned;
  }
  return sums.plain > 0 ? sums.turned / sums.plain : 1;
}

/** Sums of the distances of the images' oddest patches to the reference: as it is, and as it is or turned. */
async function compareTurned(
  reference: ImageSource,
  images: readonly ImageSource[],
  context: PipelineContext,
): Promise<{ plain: number; turned: number }> {
  const { runtime, tapsBackbone } = context;
  const bank = await plainPatches(reference, context);
  const passes: Float32Array[] = [];
  for await (const { rows } of rotatedPasses(reference, tapsBackbone, AUTO_OPTIONS.step, context)) passes.push(rows);
  const asItIs = await runtime.prepareSearch([bank.data], bank.dim);
  const turned = await runtime.prepareSearch(passes, bank.dim);
  const sums = { plain: 0, turned: 0 };
  try {
    for (const image of images) {
      throwIfAborted(context.signal);
      const patches = await unlessFaulty(() => plainPatches(image, context));
      if (patches === null) continue; // scoring will tell
      const { similarity } = (await asItIs.search(patches.data))[0]!;
      const oddest = lowest(similarity, Math.ceil(AUTO_OPTIONS.oddest * similarity.length));
      const found = await turned.search(gatherRows(patches, oddest));
      oddest.forEach((patch, i) => {
        const best = Math.max(similarity[patch]!, ...found.map((block) => block.similarity[i]!));
        sums.plain += 1 - similarity[patch]!;
        sums.turned += 1 - best;
      });
    }
  } finally {
    await asItIs.dispose();
    await turned.dispose();
  }
  return sums;
}

/** The patches of an image by the default backbone, L2-normalised. */
async function plainPatches(source: ImageSource, { tapsBackbone, cache }: PipelineContext): Promise<PatchFeatures> {
  const { patches } = await backboneOutput(source, tapsBackbone, cache);
  const data = patches.data.slice();
  normalizeRows(data, patches.dim);
  return { ...patches, data };
}

/** Indices of the `count` lowest values. */
function lowest(values: Float32Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => values[a]! - values[b]! || a - b)
    .slice(0, count);
}

function gatherRows({ data, dim }: PatchFeatures, indices: readonly number[]): Float32Array {
  const out = new Float32Array(indices.length * dim);
  indices.forEach((index, i) => {
    out.set(data.subarray(index * dim, (index + 1) * dim), i * dim);
  });
  return out;
}

/** At most `count` of the values, evenly spread, in order. */
function evenly<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

/** null where the image cannot be read: it has no say in the decision, and its own scoring tells what is wrong with it. */
async function unlessFaulty<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError && error.code.startsWith('image-')) return null;
    throw error;
  }
}
