import path from 'node:path';
import { PROJECT_SUFFIX } from '../../domain/projectFile.ts';
import type { Layout } from '../../domain/projectFile.ts';
import { EngineError } from '../errors.ts';
import { imagesBelow } from './imageFiles.ts';
import { pickReferences, recognizeLayout } from './layouts.ts';
import { writeNewProject } from './project.ts';

export interface NewProject {
  readonly folder: string;
  /** How many references to pick; none are picked without it. */
  readonly shots?: number | undefined;
  /** References chosen by hand, relative to the folder; instead of `shots`. */
  readonly references?: readonly string[] | undefined;
  /** Recognised by the folder's structure unless given. */
  readonly layout?: Layout | undefined;
  /** Name of the project, by default the folder's. */
  readonly name?: string | undefined;
}

/**
 * Writes the project file of a folder of images and returns its path.
 * @throws EngineError `folder-missing`, `folder-empty`, `references-too-few`, `project-exists`, `disk-*`.
 */
export async function createProject({ folder, shots, references, layout, name }: NewProject): Promise<string> {
  const absolute = path.resolve(folder);
  const images = await imagesBelow(absolute);
  const recognized = recognizeLayout(images);
  const project = name ?? path.basename(absolute);
  if (project === '' || /[/\\]/.test(project))
    throw new EngineError(
      'project-invalid',
      `Expected a name that can be a file's, got ${JSON.stringify(project)}. Give one with --name.`,
    );
  const file = path.join(absolute, `${project}${PROJECT_SUFFIX}`);
  const chosen =
    references ??
    (shots === undefined ? [] : pick({ ...recognized, layout: layout ?? recognized.layout }, shots, absolute));
  await writeNewProject(file, {
    name: project,
    layout: layout ?? recognized.layout,
    references: chosen,
    images: recognized.images,
  });
  return file;
}

function pick({ pool, layout }: { pool: string[]; layout: Layout }, shots: number, folder: string): string[] {
  if (shots > pool.length) {
    const place = layout === 'folder' ? folder : path.join(folder, 'train/good');
    throw new EngineError(
      'references-too-few',
      `Expected at least ${shots} images to pick references from in ${place}, found ${pool.length}. Ask for fewer, or add some.`,
    );
  }
  return pickReferences(pool, shots, layout);
}
