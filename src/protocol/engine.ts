/**
 * The boundary between the extension host and the engine process: vscode-jsonrpc over the child's IPC channel
 * (serialization `advanced`, so typed arrays arrive as such). Paths go in, small results come back.
 */
import type { Mask, Size } from '../domain/annotations/mask.ts';
import type { ExchangeFormat, ExportReport, ImportMode, ImportReport } from '../domain/annotations/exchange.ts';
import type { ClassChange, ClassList, ClassesEdit } from '../domain/classes.ts';
import type { DefectChange, LabelRename } from '../domain/defects.ts';
import type { DoctorReport } from '../domain/doctor.ts';
import type { ModelEntry, ModelKindName, ModelVerdict, ModelsChange, ProjectModels } from '../domain/models.ts';
import type { DefectEntry, Layout } from '../domain/projectFile.ts';
import type { Evaluation, FitSummary, ImageRecord, Inspection, ProjectImage } from '../domain/records.ts';
import type { ScoreBasis } from '../domain/scoreBasis.ts';

export interface EngineSettings {
  modelsDir: string;
  /** The user's own models. */
  storeDir?: string;
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

/** What a user shows of one thing in an image: clicks inside of it (`positive`) or outside, and a box around it. */
interface MaskPrompt {
  points: { x: number; y: number; positive: boolean }[];
  box: { x0: number; y0: number; x1: number; y1: number } | null;
}

/** A download from the catalog's hub, or from a mirror with the same repositories. */
export interface PullRequest {
  id: string;
  mirror?: string;
  proxy?: { http?: string; https?: string; no?: string };
}

/** Files to copy into the store: an ONNX file, a folder of them, or a folder with a manifest. */
export interface NewModel {
  source: string;
  id?: string;
  /** Whether a model of this id in the store goes. */
  replace?: boolean;
}

/** Requests of the host: name → [parameters, result]. Parameters travel as an {@link EngineCall}. */
interface EngineRequests {
  initialize: [EngineSettings, { pid: number }];
  images: [{ project: string }, ProjectImage[]];
  /** Images of these names as people annotated them by now: cheaper than `images`. */
  imageTruth: [{ project: string; images: string[] }, ProjectImage[]];
  projectsOf: [{ image: string }, string[]];
  createProject: [NewProject, string];
  setReferences: [{ project: string; add?: string[]; remove?: string[] }, null];
  fit: [{ project: string }, FitSummary];
  score: [{ project: string; images?: string[] }, { scored: number; failed: number }];
  cachedRecords: [{ project: string }, ImageRecord[]];
  evaluate: [{ project: string }, Evaluation];
  inspect: [{ project: string; image: string }, Inspection];
  projectModels: [{ project: string }, ProjectModels];
  setModels: [{ project: string; models: ModelsChange }, null];
  scoreBasis: [{ project: string }, ScoreBasis];
  classes: [{ project: string }, ClassList];
  setClasses: [{ project: string; changes: ClassChange[] }, ClassesEdit];
  /** Takes back an edit that `setClasses` gave; makes it again with `before` and `after` swapped. */
  restoreClasses: [{ project: string; edit: ClassesEdit }, null];
  /** `path`: a file or folder, as the format has it. `force`: also where something is that is no earlier export. */
  exportAnnotations: [{ project: string; format: ExchangeFormat; path: string; force?: boolean }, ExportReport];
  importAnnotations: [
    { project: string; format: ExchangeFormat; path: string; mode: ImportMode; dryRun?: boolean },
    ImportReport,
  ];
  /** The project's labels for regions. */
  defects: [{ project: string }, DefectEntry[]];
  /** Gives the labels as they are then. */
  setDefects: [{ project: string; changes: DefectChange[] }, DefectEntry[]];
  /** Of regions, in the label files of the project's images. */
  renameLabel: [{ project: string; from: string; to: string }, LabelRename];
  models: [Record<string, never>, ModelEntry[]];
  pullModel: [PullRequest, { downloaded: boolean }];
  addModel: [NewModel, { id: string; kind: ModelKindName }];
  verifyModels: [{ ids: string[] }, ModelVerdict[]];
  removeModel: [{ id: string }, null];
  doctor: [{ models: string[] }, DoctorReport];
  /** The model that `promptMask` asks; null where none is installed. */
  promptModel: [{ project: string | null }, string | null];
  /** `image`: absolute path; points and box in pixels of it. */
  promptMask: [{ project: string | null; image: string } & MaskPrompt, Mask | null];
  displayable: [{ project: string | null; image: string }, string];
  /** In pixels, as the image is shown. */
  imageSize: [{ image: string }, Size];
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
  /** Stage `download` counts bytes of `file`, of which `total` is 0 until the server says it. */
  progress: { task: number; stage: string; done: number; total: number; image?: string; file?: string };
  record: { task: number; record: ImageRecord };
  warning: { message: string };
}

/** The data of a failed request, so that the host tells cases apart by code. */
export interface EngineFailure {
  code: string;
}
