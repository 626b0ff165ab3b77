import * as vscode from 'vscode';
import { isScored } from '../../domain/records.ts';
import type { FitSummary, ImageRecord, Inspection } from '../../domain/records.ts';
import type { ProjectModels } from '../../domain/models.ts';
import type { ScoreBasis } from '../../domain/scoreBasis.ts';
import type { StaleReason } from '../../protocol/inspector.ts';
import { Disposables } from './disposables.ts';
import type { EngineService } from './engineService.ts';
import { ScoreBases } from './scoreBases.ts';

/** What is known of a project's fit: enough to read a score. */
export interface Fit {
  threshold: number;
  provider: string;
}

export interface ProjectRecords {
  records: Map<string, ImageRecord>;
  fit: Fit | undefined;
  /** When each failure was heard of, as milliseconds since 1970. */
  failedAt: Map<string, number>;
}

/** Which project's records changed; without an image: any of them. */
export interface RecordsChange {
  project: string;
  image?: string;
}

/** What a task told while the cache was read: newer than what the cache gave. */
interface Heard {
  images: Set<string>;
  fit: boolean;
}

/** The records of each project as the engine last gave them, by image name. Computes nothing by itself. */
export class Records implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<RecordsChange>());
  readonly onDidChange = this.changed.event;
  private readonly byProject = new Map<string, ProjectRecords>();
  private readonly reading = new Map<string, Promise<void>>();
  private readonly heard = new Map<string, Heard>();

  private readonly bases: ScoreBases;

  constructor(
    private readonly engine: EngineService,
    memento: vscode.Memento,
  ) {
    this.bases = new ScoreBases(memento);
  }

  /** What scores of the project are of, as it was last looked at: the same object as long as they stay what they are. */
  basis(project: string): ScoreBasis | undefined {
    return this.bases.of(project);
  }

  models(project: string): ProjectModels | undefined {
    return this.basis(project)?.models;
  }

  /** What changed in the project since it was scored, if anything: its scores are gone, and it needs to be scored again. */
  staleReason(project: string): StaleReason | null {
    return this.bases.staleReason(project);
  }

  /** Looks what scores of a project are of; scores of something else go at once. Throws what the engine throws. */
  async checkBasis(project: string): Promise<ScoreBasis> {
    const basis = await this.engine.request('scoreBasis', { project });
    if (this.bases.set(project, basis)) {
      const entry = this.of(project);
      entry.records = new Map([...entry.records].filter(([, record]) => !isScored(record)));
      entry.fit = undefined;
      this.changed.fire({ project });
    }
    return this.bases.of(project)!;
  }

  get(project: string): ProjectRecords | undefined {
    return this.byProject.get(project);
  }

  /** Reads the valid records from the cache, once; throws what the engine throws. */
  async load(project: string): Promise<ProjectRecords> {
    if (!this.byProject.has(project)) await (this.reading.get(project) ?? this.reload(project));
    return this.of(project);
  }

  /** Reads the valid records from the cache again: what is no longer valid goes. One reading after the other. */
  async reload(project: string): Promise<void> {
    const before = this.reading.get(project) ?? Promise.resolve();
    const reading = before.catch(() => undefined).then(() => this.read(project));
    this.reading.set(project, reading);
    try {
      await reading;
    } finally {
      if (this.reading.get(project) === reading) this.reading.delete(project);
    }
  }

  /** Keeps a record that a task just made. */
  put(project: string, record: ImageRecord): void {
    const entry = this.of(project);
    entry.records.set(record.image, record);
    this.heard.get(project)?.images.add(record.image);
    if (isScored(record)) this.bases.scored(project);
    else entry.failedAt.set(record.image, Date.now());
    this.changed.fire({ project, image: record.image });
  }

  putFit(project: string, { threshold, provider }: FitSummary | Inspection): void {
    const entry = this.of(project);
    const heard = this.heard.get(project);
    if (heard) heard.fit = true;
    if (entry.fit?.threshold === threshold && entry.fit.provider === provider) return;
    entry.fit = { threshold, provider };
    this.changed.fire({ project });
  }

  /** Drops the failure of an image whose file changed after it was heard of; a score is checked by the engine. */
  forgetFailure(project: string, image: string, changedAt: number): void {
    const entry = this.byProject.get(project);
    const record = entry?.records.get(image);
    if (!entry || !record || isScored(record) || changedAt < (entry.failedAt.get(image) ?? 0)) return;
    entry.records.delete(image);
    this.changed.fire({ project, image });
  }

  forget(project: string): void {
    this.bases.forget(project);
    if (this.byProject.delete(project)) this.changed.fire({ project });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private of(project: string): ProjectRecords {
    let entry = this.byProject.get(project);
    if (!entry) this.byProject.set(project, (entry = { records: new Map(), fit: undefined, failedAt: new Map() }));
    return entry;
  }

  private async read(project: string): Promise<void> {
    const heard: Heard = { images: new Set(), fit: false };
    this.heard.set(project, heard);
    try {
      await this.checkBasis(project);
      const records = await this.engine.request('cachedRecords', { project });
      // Where there are scores there is a fit: this only reads it.
      const fit = records.length > 0 ? await this.engine.request('fit', { project }) : undefined;
      const entry = this.of(project);
      // Failures are not cached: one stands until its image changes or is scored.
      const known = [...entry.records.values()];
      const failed = known.filter((record) => !isScored(record));
      const newer = known.filter(({ image }) => heard.images.has(image));
      entry.records = new Map([...failed, ...records, ...newer].map((record) => [record.image, record]));
      if (records.length > 0) this.bases.scored(project);
      if (!heard.fit) entry.fit = fit && { threshold: fit.threshold, provider: fit.provider };
    } finally {
      this.heard.delete(project);
    }
    this.changed.fire({ project });
  }
}
