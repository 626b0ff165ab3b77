import { stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../errors.ts';
import { SharedWork, untilAborted } from '../sharedWork.ts';
import { probeTrial } from './probeModel.ts';
import { candidatesOf, insistedOn, judge, thisMachine, type ProviderSurroundings } from './providers.ts';
import { ProviderVerdicts, type ProviderReport } from './providerVerdicts.ts';
import type { Trial, TrialSizes } from './trial.ts';

export interface ProviderChoice {
  readonly name: string;
  readonly reports: readonly ProviderReport[];
}

/** A model to choose a provider for. */
export interface ModelSubject {
  readonly file: string;
  /** Its checksum, where it is known: verdicts then hold wherever the file lies. */
  readonly sha256?: string | undefined;
  /** What the trial feeds; what is left out has the defaults of `trialScript.ts`. */
  readonly trial?: TrialSizes | undefined;
  readonly freeDimensions?: Readonly<Record<string, number>> | undefined;
}

export interface ChooserOptions {
  /** One execution provider to insist on, or `auto` (the default). */
  readonly provider?: string | undefined;
  /** Threads of one run. */
  readonly threads?: number | undefined;
  /** Remembers what was found, for all models. */
  readonly verdictFile?: string | undefined;
}

/** What verdicts on providers as such are about. */
const PROBE = 'the probe';

/**
 * Chooses providers, for a machine and for each model: the first of the platform's that opens a session, agrees with the CPU and is faster; the
 * CPU else. One that is insisted on is taken at its word. Trials run one at a time, since they are timed.
 */
export class ProviderChooser {
  private general: SharedWork<ProviderChoice> | null = null;
  private trials: Promise<unknown> = Promise.resolve();
  private readonly verdicts: ProviderVerdicts;
  /** Trials that say nothing about the provider: not repeated by this process, forgotten with it. */
  private readonly inconclusive = new ProviderVerdicts(undefined);

  constructor(
    private readonly options: ChooserOptions = {},
    private readonly around: ProviderSurroundings = thisMachine,
  ) {
    this.verdicts = new ProviderVerdicts(options.verdictFile);
  }

  /** By a small made-up graph: what is any good here, and what a graph without a file runs on. Errors: `provider-unavailable`, `cancelled`. */
  forMachine(signal?: AbortSignal): Promise<ProviderChoice> {
    if (!this.general?.isOfUse)
      this.general = new SharedWork(
        (stop) => this.chooseForMachine(stop),
        () => Promise.resolve(),
      );
    return this.general.wait(signal);
  }

  /**
   * For one model, by a trial of it on each provider that the machine's probe left, until one wins.
   * @param how.onlyKnown runs no trial: null where one is needed. @param how.signal ends a trial, of which nothing is then remembered.
   * Errors: `provider-unavailable`, `cancelled`.
   */
  forModel(subject: ModelSubject, how?: { signal?: AbortSignal | undefined }): Promise<ProviderChoice>;
  forModel(subject: ModelSubject, how: { onlyKnown: true }): Promise<ProviderChoice | null>;
  async forModel(
    subject: ModelSubject,
    { onlyKnown = false, signal }: { onlyKnown?: boolean; signal?: AbortSignal | undefined } = {},
  ): Promise<ProviderChoice | null> {
    const machine = await this.forMachine(signal);
    if (this.wanted !== 'auto' || !machine.reports.some(({ worthTrying }) => worthTrying)) return machine;
    const chosen = this.trials.then(() => {
      throwIfAborted(signal);
      return this.chooseForModel(subject, machine.reports, onlyKnown, signal);
    });
    this.trials = chosen.catch(() => undefined);
    return untilAborted(chosen, signal); // also while others have their turn
  }

  /** Remembers that a provider failed on a model after all. */
  async remember({ file, sha256 }: ModelSubject, provider: string, reason: string): Promise<void> {
    await this.verdicts.add(await this.namesOf(file, sha256), await this.around.version(), {
      provider,
      ok: false,
      reason: `failed in use: ${reason}`,
    });
  }

  private get wanted(): string {
    return this.options.provider ?? 'auto';
  }

  private async chooseForMachine(signal: AbortSignal): Promise<ProviderChoice> {
    const { around, wanted } = this;
    const listed = await around.listed();
    if (wanted !== 'auto') {
      const name = insistedOn(wanted, listed);
      return { name, reports: [{ provider: name, ok: true, reason: 'asked for' }] };
    }
    const reports = await this.probe(candidatesOf(around.platform, listed), signal);
    return withCpu([
      ...reports,
      ...(listed.includes('tensorrt')
        ? [{ provider: 'tensorrt', ok: false, reason: 'used only when asked for: it compiles each model for minutes' }]
        : []),
    ]);
  }

  private async probe(candidates: readonly string[], signal: AbortSignal): Promise<ProviderReport[]> {
    if (candidates.length > 0 && !this.around.hasGraphicsDevice())
      return candidates.map((provider) => ({ provider, ok: false, reason: 'no graphics device found' }));
    const reports: ProviderReport[] = [];
    const about = [this.nameWithThreads(PROBE)];
    for (const provider of candidates) {
      const known = (await this.known(about)).find((report) => report.provider === provider);
      const trial = { ...probeTrial(), threads: this.options.threads };
      reports.push(known ?? (await this.try(provider, trial, about, signal)));
    }
    return reports;
  }

  private async chooseForModel(
    { file, sha256, trial = {}, freeDimensions }: ModelSubject,
    general: readonly ProviderReport[],
    onlyKnown: boolean,
    signal: AbortSignal | undefined,
  ): Promise<ProviderChoice | null> {
    const about = await this.namesOf(file, sha256);
    const known = await this.known(about);
    const task = { model: file, rounds: [trial], freeDimensions, threads: this.options.threads };
    const reports: ProviderReport[] = [];
    let winner: string | null = null;
    for (const report of general) {
      const { provider, worthTrying } = report;
      if (provider === 'cpu') continue;
      if (!worthTrying) reports.push(report);
      else if (winner !== null) reports.push({ provider, ok: false, reason: `not tried: ${winner} comes before it` });
      else {
        const verdict =
          known.find((one) => one.provider === provider) ??
          (onlyKnown ? null : await this.try(provider, task, about, signal));
        if (verdict === null) return null;
        reports.push(verdict);
        if (verdict.ok) winner = provider;
      }
    }
    return withCpu(reports);
  }

  /** What was found about providers on anything that one of the names means. */
  private async known(about: readonly string[]): Promise<ProviderReport[]> {
    const version = await this.around.version();
    return [...(await this.verdicts.read(about, version)), ...(await this.inconclusive.read(about, version))];
  }

  /** Runs a trial and remembers its verdict; one that says nothing about the provider only as long as this process lives. */
  private async try(
    provider: string,
    trial: Trial,
    about: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<ProviderReport> {
    const result = await this.around.tryProvider(provider, trial, signal);
    const report = judge(result);
    const memory = 'unsuited' in result ? this.inconclusive : this.verdicts;
    await memory.add(about, await this.around.version(), report);
    return report;
  }

  /** A model by its checksum and by its file's place, size and time: whoever knows the one finds what was found under the other. */
  private async namesOf(file: string, sha256: string | undefined): Promise<string[]> {
    const about = await stat(file);
    return [
      ...(sha256 === undefined ? [] : [this.nameWithThreads(`sha256 ${sha256}`)]),
      this.nameWithThreads(`${path.resolve(file)} ${about.size} ${about.mtimeMs}`),
    ];
  }

  /** How fast the CPU is depends on its threads. */
  private nameWithThreads(name: string): string {
    return `${name} (threads: ${this.options.threads ?? 'default'})`;
  }
}

function withCpu(reports: readonly ProviderReport[]): ProviderChoice {
  const name = reports.find(({ ok }) => ok)?.provider ?? 'cpu';
  const reason = name === 'cpu' ? 'always there; no other one is faster' : `always there; ${name} is faster`;
  return { name, reports: [...reports, { provider: 'cpu', ok: true, reason }] };
}
