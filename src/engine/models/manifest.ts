/** What a model's `manifest.json` says: its files with checksums, and how the network wants to be fed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { FEATURE_NAMES } from '../../domain/features.ts';
import { leavesFolder } from '../../domain/projectFile.ts';
import { EngineError } from '../errors.ts';
import { describe } from '../files.ts';

const text = z.string().check(z.minLength(1));
const positive = z.int().check(z.positive());
const triple = z.tuple([z.number(), z.number(), z.number()]);
const inside = text.check(z.refine((file) => !leavesFolder(file), 'a path inside the model’s folder'));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'a SHA-256 checksum of 64 lower-case hexadecimal digits'));
/** Large graphs keep their weights in further files, which are listed under names of their own. */
const file = z.object({ path: inside, sha256 });

const weights = z.object(
  Object.fromEntries(FEATURE_NAMES.map((name) => [name, z.number().check(z.positive())])) as Record<
    (typeof FEATURE_NAMES)[number],
    z.ZodMiniNumber
  >,
);

const positiveTriple = z.tuple([
  z.number().check(z.positive()),
  z.number().check(z.positive()),
  z.number().check(z.positive()),
]);
/** What the manifests of all kinds say: `(x / 255 − mean) / std` per channel, and where the model is from. */
const common = { id: text, mean: triple, std: positiveTriple, license: text, source: text };

const backboneSchema = z.object({
  ...common,
  kind: z.literal('backbone'),
  files: z.catchall(z.object({ model: file }), file),
  /** S: the image is resized to S × S pixels (METHOD 1). */
  inputSize: positive,
  /** p: pixels a patch; the grid has S / p patches a side. */
  patchSize: positive,
  dim: positive,
  resize: z.literal('bicubic'),
  input: text,
  output: text,
  /** Class and register tokens that come before the patches. */
  skipTokens: z.int().check(z.nonnegative()),
  /** Outputs (1, h, w, c) that the prototype segmenter reads. */
  taps: z.optional(z.object({ shallow: text, deep: z.array(text).check(z.minLength(1)) })),
  /** METHOD 5's weights with one reference. */
  naiveWeights: z.optional(weights),
});

/** Segment anything: an image encoder and a prompt decoder, whose names of inputs tell which of the field's two exports it is. */
const segmenterSchema = z.object({
  ...common,
  kind: z.literal('segmenter'),
  family: z.literal('sam'),
  files: z.catchall(z.object({ encoder: file, decoder: file }), file),
});

/** DeAOT as three graphs (MODELS, DeAOT). */
const alignerSchema = z.object({
  ...common,
  kind: z.literal('aligner'),
  family: z.literal('deaot'),
  files: z.catchall(z.object({ encode: file, memorize: file, propagate: file }), file),
  /** The image's short side is at most this many pixels for the network. */
  shortSide: positive,
  /** Objects a pass: more are carried in several passes. */
  maxObjects: positive,
});

const schemas = { backbone: backboneSchema, segmenter: segmenterSchema, aligner: alignerSchema } as const;

export type ModelKind = keyof typeof schemas;
export interface Manifests {
  backbone: z.infer<typeof backboneSchema>;
  segmenter: z.infer<typeof segmenterSchema>;
  aligner: z.infer<typeof alignerSchema>;
}
export type BackboneManifest = Manifests['backbone'];
export type Manifest = Manifests[ModelKind];

/**
 * Reads a model's manifest. Errors: `model-missing` (no such file), `model-unreadable` (no JSON, or a field that is wrong, which the
 * message names).
 */
export async function readManifest(file: string): Promise<Manifest> {
  return parseManifest(parseJson(file, await readText(file)), file);
}

/** Checks what a manifest holds. `place` is what messages call it. @throws EngineError `model-unreadable`. */
export function parseManifest(value: unknown, place: string): Manifest {
  const { kind } = (value ?? {}) as { kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind)) {
    throw new EngineError(
      'model-unreadable',
      `${place}: kind: expected ${Object.keys(schemas)
        .map((name) => JSON.stringify(name))
        .join(' or ')}. Correct it there.`,
    );
  }
  const parsed = z.safeParse(schemas[kind as ModelKind], value);
  if (!parsed.success)
    throw new EngineError('model-unreadable', `${place}: ${explain(parsed.error.issues[0]!)}. Correct it there.`);
  if (parsed.data.kind === 'backbone') checkGrid(parsed.data, place);
  return parsed.data;
}

function checkGrid({ inputSize, patchSize }: BackboneManifest, place: string): void {
  if (inputSize % patchSize === 0) return;
  throw new EngineError(
    'model-unreadable',
    `${place}: expected an inputSize that is a multiple of patchSize ${patchSize}, got ${inputSize}. Correct it there.`,
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new EngineError(
      'model-missing',
      `Expected a model's manifest.json in ${path.dirname(file)}; there is none. Check the path, or put the model there.`,
      { cause: error },
    );
  }
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new EngineError('model-unreadable', `${file}: expected JSON; ${describe(error)}. Correct it there.`, {
      cause: error,
    });
  }
}

function explain(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.') || 'the manifest';
  const expected =
    'expected' in issue
      ? issue.expected
      : 'values' in issue
        ? issue.values.map((value) => JSON.stringify(value)).join(' or ')
        : null;
  if (expected !== null) return `${place}: expected ${expected}`;
  return issue.message === 'Invalid input' ? `${place} is out of range` : `${place}: expected ${issue.message}`;
}
