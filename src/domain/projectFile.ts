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

const defectSchema = z.strictObject({
  name: z.string().check(z.minLength(1)),
  kind: z.enum(['structural', 'logical']),
  saturation: z.number().check(z.positive()),
  relative: z.boolean(),
});

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
  augment: z._default(z.enum(['off']), 'off'),
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

const masksSegmenter = z.strictObject({ masks: relativePath });

const modelsSchema = z.strictObject({
  backbone: z._default(z.string().check(z.minLength(1)), 'mobilenet-v2'),
  segmenter: z._default(z.union([z.string().check(z.minLength(1)), masksSegmenter]), 'prototype'),
  aligner: z._default(z.string().check(z.minLength(1)), 'prototype'),
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
    augment: 'off',
    factors: {},
  }),
  threshold: z._default(z.union([z.literal('auto'), z.number().check(z.positive())]), 'auto'),
  classes: z._default(z.array(classSchema), []),
  defects: z._default(z.array(defectSchema), []),
});

export type ProjectFile = z.infer<typeof projectSchema>;
export type ClassEntry = ProjectFile['classes'][number];
export type Layout = ProjectFile['layout'];

/** The dissimilarity of each class feature, with METHOD 4's defaults filled in. */
export function dissimilarities(features: ProjectFile['features']): Record<ClassFeature, Dissimilarity> {
  const chosen = features.dissimilarity;
  if (typeof chosen === 'string') return { embedding: chosen, histogram: chosen, color: chosen, location: chosen };
  return Object.fromEntries(
    CLASS_FEATURES.map((name) => [name, chosen[name] ?? DEFAULT_DISSIMILARITY[name]]),
  ) as Record<ClassFeature, Dissimilarity>;
}
