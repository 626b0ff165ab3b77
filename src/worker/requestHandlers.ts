/** Which method of the engine answers which request. */
import type { Engine } from '../engine/engine.ts';
import type { PullProgress } from '../domain/models.ts';
import type { ImageRecord } from '../domain/records.ts';
import { isScored } from '../domain/records.ts';
import type { EngineMethod, EngineNotifications, EngineParams, EngineResult } from '../protocol/engine.ts';

/** A download tells of every piece that comes; nobody reads faster than this. */
const TELL_MILLISECONDS = 100;

/** What a request may do beside answering: hear of its cancellation, tell its progress and its records. */
export interface TaskChannel {
  signal: AbortSignal;
  onProgress: (progress: Omit<EngineNotifications['progress'], 'task'>) => void;
  onRecord: (record: ImageRecord) => void;
}

/** Every request but `initialize`, which makes the engine. */
export type EngineTask = Exclude<EngineMethod, 'initialize'>;

type Handlers = {
  readonly [M in EngineTask]: (engine: Engine, params: EngineParams<M>, task: TaskChannel) => Promise<EngineResult<M>>;
};

export const requestHandlers: Handlers = {
  images: (engine, { project }) => engine.images(project),
  imageTruth: (engine, { project, images }) => engine.imageTruth(project, images),
  projectsOf: (engine, { image }) => engine.projectsOf(image),
  createProject: (engine, options) => engine.createProject(options),
  setReferences: async (engine, { project, ...change }) => {
    await engine.setReferences(project, change);
    return null;
  },
  fit: (engine, { project }, task) => engine.fit(project, task),
  score: async (engine, { project, images }, task) => {
    const records = await engine.score(project, { ...task, globs: images?.map(escapeGlob) });
    const scored = records.filter(isScored).length;
    return { scored, failed: records.length - scored };
  },
  cachedRecords: (engine, { project }) => engine.cachedRecords(project),
  evaluate: (engine, { project }, task) => engine.evaluate(project, task),
  inspect: (engine, { project, image }, task) => engine.inspect(project, image, task),
  projectModels: (engine, { project }) => engine.projectModels(project),
  setModels: async (engine, { project, models }) => {
    await engine.setModels(project, models);
    return null;
  },
  scoreBasis: (engine, { project }) => engine.scoreBasis(project),
  classes: (engine, { project }) => engine.classes(project),
  setClasses: (engine, { project, changes }) => engine.setClasses(project, changes),
  restoreClasses: async (engine, { project, edit }) => {
    await engine.restoreClasses(project, edit);
    return null;
  },
  exportAnnotations: (engine, { project, path, ...options }, task) =>
    engine.exportAnnotations(project, { ...task, ...options, out: path }),
  importAnnotations: (engine, { project, path, ...options }, task) =>
    engine.importAnnotations(project, { ...task, ...options, from: path }),
  defects: (engine, { project }) => engine.defects(project),
  setDefects: (engine, { project, changes }) => engine.setDefects(project, changes),
  renameLabel: (engine, { project, from, to }) => engine.renameLabel(project, from, to),
  models: (engine) => engine.models.list(),
  pullModel: async (engine, { id, mirror, proxy }, { signal, onProgress }) => {
    const { downloaded } = await engine.models.pull(id, { mirror, proxy, signal, onProgress: seldom(onProgress) });
    return { downloaded };
  },
  addModel: async (engine, { source, ...options }, { signal }) => {
    const { id, kind } = await engine.models.add(source, { ...options, signal });
    return { id, kind };
  },
  verifyModels: (engine, { ids }) => engine.models.verify(ids),
  removeModel: async (engine, { id }) => {
    await engine.models.remove(id);
    return null;
  },
  doctor: (engine, { models }) => engine.doctor(models),
  promptModel: (engine, { project }) => engine.promptModel(project),
  promptMask: (engine, { project, image, ...prompt }, { signal }) =>
    engine.promptMask(project, image, prompt, { signal }),
  displayable: (engine, { project, image }) => engine.displayable(project, image),
  imageSize: (engine, { image }) => engine.imageSize(image),
};

/** A glob that matches exactly this path. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!+@|]/g, String.raw`\$&`);
}

/** Tells of a download now and then, and of each file's first and last bytes. */
function seldom(tell: TaskChannel['onProgress']): (progress: PullProgress) => void {
  let told = { file: '', at: 0 };
  return ({ file, bytes, total }) => {
    const now = performance.now();
    if (file === told.file && bytes !== total && now - told.at < TELL_MILLISECONDS) return;
    told = { file, at: now };
    tell({ stage: 'download', done: bytes, total: total ?? 0, file });
  };
}
