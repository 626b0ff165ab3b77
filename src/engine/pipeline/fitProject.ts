import { dissimilarities, segmenterChoice } from '../../domain/projectFile.ts';
import { byFeature } from '../../domain/features.ts';
import type { ByFeature } from '../../domain/features.ts';
import type { Augmentation, ClassMeasure, FitSummary } from '../../domain/records.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import { EngineError, throwIfAborted } from '../errors.ts';
import type { Description } from '../features/description.ts';
import { ReferenceBank } from '../scoring/referenceBank.ts';
import type { RotatedPatches } from '../scoring/referenceBank.ts';
import { usualDistances } from '../scoring/classSimilarity.ts';
import { compare, leaveOneOut } from '../scoring/scoreImage.ts';
import type { ClassScoreOptions } from '../scoring/classScores.ts';
import { featureWeights } from '../scoring/weights.ts';
import { PROTOTYPE_OPTIONS, fitPrototypes, keepNumbers } from '../segment/prototype.ts';
import type { Prototypes } from '../segment/prototype.ts';
import { alignedSegmenter } from './alignedSegmenter.ts';
import { augmentationKey, comparedImages, decideAugmentation } from './augmentation.ts';
import { watchBackbones } from './backboneKeys.ts';
import type { PipelineContext } from './context.ts';
import { describeImage } from './describeImage.ts';
import { FormerPrototypes } from './formerPrototypes.ts';
import { ImageSource } from './imageSource.ts';
import { lazily } from './lazily.ts';
import { rotatedPatches } from './rotations.ts';
import { cellsOfImage, maskSegmenter, prototypeSegmenter, remapKey } from './segmentation.ts';
import type { Segmenter } from './segmentation.ts';

/** What fitting learns from the references. Small; the references' patches stay in the cache. */
export interface Fit {
  /** Identity of everything that raw scores depend on, apart from the image itself. */
  readonly key: string;
  readonly references: readonly { image: string; classes: readonly ClassMeasure[] }[];
  /** Number of classes C over all references. */
  readonly classes: number;
  readonly weights: ByFeature<number>;
  /** Raw scores of each reference against the others; none with one reference (METHOD 5). */
  readonly leaveOneOut: readonly ByFeature<number>[];
  /** How far each class's mean patch is from that of the nearest other reference: cosine distances by class and reference. */
  readonly usualDistances: readonly (readonly (number | null)[])[];
  readonly prototypes: Prototypes | null;
  /** Whether rotated copies of the references are in the bank: what the project says, or what was found for `auto`. */
  readonly augment: Augmentation;
}

/** A fit with what scoring further images needs. */
export interface FittedProject {
  readonly fit: Fit;
  readonly segmenter: Segmenter;
  /** The references' descriptions and bank, made when first asked for. */
  bank(): Promise<{ bank: ReferenceBank; references: readonly Description[] }>;
  /** Whether the backbones still are those that its key stands for: if not, what is compared with it is not to be kept. */
  isCurrent(): boolean;
  dispose(): Promise<void>;
}

export interface FitOptions {
  /** Whether to compute nothing: null comes back where there is no fit in the cache. */
  readonly onlyCached?: boolean;
}

/**
 * Fits a project: describes its references and weighs the features by leave-one-out (METHOD 5). What is in the cache is not
 * computed again. Where a backbone moves to the CPU meanwhile, all is done anew there, once a backbone at most.
 * @throws EngineError `references-too-few`, `reference-missing`, and what reading an image or a mask throws.
 */
export async function fitProject(
  context: PipelineContext,
  options: FitOptions & { onlyCached: true },
): Promise<FittedProject | null>;
export async function fitProject(context: PipelineContext, options?: FitOptions): Promise<FittedProject>;
export async function fitProject(
  context: PipelineContext,
  { onlyCached }: FitOptions = {},
): Promise<FittedProject | null> {
  const isCurrent = watchBackbones(context);
  const sources = await openReferences(context);
  const compared = await comparedImages(sources, context);
  // One that learns nothing is made now: the maps it gives later are those that the key is made of.
  const given = givenSegmenter(context, sources);
  const key = await fitKey(sources, compared, given, context);
  const kept = await readFit(key, context);
  if (kept === null && onlyCached === true) return null;
  const augment = kept?.augment ?? (await decideAugmentation(sources, compared, context));
  const prototypes = given !== null ? null : (kept?.prototypes ?? (await findPrototypes(sources, context)));
  const segmenter = given ?? prototypeSegmenter(context, prototypes!);
  const describe = lazily(() => describeReferences(sources, segmenter, augment, context));
  const bank = lazily(async () => {
    const { references, rotated } = await describe();
    const prepare = context.runtime.prepareSearch.bind(context.runtime);
    return { references, bank: await ReferenceBank.create(references, classCount(references), prepare, rotated) };
  });
  const dispose = async (): Promise<void> => {
    if (bank.started) await (await bank()).bank.dispose();
    await segmenter.dispose?.();
  };
  const learn = async (): Promise<Fit> => {
    try {
      const learnt = { ...(await weigh(key, sources, await bank(), context)), prototypes, augment };
      if (isCurrent()) await keepFit(learnt, context);
      return learnt;
    } catch (error) {
      await dispose();
      throw error;
    }
  };
  const fit = kept ?? (await learn());
  if (kept === null && !isCurrent()) {
    await dispose();
    return fitProject(context);
  }
  return { fit, segmenter, bank, isCurrent, dispose };
}

async function openReferences(context: PipelineContext): Promise<ImageSource[]> {
  const { project } = context;
  if (project.file.references.length === 0) {
    throw new EngineError(
      'references-too-few',
      `${project.path}: the project has no references. Add at least one normal image to "references" (2 to 8 do well).`,
    );
  }
  const sources: ImageSource[] = [];
  for (const name of project.file.references) {
    try {
      sources.push(await ImageSource.open(name, context));
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'image-missing') throw error;
      throw new EngineError(
        'reference-missing',
        `${project.path}: there is no reference ${name} in ${project.folder}. Restore the file, or take it out of "references".`,
        { cause: error },
      );
    }
  }
  refuseCopies(sources, project.path);
  return sources;
}

/** Two references of one content would find each other not odd at all: every weight, and the threshold, would mean nothing. */
function refuseCopies(sources: readonly ImageSource[], project: string): void {
  const known = new Map<string, string>();
  for (const { hash, name } of sources) {
    const other = known.get(hash);
    if (other !== undefined) {
      throw new EngineError(
        'reference-duplicate',
        `${project}: the references ${other} and ${name} are the same image. Remove one of the two.`,
      );
    }
    known.set(hash, name);
  }
}

/** All that raw scores depend on: the references' contents, the models, how features are formed and compared. */
async function fitKey(
  sources: readonly ImageSource[],
  compared: readonly ImageSource[],
  given: Segmenter | null,
  context: PipelineContext,
): Promise<string> {
  const { models, features } = context.project.file;
  const segments =
    given === null
      ? [PROTOTYPE_OPTIONS, context.tapsBackbone.key, models.parts]
      : await Promise.all(sources.map((source) => given.keyFor(source)));
  return cacheKey(
    'fit',
    sources.map(({ hash }) => hash),
    context.backbone.key,
    segments,
    [features.embedding, dissimilarities(features), context.naiveWeights],
    remapKey(context),
    augmentationKey(compared, context),
  );
}

/** The segmenter where it learns nothing from the references; null for the prototype segmenter. */
function givenSegmenter(context: PipelineContext, references: readonly ImageSource[]): Segmenter | null {
  const choice = segmenterChoice(context.project.file.models);
  switch (choice.kind) {
    case 'masks':
      return maskSegmenter(context, choice.pattern);
    case 'aligned':
      return alignedSegmenter(context, choice, references);
    case 'prototype':
      return null;
  }
}

async function findPrototypes(sources: readonly ImageSource[], context: PipelineContext): Promise<Prototypes> {
  const cells = [];
  for (const source of sources) {
    throwIfAborted(context.signal);
    cells.push(await cellsOfImage(source, context));
  }
  return keepNumbers(fitPrototypes(cells, context.project.file.models.parts), await FormerPrototypes.read(context));
}

async function describeReferences(
  sources: readonly ImageSource[],
  segmenter: Segmenter,
  augment: Augmentation,
  context: PipelineContext,
): Promise<{ references: Description[]; rotated: RotatedPatches[] }> {
  const segmented = [];
  for (const source of sources) {
    throwIfAborted(context.signal);
    segmented.push(await segmenter.segment(source));
  }
  const classes = Math.max(1, ...segmented.map((one) => one.classes.length));
  const references: Description[] = [];
  const rotated: RotatedPatches[] = [];
  for (const source of sources) {
    throwIfAborted(context.signal);
    const { description, segmented: own } = await describeImage(source, segmenter, classes, context);
    references.push(description);
    if (augment === 'rotations') rotated.push(await rotatedPatches(source, own, classes, context));
    source.release();
    context.onProgress?.({ stage: 'fit', done: references.length, total: sources.length, image: source.name });
  }
  return { references, rotated };
}

function classCount(references: readonly Description[]): number {
  return references[0]!.classes.length;
}

/** METHOD 5: every reference against the others. */
async function weigh(
  key: string,
  sources: readonly ImageSource[],
  { bank, references }: { bank: ReferenceBank; references: readonly Description[] },
  context: PipelineContext,
): Promise<Omit<Fit, 'prototypes' | 'augment'>> {
  const options = scoreOptions(context, references);
  const comparisons = [];
  for (const reference of references) {
    throwIfAborted(context.signal);
    comparisons.push(compare(reference, await bank.search(reference.patches), references, options));
  }
  const tests = leaveOneOut(comparisons);
  return {
    key,
    references: sources.map(({ name }, index) => ({ image: name, classes: references[index]!.classes })),
    classes: classCount(references),
    weights: featureWeights(tests, context.naiveWeights),
    leaveOneOut: tests,
    usualDistances: usualDistances(references),
  };
}

/** How class features are compared in this project (METHOD 4). Its classes are those that the references hold. */
export function scoreOptions({ project }: PipelineContext, references: readonly Description[]): ClassScoreOptions {
  const { features } = project.file;
  const present = references.flatMap(({ classes }) => classes.filter(({ area }) => area > 0).map(({ id }) => id));
  return {
    dissimilarity: dissimilarities(features),
    embedding: features.embedding,
    classCount: new Set(present).size,
  };
}

/** A fit as it is kept: names left out, since references are told by content. */
type KeptFit = Omit<Fit, 'references' | 'prototypes' | 'key'> & {
  references: (readonly ClassMeasure[])[];
  prototypes: { background: boolean; dim: number } | null;
};

async function keepFit(fit: Fit, context: PipelineContext): Promise<void> {
  const { prototypes, references, key, ...learnt } = fit;
  const json: KeptFit = {
    ...learnt,
    references: references.map((reference) => reference.classes),
    prototypes: prototypes === null ? null : { background: prototypes.background, dim: prototypes.dim },
  };
  await context.cache.put('fits', key, {
    json,
    arrays: prototypes === null ? {} : { centres: prototypes.centres },
  });
  if (prototypes !== null) await FormerPrototypes.write(prototypes, context);
}

async function readFit(key: string, context: PipelineContext): Promise<Fit | null> {
  const kept = await context.cache.get('fits', key);
  if (kept === null) return null;
  const { references, prototypes, ...rest } = kept.json as KeptFit;
  const names = context.project.file.references;
  return {
    ...rest,
    key,
    references: references.map((classes, index) => ({ image: names[index]!, classes })),
    prototypes: prototypes === null ? null : { ...prototypes, centres: kept.arrays.centres as Float32Array },
  };
}

/** Weights of one fit as they stand in a summary, with what each feature counts for (METHOD 5). */
export function weightsOf({ weights }: Fit, factors: ByFeature<number>): FitSummary['features'] {
  return byFeature((name) => ({ weight: weights[name], factor: factors[name] }));
}
