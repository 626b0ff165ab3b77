import { createHash } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { normalizePixels } from '../image/normalize.ts';
import { resizeBicubic } from '../image/resize.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import type { BackboneManifest } from '../models/manifest.ts';
import type { BackboneModel } from '../models/resolve.ts';
import type { ModelSession } from '../runtime/modelSession.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { floatsOf, floatTensor, type Tensor } from '../runtime/tensor.ts';
import type { Backbone, BackboneOutput, DenseTap } from './backbone.ts';

/**
 * Opens a backbone (METHOD 1). Errors: `model-missing`, `model-unreadable`, `model-unsupported`, `provider-unavailable`; `describe` throws
 * `model-unreadable` where the outputs are not what the manifest says.
 */
export async function createBackbone(runtime: Runtime, { manifest, files }: BackboneModel): Promise<Backbone> {
  const { path, sha256 } = files.model!;
  const { input, inputSize } = manifest;
  const session = await runtime.createSession(path, { sha256, trial: { [input]: [1, 3, inputSize, inputSize] } });
  try {
    return new OnnxBackbone(session, manifest, sha256, path);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

class OnnxBackbone implements Backbone {
  /** Known from the first image on: the graph leaves it free. */
  tapSize: number | null = null;
  private readonly fetches: readonly string[];
  /** The last call: one image at a time keeps the memory at one image's. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly session: ModelSession,
    private readonly manifest: BackboneManifest,
    private readonly checksum: string,
    private readonly file: string,
  ) {
    const { input, output, taps } = manifest;
    this.fetches = [output, ...(taps ? [taps.shallow, ...taps.deep] : [])];
    this.checkName('input', input, session.inputs);
    for (const name of this.fetches) this.checkName('output', name, session.outputs);
  }

  get key(): string {
    const { inputSize, patchSize, dim, mean, std, resize, input, output, skipTokens, taps } = this.manifest;
    const preprocessing = JSON.stringify([
      inputSize,
      patchSize,
      dim,
      mean,
      std,
      resize,
      input,
      output,
      skipTokens,
      taps ?? null,
    ]);
    return createHash('sha256').update(`${this.checksum} ${preprocessing} ${this.providerName}`).digest('hex');
  }

  get providerName(): string {
    return this.session.providerName;
  }

  get inputSize(): number {
    return this.manifest.inputSize;
  }

  describe(image: RgbImage): Promise<BackboneOutput> {
    const result = this.queue.then(() => this.describeNow(image));
    this.queue = result.catch(() => undefined);
    return result;
  }

  async dispose(): Promise<void> {
    await this.queue;
    await this.session.dispose();
  }

  private async describeNow(image: RgbImage): Promise<BackboneOutput> {
    const { inputSize, input, mean, std, taps } = this.manifest;
    const resized = await resizeBicubic(image, inputSize, inputSize);
    const pixels = floatTensor(normalizePixels(resized.data, mean, std), [1, 3, inputSize, inputSize]);
    const outputs = await this.session.run({ [input]: pixels }, this.fetches);
    const patches = this.patches(outputs);
    if (!taps) return { patches, taps: null };
    const shallow = this.tap(outputs, taps.shallow);
    this.tapSize = shallow.size;
    return { patches, taps: { shallow, deep: taps.deep.map((name) => this.tap(outputs, name)) } };
  }

  private patches(outputs: Record<string, Tensor>): BackboneOutput['patches'] {
    const { inputSize, patchSize, dim, output, skipTokens } = this.manifest;
    const grid = inputSize / patchSize;
    const tensor = outputs[output];
    const data = floatsOf(tensor);
    const expected = [1, skipTokens + grid * grid, dim];
    if (!data || tensor!.dims.join() !== expected.join())
      throw this.mismatch(output, `float32 (${expected.join(', ')})`, tensor);
    return { grid, dim, data: this.finite(output, data.subarray(skipTokens * dim)) };
  }

  private tap(outputs: Record<string, Tensor>, name: string): DenseTap {
    const tensor = outputs[name];
    const data = floatsOf(tensor);
    const [batch, size = 0, width, channels = 0] = tensor?.dims ?? [];
    if (!data || tensor?.dims.length !== 4 || batch !== 1 || size !== width)
      throw this.mismatch(name, 'float32 (1, size, size, channels)', tensor);
    return { size, channels, data };
  }

  /** A network that overflows would make every score NaN. */
  private finite(name: string, values: Float32Array): Float32Array {
    let sum = 0; // x − x is 0, or NaN where x is not finite: nine times as fast as asking each value
    for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
    if (sum === 0) return values;
    throw new EngineError(
      'model-unreadable',
      `Expected finite values in the output ${name} of ${this.file}; some are not (provider ${this.providerName}). Try the provider cpu, or another export of the model.`,
    );
  }

  private checkName(kind: string, name: string, there: readonly { name: string }[]): void {
    if (there.some((value) => value.name === name)) return;
    const names = there.map((value) => value.name).join(', ');
    throw new EngineError(
      'model-unreadable',
      `Expected an ${kind} called ${name} in ${this.file}, as its manifest says; there is only: ${names}. Correct the manifest.`,
    );
  }

  private mismatch(name: string, expected: string, tensor: Tensor | undefined): EngineError {
    const came = tensor ? `${tensor.type} (${tensor.dims.join(', ')})` : 'nothing';
    return new EngineError(
      'model-unreadable',
      `Expected ${expected} as output ${name} of ${this.file}; got ${came}. Correct inputSize, patchSize, dim or skipTokens in its manifest.`,
    );
  }
}
