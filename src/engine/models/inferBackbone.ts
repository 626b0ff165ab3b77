import { EngineError } from '../errors.ts';
import type { ModelSession, ValueMetadata } from '../runtime/modelSession.ts';
import { readOnnx } from '../runtime/onnxReader.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { floatsOf, floatTensor } from '../runtime/tensor.ts';

/** What a backbone's manifest says of its graph. */
export interface BackboneShape {
  readonly inputSize: number;
  readonly patchSize: number;
  readonly dim: number;
  readonly skipTokens: number;
  readonly input: string;
  readonly output: string;
}

/** What is known already; it is checked, not believed. */
export type KnownShape = Partial<{ [K in keyof BackboneShape]: BackboneShape[K] | undefined }>;

/** DINOv2's, where the graph leaves it free (MODELS). */
const FREE_INPUT_SIZE = 518;
/** Class and register tokens: no known network has more, and a wrong patch size gives hundreds. */
const MOST_SKIPPED = 16;

/**
 * What a backbone's graph leaves open (MODELS, DINOv2): names from its metadata, the patch from the first convolution, tokens to skip from
 * a trial run on the CPU. Errors: `model-invalid` (with the option that says what cannot be inferred), those of `createSession`.
 */
export async function inferBackbone(file: string, known: KnownShape, runtime: Runtime): Promise<BackboneShape> {
  const session = await runtime.createSession(file, { provider: 'cpu' });
  try {
    const input = inputOf(session, known.input, file);
    const output = outputOf(session, known.output, file);
    const patchSize = known.patchSize ?? (await patchOf(file));
    const inputSize = sizeOf(input, known.inputSize, patchSize, file);
    const { tokens, dim } = await trial(session, input.name, output, inputSize, file);
    const grid = (inputSize / patchSize) ** 2;
    const skipTokens = tokens - grid;
    const wanted = known.skipTokens;
    if (
      skipTokens < 0 ||
      (wanted ?? skipTokens) !== skipTokens ||
      (wanted === undefined && skipTokens > MOST_SKIPPED)
    ) {
      throw invalid(
        `Expected ${inputSize} × ${inputSize} pixels to give ${grid} patches of ${patchSize} pixels${wanted === undefined ? '' : ` and ${wanted} further tokens`} from ${file}; it gives ${tokens} tokens. Say --patch-size, and --skip-tokens for the tokens before the patches.`,
      );
    }
    if (known.dim !== undefined && known.dim !== dim)
      throw invalid(`Expected ${known.dim} values a token from ${file}; it gives ${dim}. Correct dim in its manifest.`);
    return { inputSize, patchSize, dim, skipTokens, input: input.name, output };
  } finally {
    await session.dispose();
  }
}

function inputOf({ inputs }: ModelSession, name: string | undefined, file: string): ValueMetadata {
  const images = inputs.filter(({ dims }) => dims.length === 4);
  const input =
    inputs.find((value) => value.name === (name ?? 'pixel_values')) ?? (name === undefined ? one(images) : null);
  if (!input) {
    throw invalid(
      `Expected one input for the image in ${file}; there are: ${listed(inputs)}. Say which with --input NAME.`,
    );
  }
  const { type, dims } = input;
  if (inputs.length > 1)
    throw invalid(`Expected ${file} to take the image alone; it takes: ${listed(inputs)}. Export it with one input.`);
  if (type === 'float32' && dims.length === 4 && isFree(dims[0], 1) && isFree(dims[1], 3)) return input;
  throw invalid(
    `Expected the input ${input.name} of ${file} to be float32 (1, 3, height, width); it is ${listed([input])}. Export it so.`,
  );
}

function outputOf({ outputs }: ModelSession, name: string | undefined, file: string): string {
  const tokens = outputs.filter(({ dims }) => dims.length === 3);
  const usual = ['patch_tokens', 'last_hidden_state'].find((usualName) =>
    outputs.some((value) => value.name === usualName),
  );
  const output = name ?? usual ?? one(tokens)?.name ?? one(outputs)?.name;
  if (output !== undefined && outputs.some((value) => value.name === output)) return output;
  throw invalid(
    `Expected one output of tokens (1, tokens, dim) in ${file}; there are: ${listed(outputs)}. Say which with --output NAME.`,
  );
}

/** The first convolution's kernel, where it cuts the image into squares. */
async function patchOf(file: string): Promise<number> {
  const convolution = (await readOnnx(file)).firstConvolution;
  const [size, ...others] = [...(convolution?.kernel ?? []), ...(convolution?.strides ?? [])];
  if (size !== undefined && others.length === 3 && others.every((other) => other === size)) return size;
  const came =
    convolution === null
      ? 'it has no convolution'
      : `its kernel is ${convolution.kernel.join(' × ')}, its stride ${convolution.strides.join(' × ')}`;
  throw invalid(
    `Expected the first convolution of ${file} to cut the image into patches; ${came}. Say --patch-size N.`,
  );
}

function sizeOf(input: ValueMetadata, known: number | undefined, patchSize: number, file: string): number {
  const [height, width] = input.dims.slice(2).map((dim) => (typeof dim === 'number' && dim > 0 ? dim : null));
  const fixed = height ?? width ?? null;
  if ((height ?? fixed) !== (width ?? fixed))
    throw invalid(`Expected ${file} to take square images; it takes ${height} × ${width}. Export it for squares.`);
  if (fixed !== null && known !== undefined && known !== fixed)
    throw invalid(`Expected ${file} to take ${known} pixels a side; it takes ${fixed} alone. Leave --input-size out.`);
  // The largest multiple that is not above DINOv2's own.
  const size = fixed ?? known ?? Math.max(patchSize, FREE_INPUT_SIZE - (FREE_INPUT_SIZE % patchSize));
  if (size % patchSize === 0) return size;
  throw invalid(
    `Expected an input size that is a multiple of the patch size ${patchSize} for ${file}; it is ${size}. Say ${fixed === null ? '--input-size N' : '--patch-size N'}.`,
  );
}

/** Runs the graph once on a made-up image: a slope from dark to bright in each channel. */
async function trial(
  session: ModelSession,
  input: string,
  output: string,
  size: number,
  file: string,
): Promise<{ tokens: number; dim: number }> {
  const pixels = Float32Array.from({ length: 3 * size * size }, (_, i) => (2 * (i % size)) / size - 1);
  const tensor = (await session.run({ [input]: floatTensor(pixels, [1, 3, size, size]) }, [output]))[output];
  const values = floatsOf(tensor);
  const [batch, tokens = 0, dim = 0] = tensor?.dims ?? [];
  if (values === null || tensor?.dims.length !== 3 || batch !== 1) {
    throw invalid(
      `Expected float32 (1, tokens, dim) as output ${output} of ${file}; got ${tensor?.type ?? 'nothing'} (${tensor?.dims.join(', ') ?? ''}). Say another with --output NAME, or export it so.`,
    );
  }
  if (!values.every(Number.isFinite))
    throw invalid(`Expected finite values from ${file}; a trial run gives others. Export it as float32.`);
  return { tokens, dim };
}

function isFree(dim: number | string | undefined, or: number): boolean {
  return typeof dim !== 'number' || dim <= 0 || dim === or;
}

function one<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined;
}

function listed(values: readonly ValueMetadata[]): string {
  return values.map(({ name, type, dims }) => `${name} ${type} (${dims.join(', ')})`).join(', ') || 'none';
}

function invalid(message: string): EngineError {
  return new EngineError('model-invalid', message);
}
