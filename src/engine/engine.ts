/**
 * The facade of the engine: the command line and the engine process call only this.
 */
import type { Evaluation, FitSummary, ImageRecord, Inspection, ProjectImage } from '../domain/records.ts';
import type { EngineOptions, TaskOptions } from './engineTypes.ts';

export declare class Engine {
  constructor(options: EngineOptions);

  /** Images of a project, in order of name. */
  images(project: string): Promise<ProjectImage[]>;
  /** The projects (paths of project files) that hold an image, nearest folder first. */
  projectsOf(image: string): Promise<string[]>;
  /** Writes a new project file and returns its path. */
  createProject(options: {
    folder: string;
    shots?: number | undefined;
    references?: string[] | undefined;
    layout?: string | undefined;
    name?: string | undefined;
  }): Promise<string>;
  setReferences(project: string, change: { add?: string[]; remove?: string[] }): Promise<void>;

  fit(project: string, options?: TaskOptions): Promise<FitSummary>;
  /** Scores images (all of the project, or those that match the globs), calling back in order as each is done. */
  score(
    project: string,
    options?: TaskOptions & { globs?: string[] | undefined; onRecord?: ((record: ImageRecord) => void) | undefined },
  ): Promise<ImageRecord[]>;
  /** Records that are in the cache and still valid; computes nothing. */
  cachedRecords(project: string): Promise<ImageRecord[]>;
  evaluate(project: string, options?: TaskOptions): Promise<Evaluation>;
  inspect(project: string, image: string, options?: TaskOptions): Promise<Inspection>;
  /** A PNG that a browser shows, for images it cannot (TIFF, 16 bits, CMYK); the image itself where it can. */
  displayable(project: string | null, image: string): Promise<string>;
  dispose(): Promise<void>;
}
