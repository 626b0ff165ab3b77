/** The project file `NAME.kshot.json`: its schema, its defaults, and readable errors. */
import * as z from 'zod/mini';
import { CLASS_FEATURES, DEFAULT_DISSIMILARITY, FEATURE_NAMES, PRESETS } from './features.ts';
import type { ClassFeature, Dissimilarity } from './features.ts';

export const PROJECT_SUFFIX = '.kshot.json';
export const PROJECT_VERSION = 1;

const relativePath = z.string().check(
  z.minLength(1),
  z.refine((path) => !leavesFolder(path), {
    error: (issue) =>
      `Expected a path inside the project's folder, got ${JSON.stringify(issue.input)}; use a relative path without "..".`,
  }),
);

/** Whether a path or glob is absolute, has a drive letter or a backslash, or climbs with `..`. */
export function leavesFolder(path: string): boolean {
  const body = path.startsWith('!') ? path.slice(1) : path;
  return /^([/~]|[A-Za-z]:)/.test(body) || body.includes('\\') || /(^|[/{,(|])\.\.($|[/},)|])/.test(body);
}

const classColor = z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, 'Expected a colour like "#4c78a8".'));
const dissimilarity = z.enum(['cosine', 'l1', 'l2']);
const factor = z.number().check(z.minimum(0));

const classSchema = z.strictObject({
  id: z.int().check(z.minimum(1), z.maximum(255)),
  name: z.string().check(z.minLength(1)),
  color: classColor,
  hidden: z.optional(z.boolean()),
  background: z.optional(z.boolean()),
  mergedInto: z.optional(z.int().check(z.minimum(1), z.maximum(255))),
});

const defectSchema = z
  .strictObject({
    name: z.string().check(z.minLength(1)),
    kind: z.enum(['structural', 'logical']),
    saturation: z.number().check(z.positive()),
    relative: z.boolean(),
  })
  .check(
    z.refine(({ saturation, relative }) => !relative || saturation <= 1, {
      error: 'Expected a "saturation" of at most 1 beside "relative": true: it is a part of the region.',
    }),
    z.refine(({ saturation, relative }) => relative || Number.isInteger(saturation), {
      error: 'Expected a "saturation" in whole pixels beside "relative": false.',
    }),
  );

const featuresSchema = z.strictObject({
  preset: z._default(z.enum(Object.keys(PRESETS) as (keyof typeof PRESETS)[]), 'challenge'),
  embedding: z._default(z.enum(['vector', 'scalar']), 'vector'),
  dissimilarity: z._default(
    z.union([
      dissimilarity,
      z.strictObject(
        Object.fromEntries(CLASS_FEATURES.map((name) => [name, z.optional(dissimilarity)])) as Record<
          ClassFeature,
          z.ZodMiniOptional<typeof dissimilarity>
        >,
      ),
    ]),
    {},
  ),
  /** Rotated copies of the references in the patch banks; `auto`: where they explain each other clearly better so. */
  augment: z._default(z.enum(['off', 'rotations', 'auto']), 'auto'),
  factors: z._default(
    z.strictObject(
      Object.fromEntries(FEATURE_NAMES.map((name) => [name, z.optional(factor)])) as Record<
        (typeof FEATURE_NAMES)[number],
        z.ZodMiniOptional<typeof factor>
      >,
    ),
    {},
  ),
});

const modelName = z.string().check(z.minLength(1));

const segmenterObject = z
  .strictObject({
    /** Label maps from files; with `only`, one for the first reference, which the aligner carries on to all other images (METHOD 6). */
    masks: z.optional(relativePath),
    only: z.optional(z.literal('first')),
    /** The model that segments images; beside masks for the first reference, the one that gives the others segments of their own. */
    model: z.optional(modelName),
    /** `adaptive` (the default) asks for the dense grid's points only where they can find something new; `full` for all of them. */
    grid: z.optional(z.enum(['adaptive', 'full'])),
  })
  .check(
    z.refine(({ masks, model }) => masks !== undefined || model !== undefined, {
      error: 'Expected "masks" or "model"; name label maps as {"masks": "labels/{path}.png"}, or a model.',
    }),
    z.refine(({ masks, model, only }) => masks === undefined || model === undefined || only !== undefined, {
      error:
        'Expected "masks" or "model", not both; add "only": "first" where the masks are for the first reference alone.',
    }),
    z.refine(({ masks, only }) => only === undefined || masks !== undefined, {
      error: 'Expected "masks" beside "only"; name the first reference\'s label map as {"masks": "labels/{path}.png"}.',
    }),
  );

const modelAligner = z
  .strictObject({
    model: modelName,
    /** Whether DeAOT remembers the first reference or all of them (METHOD 6). */
    memory: z._default(z.enum(['first', 'all']), 'first'),
    /** Whether an image's own segments vote on what was carried to it (METHOD 6). */
    refine: z._default(z.enum(['off', 'segments']), 'off'),
  })
  .check(
    z.refine(({ model, memory, refine }) => isModelAligner(model) || (memory === 'first' && refine === 'off'), {
      error: 'Expected a DeAOT model beside "memory" or "refine"; name one, or leave these two out.',
    }),
  );

const modelsSchema = z.strictObject({
  backbone: z._default(modelName, 'mobilenet-v2'),
  segmenter: z._default(z.union([modelName, segmenterObject]), 'prototype'),
  aligner: z._default(z.union([modelName, modelAligner]), 'prototype'),
  /** Number of part classes that the `prototype` segmenter looks for (METHOD 6). */
  parts: z._default(z.int().check(z.minimum(2), z.maximum(10)), 5),
});

/** The schema of a project file, version 1. Unknown keys are errors. */
export const projectSchema = z.strictObject({
  $schema: z.optional(z.string()),
  version: z.literal(PROJECT_VERSION),
  name: z.optional(z.string().check(z.minLength(1))),
  layout: z._default(z.enum(['folder', 'mvtec-ad', 'mvtec-loco']), 'folder'),
  references: z.array(relativePath),
  images: z.array(relativePath),
  models: z._default(modelsSchema, {
    backbone: 'mobilenet-v2',
    segmenter: 'prototype',
    aligner: 'prototype',
    parts: 5,
  }),
  features: z._default(featuresSchema, {
    preset: 'challenge',
    embedding: 'vector',
    dissimilarity: {},
    augment: 'auto',
    factors: {},
  }),
  threshold: z._default(z.union([z.literal('auto'), z.number().check(z.positive())]), 'auto'),
  classes: z._default(z.array(classSchema), []),
  defects: z._default(z.array(defectSchema), []),
});

export type ProjectFile = z.infer<typeof projectSchema>;
export type ClassEntry = ProjectFile['classes'][number];
/** A label for regions, with LOCO's saturation settings (FORMATS): `relative` ones are parts of the region's area, others pixels. */
export type DefectEntry = ProjectFile['defects'][number];
export type Layout = ProjectFile['layout'];

/** Where label maps come from (METHOD 6). */
export type SegmenterChoice =
  /** Found in the references; classes match without an aligner. */
  | { readonly kind: 'prototype' }
  /** A file an image; classes match already. */
  | { readonly kind: 'masks'; readonly pattern: string }
  /**
   * The first reference's label map comes from a file or from a segmenter (null: one of the two), and the aligner carries it to all
   * other images. `own` also gives those images segments of their own, where the aligner wants them.
   */
  | { readonly kind: 'aligned'; readonly firstMask: string | null; readonly own: OwnSegments | null };

/** A segmenter of single images: its model's name, and which grid of points it asks for. */
export interface OwnSegments {
  readonly model: string;
  readonly grid: 'adaptive' | 'full';
}

export function segmenterChoice({ segmenter }: ProjectFile['models']): SegmenterChoice {
  if (segmenter === 'prototype') return { kind: 'prototype' };
  if (typeof segmenter === 'string')
    return { kind: 'aligned', firstMask: null, own: { model: segmenter, grid: 'adaptive' } };
  const { masks, only, model, grid = 'adaptive' } = segmenter;
  const own = model === undefined ? null : { model, grid };
  if (masks === undefined)
    return model === 'prototype' ? { kind: 'prototype' } : { kind: 'aligned', firstMask: null, own };
  return only === undefined ? { kind: 'masks', pattern: masks } : { kind: 'aligned', firstMask: masks, own };
}

/** How classes are carried from the first reference to the other images (METHOD 6). */
export interface AlignerChoice {
  /** `prototype`, `hungarian`, `nearest`, or a model's name. */
  readonly model: string;
  readonly memory: 'first' | 'all';
  readonly refine: 'off' | 'segments';
}

/** The aligners that compare an image's own segments with the first reference's. */
const MATCHING_ALIGNERS = ['hungarian', 'nearest'] as const;
export type MatchingAligner = (typeof MATCHING_ALIGNERS)[number];

export function isMatchingAligner(name: string): name is MatchingAligner {
  return (MATCHING_ALIGNERS as readonly string[]).includes(name);
}

/** Whether an aligner's name is that of a model, not of a rule. */
export function isModelAligner(name: string): boolean {
  return name !== 'prototype' && !isMatchingAligner(name);
}

export function alignerChoice({ aligner }: ProjectFile['models']): AlignerChoice {
  return typeof aligner === 'string' ? { model: aligner, memory: 'first', refine: 'off' } : aligner;
}

/** The dissimilarity of each class feature, with METHOD 4's defaults filled in. */
export function dissimilarities(features: ProjectFile['features']): Record<ClassFeature, Dissimilarity> {
  const chosen = features.dissimilarity;
  if (typeof chosen === 'string') return { embedding: chosen, histogram: chosen, color: chosen, location: chosen };
  return Object.fromEntries(
    CLASS_FEATURES.map((name) => [name, chosen[name] ?? DEFAULT_DISSIMILARITY[name]]),
  ) as Record<ClassFeature, Dissimilarity>;
}
