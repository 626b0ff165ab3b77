import { createHash } from 'node:crypto';
import { EngineError } from '../../errors.ts';
import type { RgbImage } from '../../image/rgbImage.ts';
import type { SegmenterModel } from '../../models/resolve.ts';
import { isOutOfMemory } from '../../runtime/outOfMemory.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { floatTensor, type Tensor } from '../../runtime/tensor.ts';
import type { TrialSizes } from '../../runtime/trial.ts';
import { PROMPTS_A_RUN } from './batchedDecoder.ts';
import { decoderOf, type Point, type SamCandidate, type SamDecoder } from './samDecoder.ts';
import { frameOf, type SamFrame } from './samFrame.ts';
import {
  checkFinite,
  checkOutputs,
  fixedSize,
  floatOutput,
  listed,
  type OpenedGraph,
} from '../../runtime/openedGraph.ts';
import { samInput } from './samInput.ts';
import { scalePrompt, type SamPrompt } from './samPrompt.ts';

/** The side that segment-anything's encoders want where their graph leaves it free. */
const INPUT_SIZE = 1024;

/** What providers are compared on where graphs leave sizes free: dimensions and inputs by the names that the field's exports give them. */
const ENCODER_TRIAL: TrialSizes = { height: INPUT_SIZE, width: INPUT_SIZE };
const DECODER_TRIAL: TrialSizes = {
  input_points: [1, PROMPTS_A_RUN, 1, 2],
  input_labels: [1, PROMPTS_A_RUN, 1],
  point_coords: [1, 2, 2],
  point_labels: [1, 2],
};

/** An image as the decoder wants it. */
export interface SamEmbedding {
  readonly frame: SamFrame;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** A promptable segmenter. Owns two sessions: call `dispose`. */
export interface SamNetwork {
  /** Identifies what was computed: checksums of the files, preprocessing, provider. Part of cache keys. */
  readonly key: string;
  readonly providerName: string;
  /** Prompts that one run takes: callers who want to cancel between runs ask for so many at once. Less once memory ran out. */
  readonly promptsARun: number;
  encode(image: RgbImage): Promise<SamEmbedding>;
  /**
   * The candidates for each point: three, or one where the graph gives only one.
   * @param points each its own prompt, in pixels of the image.
   */
  decode(embedding: SamEmbedding, points: readonly Point[]): Promise<SamCandidate[][]>;
  /** Whether {@link prompt} uses the logits of the answer before. */
  readonly feedsBack: boolean;
  /**
   * The mask that a user's clicks and box mean, as segment-anything's `SamPredictor` gives it: of a single click the surest of three, else the one for
   * prompts that mean one thing.
   * @param prompt in pixels of the image. @param former the logits of the answer before the last click, or null.
   */
  prompt(embedding: SamEmbedding, prompt: SamPrompt, former: Float32Array | null): Promise<SamCandidate>;
  dispose(): Promise<void>;
}

/**
 * Opens a SAM (METHOD 6) in either of the field's two exports, which the decoder's inputs tell apart. Errors: `model-missing`,
 * `model-unreadable` (no ONNX model, or one with other inputs or outputs), `model-unsupported`, `out-of-memory` (also where it is too little
 * for one prompt at a time), `provider-unavailable`, `cancelled`.
 */
export async function openSam(runtime: Runtime, model: SegmenterModel, signal?: AbortSignal): Promise<SamNetwork> {
  const encoder = await openGraph(runtime, model.files['encoder']!, ENCODER_TRIAL, signal);
  let decoder: OpenedGraph | null = null;
  try {
    decoder = await openGraph(runtime, model.files['decoder']!, DECODER_TRIAL, signal);
    return new OnnxSam(model, encoder, decoder);
  } catch (error) {
    await Promise.all([encoder.session.dispose(), decoder?.session.dispose()]);
    throw error;
  }
}

async function openGraph(
  runtime: Runtime,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
  trial: TrialSizes,
  signal: AbortSignal | undefined,
): Promise<OpenedGraph> {
  return { session: await runtime.createSession(path, { sha256, trial, planMemory: false, signal }), file: path };
}

class OnnxSam implements SamNetwork {
  promptsARun: number;
  private readonly inputSize: number;
  private readonly input: string;
  private readonly prompts: SamDecoder;
  /** The encoder's outputs, each with the name that the decoder knows it by. */
  private readonly outputs: readonly { readonly from: string; readonly to: string }[];
  /** The last call: one run at a time keeps the memory at one run's. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly model: SegmenterModel,
    private readonly encoder: OpenedGraph,
    private readonly decoder: OpenedGraph,
  ) {
    const { name, size } = encoderInput(encoder);
    this.input = name;
    this.inputSize = size;
    this.prompts = decoderOf(decoder, size);
    this.promptsARun = this.prompts.promptsARun;
    this.outputs = encoderOutputs(encoder, this.prompts.embeddings);
  }

  get key(): string {
    const { manifest, files } = this.model;
    const checksums = Object.entries(files)
      .map(([name, { sha256 }]) => `${name} ${sha256}`)
      .sort();
    const preprocessing = [manifest.mean, manifest.std, this.inputSize];
    const providers = [this.encoder.session.providerName, this.decoder.session.providerName];
    return createHash('sha256')
      .update(JSON.stringify([checksums, preprocessing, providers]))
      .digest('hex');
  }

  get providerName(): string {
    const names = [this.encoder, this.decoder].map(({ session }) => session.providerName);
    return [...new Set(names)].join(', ');
  }

  encode(image: RgbImage): Promise<SamEmbedding> {
    return this.inTurn(async () => {
      const { mean, std } = this.model.manifest;
      const frame = frameOf(image.width, image.height, this.inputSize);
      const pixels = floatTensor(await samInput(image, frame, mean, std), [1, 3, this.inputSize, this.inputSize]);
      const names = this.outputs.map(({ from }) => from);
      const outputs = await this.encoder.session.run({ [this.input]: pixels }, names);
      const tensors = this.outputs.map(({ from, to }) => {
        const { data, dims } = floatOutput(outputs, from, [1, null, null, null], this.encoder.file);
        checkFinite(data, from, this.encoder);
        return [to, floatTensor(data, dims)] as const;
      });
      return { frame, tensors: Object.fromEntries(tensors) };
    });
  }

  decode({ frame, tensors }: SamEmbedding, points: readonly Point[]): Promise<SamCandidate[][]> {
    const { width, height, contentWidth, contentHeight } = frame;
    const scaled = points.map(({ x, y }) => ({ x: (x * contentWidth) / width, y: (y * contentHeight) / height }));
    return this.inTurn(async () => {
      const found: SamCandidate[][] = [];
      while (found.length < scaled.length) {
        const batch = scaled.slice(found.length, found.length + this.promptsARun);
        try {
          found.push(...(await this.prompts.decode(tensors, batch)));
        } catch (error) {
          if (batch.length === 1 || !isOutOfMemory(error)) throw error;
          this.promptsARun = Math.floor(batch.length / 2);
        }
      }
      return found;
    });
  }

  get feedsBack(): boolean {
    return this.prompts.feedsBack;
  }

  prompt({ frame, tensors }: SamEmbedding, prompt: SamPrompt, former: Float32Array | null): Promise<SamCandidate> {
    const scaled = scalePrompt(prompt, frame.contentWidth / frame.width, frame.contentHeight / frame.height);
    return this.inTurn(() => this.prompts.prompt(tensors, scaled, former));
  }

  async dispose(): Promise<void> {
    await this.queue;
    await Promise.all([this.encoder.session.dispose(), this.decoder.session.dispose()]);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

/** The name and side of the one input (1, 3, side, side) of an encoder. @throws EngineError `model-unreadable`. */
function encoderInput({ session, file }: OpenedGraph): { name: string; size: number } {
  const [input, ...others] = session.inputs;
  const [batch, channels, height, width] = input?.dims.map(fixedSize) ?? [];
  const isImage =
    input?.type === 'float32' &&
    input.dims.length === 4 &&
    (batch ?? 1) === 1 &&
    (channels ?? 3) === 3 &&
    height === width;
  if (isImage && others.length === 0) return { name: input.name, size: height ?? INPUT_SIZE };
  throw new EngineError(
    'model-unreadable',
    `Expected one input float32 (1, 3, side, side) of the SAM encoder ${file}; there are: ${listed(session.inputs)}. Name another file as encoder in its manifest, or export the model anew.`,
  );
}

/** An encoder's only output is the embedding, whatever its name: exports of it alone follow no convention. */
function encoderOutputs(encoder: OpenedGraph, wanted: readonly string[]): { from: string; to: string }[] {
  const { outputs } = encoder.session;
  if (wanted.length === 1 && outputs.length === 1) return [{ from: outputs[0]!.name, to: wanted[0]! }];
  checkOutputs(encoder, wanted);
  return wanted.map((name) => ({ from: name, to: name }));
}
