import { EngineError } from '../errors.ts';
import { isOutOfMemory, outOfMemory } from './outOfMemory.ts';
import { reasonOf, type OrtModule, type OrtSession } from './ort.ts';
import type { Tensor } from './tensor.ts';

/** Name, element type and dimensions of an input or output; a string is a free dimension's name. */
export interface ValueMetadata {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

export interface SessionHooks {
  /** Opens the same model on the CPU, to go on with where another provider fails; null: no detour. */
  readonly openOnCpu: (() => Promise<OrtSession>) | null;
  readonly onDetour: (error: unknown) => Promise<void>;
  /** Told how long each run took, in seconds. */
  readonly onRun: (seconds: number) => void;
  readonly onDispose: (session: ModelSession) => void;
}

/** One loaded model on one execution provider. `run` blocks the event loop while it computes. Owns native memory: call `dispose`. */
export class ModelSession {
  private ran = false;
  private disposed = false;

  constructor(
    private readonly ort: OrtModule,
    private session: OrtSession,
    private provider: string,
    /** What messages call the model: its file, or what it is for. */
    readonly label: string,
    private readonly hooks: SessionHooks,
  ) {}

  /** Where it runs: `cpu` after a detour. */
  get providerName(): string {
    return this.provider;
  }

  get inputs(): readonly ValueMetadata[] {
    return metadataOf(this.session.inputMetadata);
  }

  get outputs(): readonly ValueMetadata[] {
    return metadataOf(this.session.outputMetadata);
  }

  /**
   * Computes all outputs, or those named in `fetches`. Feeds are read, not kept. A provider that fails in its first run, or runs out of memory
   * in any, is left for the CPU. Errors: `provider-unavailable` (the provider that was insisted on fails at its first run), `out-of-memory`,
   * `model-unsupported` (the graph does not take these feeds, or fails on them).
   * @param options.mayTakeLess the caller runs less at a time where memory runs out: it is then told, and the provider kept.
   */
  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches?: readonly string[],
    { mayTakeLess = false }: { readonly mayTakeLess?: boolean } = {},
  ): Promise<Record<string, Tensor>> {
    if (this.disposed) throw new Error(`The session of ${this.label} is disposed.`);
    try {
      return await this.runOnce(feeds, fetches);
    } catch (error) {
      const outOf = isOutOfMemory(error);
      if (this.provider === 'cpu' || (outOf ? mayTakeLess : this.ran)) throw this.failure(error);
      if (!this.hooks.openOnCpu) {
        if (outOf) throw this.failure(error);
        throw new EngineError(
          'provider-unavailable',
          `Expected the provider ${this.provider} to run ${this.label}; it failed: ${reasonOf(error)}. Set the provider to auto or cpu.`,
          { cause: error },
        );
      }
      await this.hooks.onDetour(error);
      const onCpu = await this.hooks.openOnCpu(); // first: where that fails too, this session stays what it was
      await this.session.release().catch(() => undefined);
      this.session = onCpu;
      this.provider = 'cpu';
      return await this.runOnce(feeds, fetches).catch((again: unknown) => {
        throw this.failure(again);
      });
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.hooks.onDispose(this);
    await this.session.release();
  }

  private async runOnce(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: readonly string[] | undefined,
  ): Promise<Record<string, Tensor>> {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, this.toOrt(tensor)]));
    const started = performance.now();
    const outputs = fetches ? await this.session.run(inputs, fetches) : await this.session.run(inputs);
    this.hooks.onRun((performance.now() - started) / 1000);
    this.ran = true;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { type, dims, data }]) => [name, { type, dims, data } as Tensor]),
    );
  }

  private toOrt({ type, data, dims }: Tensor): InstanceType<OrtModule['Tensor']> {
    return new this.ort.Tensor(type, data, dims);
  }

  private failure(error: unknown): EngineError {
    if (isOutOfMemory(error)) return outOfMemory(this.label, this.provider, error);
    return new EngineError(
      'model-unsupported',
      `Expected ${this.label} to run on its inputs; it failed: ${reasonOf(error)}. Check that its manifest fits the model.`,
      { cause: error },
    );
  }
}

function metadataOf(values: OrtSession['inputMetadata']): ValueMetadata[] {
  return values.flatMap((value) => (value.isTensor ? [{ name: value.name, type: value.type, dims: value.shape }] : []));
}
