import { access } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, cancelled, throwIfAborted } from '../errors.ts';
import { prepareSearch, type NearestNeighbours } from './knn.ts';
import { ModelSession } from './modelSession.ts';
import { loadOrt, reasonOf, type OrtModule, type OrtSession } from './ort.ts';
import { isOutOfMemory, outOfMemory } from './outOfMemory.ts';
import { ProviderChooser, type ModelSubject, type ProviderChoice } from './providerChooser.ts';
import { providerId } from './providers.ts';
import type { TrialSizes } from './trial.ts';

export interface RuntimeOptions {
  /** One execution provider to insist on, or `auto` (the default): for each model the first that works, agrees with the CPU and is faster. */
  readonly provider?: string | undefined;
  /** Threads of one run; default: one a physical core. */
  readonly threads?: number | undefined;
  /** Told of things that went well only by a detour. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** A JSON file that remembers which providers won and lost on this machine, so that they are not tried anew each time. */
  readonly verdictFile?: string | undefined;
}

export interface SessionOptions {
  /** What messages call a model that is given as bytes. */
  readonly label?: string | undefined;
  /** Sizes of the free dimensions by name, where they are always the same. */
  readonly freeDimensions?: Readonly<Record<string, number>> | undefined;
  /** Run on this provider whatever the runtime's is; without detours. */
  readonly provider?: 'cpu' | undefined;
  /** The file's checksum, where it is known: what is remembered about it then holds wherever it lies. */
  readonly sha256?: string | undefined;
  /**
   * Sizes for the trial that compares providers on this model: of free dimensions by name, or an input's whole shape by its name. Without: 1 for
   * an input's first axis, 3 × 448 × 448 for the others of rank 4, 16 for any other. A graph that does not run on them stays on the CPU.
   */
  readonly trial?: TrialSizes | undefined;
  /**
   * Whether the second run of the same sizes takes one planned block (the default), beside all that the first one took and keeps. Without, a
   * large network's peak is half as high; small ones are some percent slower.
   */
  readonly planMemory?: boolean | undefined;
  /** Ends a trial, and keeps from building a session; one that is being built is built, since that blocks this thread, and freed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens models with ONNX Runtime on one execution provider at a time: given a list, ONNX Runtime silently takes the CPU. Owns its
 * sessions: call `dispose`.
 */
export class Runtime {
  private readonly sessions = new Set<ModelSession>();
  private seconds = 0;

  constructor(
    private readonly options: RuntimeOptions = {},
    private readonly chooser: ProviderChooser = new ProviderChooser(options),
  ) {}

  /** Wall time inside native runs so far, all sessions together. */
  get secondsInside(): number {
    return this.seconds;
  }

  /** The provider that does best on this machine whatever the model, and what was found about each. Errors: `provider-unavailable`, `cancelled`. */
  provider(signal?: AbortSignal): Promise<ProviderChoice> {
    return this.chooser.forMachine(signal);
  }

  /**
   * The provider that a model's sessions are opened on, and what was found about each.
   * @param how.onlyKnown null rather than a trial. Errors: `model-missing`, `provider-unavailable`.
   */
  async modelProvider(subject: ModelSubject, how: { onlyKnown?: boolean } = {}): Promise<ProviderChoice | null> {
    await checkThere(subject.file);
    return how.onlyKnown ? this.chooser.forModel(subject, { onlyKnown: true }) : this.chooser.forModel(subject);
  }

  /**
   * Loads a model from its file (or from bytes). A file's provider is found by a trial of it; bytes go by what was found for the machine.
   * Errors: `model-missing`, `model-unreadable` (damaged or truncated), `model-unsupported` (a version or an operator that the runtime does
   * not know), `out-of-memory`, `provider-unavailable` (the one insisted on), `cancelled`.
   */
  async createSession(model: string | Uint8Array, options: SessionOptions = {}): Promise<ModelSession> {
    const label = typeof model === 'string' ? path.basename(model) : (options.label ?? 'the model');
    if (typeof model === 'string') await checkThere(model);
    const subject = typeof model === 'string' ? { ...options, file: model } : null;
    const ort = await loadOrt();
    const chosen = options.provider ?? (await this.choose(subject, options.signal)).name;
    const openOn = (provider: string): Promise<OrtSession> => this.open(ort, model, provider, options);
    throwIfAborted(options.signal);
    const onDetour = async (error: unknown): Promise<void> => {
      this.options.onWarning?.(`${label} runs on the CPU: the provider ${chosen} failed on it (${reasonOf(error)}).`);
      // What runs out of memory may have enough the next time.
      if (subject && !isOutOfMemory(error)) await this.chooser.remember(subject, chosen, reasonOf(error));
    };

    let session: OrtSession;
    let provider = chosen;
    try {
      session = await openOn(chosen);
    } catch (error) {
      if (chosen === 'cpu') throw modelError(model, label, error);
      session = await openOn('cpu').catch((onCpu: unknown) => {
        throw modelError(model, label, onCpu);
      });
      if (this.forced) {
        await session.release();
        throw isOutOfMemory(error) ? outOfMemory(label, chosen, error) : unavailable(chosen, reasonOf(error), error);
      }
      provider = 'cpu';
      await onDetour(error);
    }
    if (options.signal?.aborted) {
      await session.release();
      throw cancelled();
    }
    const opened = new ModelSession(ort, session, provider, label, {
      openOnCpu: this.forced
        ? null
        : () =>
            openOn('cpu').catch((onCpu: unknown) => {
              throw modelError(model, label, onCpu);
            }),
      onDetour,
      onRun: (seconds) => {
        this.seconds += seconds;
      },
      onDispose: (done) => {
        this.sessions.delete(done);
      },
    });
    this.sessions.add(opened);
    return opened;
  }

  /** Makes a bank of L2-normalised rows (blocks of rows × dim) ready for searching nearest neighbours. */
  prepareSearch(blocks: readonly Float32Array[], dim: number): Promise<NearestNeighbours> {
    return prepareSearch(this.createSession.bind(this), blocks, dim);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.dispose()));
  }

  private choose(subject: ModelSubject | null, signal: AbortSignal | undefined): Promise<ProviderChoice> {
    return subject === null ? this.chooser.forMachine(signal) : this.chooser.forModel(subject, { signal });
  }

  private get forced(): boolean {
    return (this.options.provider ?? 'auto') !== 'auto';
  }

  private open(
    ort: OrtModule,
    model: string | Uint8Array,
    provider: string,
    options: SessionOptions,
  ): Promise<OrtSession> {
    const { threads } = this.options;
    const settings = {
      executionProviders: [providerId(provider)],
      logSeverityLevel: 4,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(options.planMemory === undefined ? {} : { enableMemPattern: options.planMemory }),
      ...(options.freeDimensions ? { freeDimensionOverrides: options.freeDimensions } : {}),
      // Threads that wait do not burn a core that the editor, or another run, could use.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    } as const;
    return typeof model === 'string'
      ? ort.InferenceSession.create(model, settings)
      : ort.InferenceSession.create(model, settings);
  }
}

async function checkThere(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    throw new EngineError(
      'model-missing',
      `Expected the model file ${file}; it is not there. Get the model anew, or correct the path in its manifest.`,
      { cause: error },
    );
  }
}

/** What ONNX Runtime says of versions and operators that it does not know; it has no codes. */
const unsupported =
  /IR version|opset|not implemented|not a registered|no op registered|could not find an implementation/i;

function modelError(model: string | Uint8Array, label: string, error: unknown): EngineError {
  if (isOutOfMemory(error)) return outOfMemory(label, 'cpu', error);
  const name = typeof model === 'string' ? model : label;
  const reason = reasonOf(error);
  return unsupported.test(reason)
    ? new EngineError(
        'model-unsupported',
        `Expected an ONNX model that this runtime supports: ${name} is none (${reason}). Export it with an older opset.`,
        { cause: error },
      )
    : new EngineError(
        'model-unreadable',
        `Expected an ONNX model: ${name} cannot be read (${reason}). Get the file anew: it may be damaged or cut short.`,
        { cause: error },
      );
}

function unavailable(provider: string, reason: string, cause?: unknown): EngineError {
  return new EngineError(
    'provider-unavailable',
    `Expected the provider ${provider} to be usable here; it is not: ${reason}. Set the provider to auto or cpu, or install what it needs.`,
    { cause },
  );
}
