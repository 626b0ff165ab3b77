/**
 * The boundary between the extension host and the engine process: vscode-jsonrpc over the child's IPC channel
 * (serialization `advanced`, so typed arrays arrive as such). Paths go in, small results come back.
 */
import type { Layout } from '../domain/projectFile.ts';
import type { Evaluation, FitSummary, ImageRecord, Inspection, ProjectImage } from '../domain/records.ts';

export interface EngineSettings {
  modelsDir: string;
  cacheDir?: string;
  fallbackCacheDir?: string;
  cacheBytes?: number;
  provider?: string;
  threads?: number;
}

export interface NewProject {
  folder: string;
  shots?: number;
  references?: string[];
  layout?: Layout;
  name?: string;
}

/** Requests of the host: name → [parameters, result]. Parameters travel as an {@link EngineCall}. */
interface EngineRequests {
  initialize: [EngineSettings, { pid: number }];
  images: [{ project: string }, ProjectImage[]];
  projectsOf: [{ image: string }, string[]];
  createProject: [NewProject, string];
  setReferences: [{ project: string; add?: string[]; remove?: string[] }, null];
  fit: [{ project: string }, FitSummary];
  score: [{ project: string; images?: string[] }, { scored: number; failed: number }];
  cachedRecords: [{ project: string }, ImageRecord[]];
  evaluate: [{ project: string }, Evaluation];
  inspect: [{ project: string; image: string }, Inspection];
  displayable: [{ project: string | null; image: string }, string];
}

export type EngineMethod = keyof EngineRequests;
export type EngineParams<M extends EngineMethod> = EngineRequests[M][0];
export type EngineResult<M extends EngineMethod> = EngineRequests[M][1];

/** What travels: the parameters with the host's number of the task, which its notifications repeat. */
export interface EngineCall<P> {
  task: number;
  params: P;
}

/** Notifications of the engine process. `task` is the id that the host gave the request. */
export interface EngineNotifications {
  progress: { task: number; stage: string; done: number; total: number; image?: string };
  record: { task: number; record: ImageRecord };
  warning: { message: string };
}

/** The data of a failed request, so that the host tells cases apart by code. */
export interface EngineFailure {
  code: string;
}
