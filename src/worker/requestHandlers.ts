/** Which method of the engine answers which request. */
import type { Engine } from '../engine/engine.ts';
import type { Progress } from '../engine/engineTypes.ts';
import type { ImageRecord } from '../domain/records.ts';
import { isScored } from '../domain/records.ts';
import type { EngineMethod, EngineParams, EngineResult } from '../protocol/engine.ts';

/** What a request may do beside answering: hear of its cancellation, tell its progress and its records. */
export interface TaskChannel {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  onRecord: (record: ImageRecord) => void;
}

/** Every request but `initialize`, which makes the engine. */
export type EngineTask = Exclude<EngineMethod, 'initialize'>;

type Handlers = {
  readonly [M in EngineTask]: (engine: Engine, params: EngineParams<M>, task: TaskChannel) => Promise<EngineResult<M>>;
};

export const requestHandlers: Handlers = {
  images: (engine, { project }) => engine.images(project),
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
  displayable: (engine, { project, image }) => engine.displayable(project, image),
};

/** A glob that matches exactly this path. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!+@|]/g, String.raw`\$&`);
}
