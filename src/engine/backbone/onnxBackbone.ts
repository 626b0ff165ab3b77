import { createHash } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { normalizePixels } from '../image/normalize.ts';
import { resizeBicubic } from '../image/resize.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import type { BackboneManifest } from '../models/manifest.ts';
import type { BackboneModel } from '../models/resolve.ts';
import type { ModelSession } from '../runtime/modelSession.ts';
import { checkFinite } from '../runtime/openedGraph.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { floatsOf, floatTensor, type Tensor } from '../runtime/tensor.ts';
import type { Backbone, BackboneOutput, DenseTap } from './backbone.ts';
import { Batches } from './batches.ts';

/** Images that a run on a device takes where the graph leaves it free; memory that does not reach for so many makes it fewer. */
const DEVICE_BATCH = 4;

/**
 * Opens a backbone (METHOD 1). Errors: `model-missing`, `model-unreadable`, `model-unsupported`, `provider-unavailable`; `describe` throws
 * `model-unreadable` where the outputs are not what the manifest says.
 * @param options.batchSize images a run, where the graph leaves it free; default 1 on the CPU, which gains nothing by more.
 */
export async function createBackbone(
  runtime: Runtime,
  { manifest, files }: BackboneModel,
  { batchSize, signal }: { readonly batchSize?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Backbone> {
  const { path, sha256 } = files.model!;
  const { input, inputSize } = manifest;
  const trial = { [input]: [1, 3, inputSize, inputSize] };
  const session = await runtime.createSession(path, { sha256, trial, signal });
  try {
    return new OnnxBackbone(session, manifest, sha256, path, batchSize);
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

class OnnxBackbone implements Backbone {
  /** Known from the first image on: the graph leaves it free. */
  tapSize: number | null = null;
  private readonly fetches: readonly string[];
  private readonly batches: Batches<RgbImage, BackboneOutput>;

  constructor(
    readonly session: ModelSession,
    private readonly manifest: BackboneManifest,
    private readonly checksum: string,
    readonly file: string,
    batchSize?: number,
  ) {
    const { input, output, taps } = manifest;
    this.fetches = [output, ...(taps ? [taps.shallow, ...taps.deep] : [])];
    this.checkName('input', input, session.inputs);
    for (const name of this.fetches) this.checkName('output', name, session.outputs);
    const most = this.takesSeveral() ? (batchSize ?? (session.providerName === 'cpu' ? 1 : DEVICE_BATCH)) : 1;
    this.batches = new Batches(most, (images) => this.describeAll(images));
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

  get batchSize(): number {
    return this.batches.size;
  }

  describe(image: RgbImage): Promise<BackboneOutput> {
    return this.batches.add(image);
  }

  async dispose(): Promise<void> {
    await this.batches.idle();
    await this.session.dispose();
  }

  /** Whether the graph leaves free how many images it takes. */
  private takesSeveral(): boolean {
    const { input, taps } = this.manifest;
    const batch = this.session.inputs.find(({ name }) => name === input)?.dims[0];
    return typeof batch === 'string' && !taps;
  }

  private async describeAll(images: readonly RgbImage[]): Promise<BackboneOutput[]> {
    const { inputSize, input } = this.manifest;
    const pixels = floatTensor(await this.pixelsOf(images), [images.length, 3, inputSize, inputSize]);
    const outputs = await this.session.run({ [input]: pixels }, this.fetches, { mayTakeLess: images.length > 1 });
    const patches = this.patches(outputs, images.length);
    const taps = this.taps(outputs);
    return patches.map((one) => ({ patches: one, taps }));
  }

  private async pixelsOf(images: readonly RgbImage[]): Promise<Float32Array> {
    const { inputSize, mean, std } = this.manifest;
    const size = 3 * inputSize * inputSize;
    const normalized = async (image: RgbImage) =>
      normalizePixels((await resizeBicubic(image, inputSize, inputSize)).data, mean, std);
    if (images.length === 1) return normalized(images[0]!);
    const all = new Float32Array(images.length * size);
    for (const [i, image] of images.entries()) all.set(await normalized(image), i * size);
    return all;
  }

  private patches(outputs: Record<string, Tensor>, images: number): BackboneOutput['patches'][] {
    const { inputSize, patchSize, dim, output, skipTokens } = this.manifest;
    const grid = inputSize / patchSize;
    const tensor = outputs[output];
    const data = floatsOf(tensor);
    const tokens = skipTokens + grid * grid;
    const expected = [images, tokens, dim];
    if (!data || tensor!.dims.join() !== expected.join())
      throw this.mismatch(output, `float32 (${expected.join(', ')})`, tensor);
    return Array.from({ length: images }, (_, i) => {
      const rows = data.subarray((i * tokens + skipTokens) * dim, (i + 1) * tokens * dim);
      checkFinite(rows, output, this);
      return { grid, dim, data: rows };
    });
  }

  private taps(outputs: Record<string, Tensor>): BackboneOutput['taps'] {
    const { taps } = this.manifest;
    if (!taps) return null;
    const shallow = this.tap(outputs, taps.shallow);
    this.tapSize = shallow.size;
    return { shallow, deep: taps.deep.map((name) => this.tap(outputs, name)) };
  }

  private tap(outputs: Record<string, Tensor>, name: string): DenseTap {
    const tensor = outputs[name];
    const data = floatsOf(tensor);
    const [batch, size = 0, width, channels = 0] = tensor?.dims ?? [];
    if (!data || tensor?.dims.length !== 4 || batch !== 1 || size !== width)
      throw this.mismatch(name, 'float32 (1, size, size, channels)', tensor);
    return { size, channels, data };
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
