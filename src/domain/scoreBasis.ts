import type { ProjectModels } from './models.ts';
import type { ProjectFile } from './projectFile.ts';

/**
 * What the raw scores of a project's images are of, apart from the images themselves. Preset, factors, threshold and how classes look are no part
 * of it: they only sum up or show what was measured.
 */
export interface ScoreBasis {
  /** `version` changes with the file's content. */
  references: { image: string; version: string }[];
  models: ProjectModels;
  features: Pick<ProjectFile['features'], 'embedding' | 'dissimilarity' | 'augment'>;
  /** Classes that count as others: [class, what it counts as], 0 the background. */
  classes: [number, number][];
}
