import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import type { ImageRecord, Inspection } from '../../domain/records.ts';
import type { ScoreBasis } from '../../domain/scoreBasis.ts';
import type { InspectorState } from '../../protocol/inspector.ts';
import { withClassLooks } from '../services/classLooks.ts';
import type { Classes } from '../services/classes.ts';
import type { EngineService } from '../services/engineService.ts';
import { failureCode, failureMessage } from '../services/failures.ts';
import type { Failures } from '../services/failures.ts';
import type { Inspections } from '../services/inspections.ts';
import type { Records } from '../services/records.ts';
import { staleReason } from '../services/scoreBases.ts';
import type { Tasks } from '../services/tasks.ts';
import type { ImagePlace } from './imagePlace.ts';
import { imageSource } from './imageSource.ts';
import type { ImageSource } from './imageSource.ts';

export interface ShownImageServices {
  engine: EngineService;
  records: Records;
  classes: Classes;
  inspections: Inspections;
  tasks: Tasks;
  failures: Failures;
}

/** What a result is of: where that is the same, nothing is asked again. */
interface Known {
  basis: string;
  /** What the project is. */
  of: ScoreBasis | undefined;
  record: ImageRecord | undefined;
  fitted: boolean;
}

/** An image on a page, or about to be: where it stands, the file that a browser can show of it, and what is known of it. */
export class ShownImage {
  place: ImagePlace | undefined;
  source: ImageSource | undefined;
  state: InspectorState = { kind: 'working', message: vscode.l10n.t('Reading scores …') };
  /** Hears of each new state. */
  onState: () => void = () => undefined;
  private basis = '';
  /** The last result, with what the project was then: shown as stale where there is none of the project as it is. */
  private last: { result: Inspection; of: ScoreBasis | undefined } | undefined;
  private scoring = false;
  /** What is being asked of the engine for the state. */
  private asking: { stop: AbortController; done: Promise<void> } | undefined;
  /** Counts the looks at the place: an answer to any but the latest is too late. */
  private turn = 0;

  constructor(
    readonly uri: vscode.Uri,
    private readonly services: ShownImageServices,
    private readonly locate: (uri: vscode.Uri) => Promise<ImagePlace>,
  ) {}

  /** The image's name in its project, or its file's name. */
  get name(): string {
    return this.place?.name ?? this.uri.path.split('/').at(-1)!;
  }

  /** Where the image stands; waits until that is known. */
  async placed(): Promise<ImagePlace | undefined> {
    return (this.place ??= await this.locate(this.uri).catch(() => undefined));
  }

  /** Looks at the file; gives whether what is shown of it is another. A failure goes to the log. */
  async readSource(): Promise<boolean> {
    const before = this.source;
    try {
      this.source = await imageSource(this.uri, this.services.engine);
    } catch (error) {
      this.source ??= { file: undefined, root: undefined, version: '' };
      this.services.failures.note(error);
    }
    const isOther = before?.version !== this.source.version;
    if (before && isOther) this.forget();
    return isOther;
  }

  /** Looks again where the image stands, tells that by `onPlaced`, and reads what is known of it. */
  async update(onPlaced: () => void = () => undefined): Promise<void> {
    const turn = ++this.turn;
    try {
      const place = await this.locate(this.uri);
      if (turn !== this.turn) return;
      this.place = place;
      if (place.project !== undefined) await this.services.records.load(place.project);
      if (turn !== this.turn) return;
      onPlaced();
      await this.updateState();
      this.updateLooks(); // the state may be one from before classes were renamed
    } catch (error) {
      if (turn === this.turn) this.setState(failed(error));
    }
  }

  /** Reads what is known of the image, where that may be something else than before. */
  async updateState(): Promise<void> {
    const { place } = this;
    if (!place || this.scoring) return;
    const { basis, of, record, fitted } = this.read(place);
    if (basis === this.basis) return this.asking?.done;
    this.stopAsking();
    this.basis = basis;
    const { project } = place;
    if (!vscode.workspace.isTrusted) {
      const message = vscode.l10n.t('Scores are computed once the workspace is trusted.');
      this.setState({ kind: 'failed', code: 'untrusted', message });
    } else if (project === undefined) {
      this.setState({ kind: 'unscored', reason: 'no-project' });
    } else if (record && !isScored(record)) {
      this.setState({ kind: 'failed', ...record.error });
    } else if (record ?? (place.isReference && fitted)) {
      await this.inspect(project, place.name, of);
    } else {
      this.setState(this.withoutScore(project, fitted));
    }
  }

  /** Shows classes as the project names and colours them now. */
  updateLooks(): void {
    if (this.state.kind !== 'scored') return;
    const result = this.dressed(this.state.result);
    if (result !== this.state.result) this.setState({ ...this.state, result });
  }

  /** Scores the image, also where it has a score of the project as it was. Throws what the engine throws. */
  async score(): Promise<void> {
    const { tasks, inspections } = this.services;
    const place = await this.placed();
    if (place?.project === undefined || this.scoring) return;
    this.scoring = true;
    this.stopAsking();
    const before = this.state;
    this.setState({ kind: 'working', message: vscode.l10n.t('Scoring …') });
    try {
      const { result, basis, isKept } = await tasks.scoreImage(place.project, place.name);
      this.basis = isKept ? this.read(place).basis : '';
      if (isKept) inspections.put(place.project, place.name, this.basis, result);
      this.setResult(place.project, result, basis);
    } catch (error) {
      this.setState(failureCode(error) === 'cancelled' ? before : failed(error));
      throw error;
    } finally {
      this.scoring = false;
      void this.updateState(); // what was heard meanwhile
    }
  }

  /** Asks again at the next update: the file changed, and with it all that was known. */
  forget(): void {
    this.stopAsking();
    this.basis = '';
    this.last = undefined;
  }

  /** Ends what is being read of the image, because nobody waits for it any more; the next update reads it again. */
  giveUp(): void {
    this.turn++;
    this.stopAsking();
  }

  private stopAsking(): void {
    if (!this.asking) return;
    this.asking.stop.abort();
    this.asking = undefined;
    this.basis = '';
  }

  private inspect(project: string, image: string, of: ScoreBasis | undefined): Promise<void> {
    const stop = new AbortController();
    const inspection = this.services.inspections.get(project, image, this.basis, stop.signal);
    const done = this.receive(inspection, stop.signal, project, of);
    this.asking = { stop, done };
    return done;
  }

  /** Shows an inspection once it is there, unless it was given up meanwhile. */
  private async receive(
    inspection: Promise<Inspection>,
    signal: AbortSignal,
    project: string,
    of: ScoreBasis | undefined,
  ): Promise<void> {
    try {
      const result = await inspection;
      if (signal.aborted) return;
      this.asking = undefined;
      this.setResult(project, result, of);
    } catch (error) {
      if (signal.aborted) return;
      this.asking = undefined;
      this.basis = ''; // to be asked again at the next occasion
      this.setState(failed(error));
    }
  }

  /** The last result with what changed since; or why there is none. */
  private withoutScore(project: string, fitted: boolean): InspectorState {
    const { records } = this.services;
    const now = records.basis(project);
    const stale = this.last?.of && now ? staleReason(this.last.of, now) : null;
    if (this.last && stale !== null) return { kind: 'scored', result: this.dressed(this.last.result), stale };
    this.last = undefined;
    const reason = records.staleReason(project) ?? (fitted ? 'not-scored' : 'not-fitted');
    return { kind: 'unscored', reason };
  }

  private read({ project, name }: ImagePlace): Known {
    const { records } = this.services;
    const known = project === undefined ? undefined : records.get(project);
    const record = known?.records.get(name);
    const fitted = known !== undefined && (known.fit !== undefined || hasScores(known.records.values()));
    const content = record && isScored(record) ? { ...record, seconds: 0 } : record; // from the cache it took no time
    const of = project === undefined ? undefined : records.basis(project);
    const basis = JSON.stringify([project, content, known?.fit?.threshold, fitted, of, vscode.workspace.isTrusted]);
    return { basis, of, record, fitted };
  }

  /** @param of what the project was when the result was asked for. */
  private setResult(project: string, result: Inspection, of: ScoreBasis | undefined): void {
    this.last = { result, of };
    const now = this.services.records.basis(project);
    const stale = of && now ? staleReason(of, now) : null;
    this.setState({ kind: 'scored', result: this.dressed(result), stale });
  }

  private dressed(result: Inspection): Inspection {
    const project = this.place?.project;
    return project === undefined ? result : withClassLooks(result, this.services.classes.known(project));
  }

  private setState(state: InspectorState): void {
    this.state = state;
    this.onState();
  }
}

function hasScores(records: Iterable<ImageRecord>): boolean {
  for (const record of records) if (isScored(record)) return true;
  return false;
}

function failed(error: unknown): InspectorState {
  return { kind: 'failed', code: failureCode(error), message: failureMessage(error) };
}
