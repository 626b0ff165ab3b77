import { stat } from 'node:fs/promises';
import path from 'node:path';
import { classTargets } from '../../domain/classes.ts';
import type { ScoreBasis } from '../../domain/scoreBasis.ts';
import type { Project } from './project.ts';

/** What a project's scores are of, as its file stands. Reads no image. */
export async function scoreBasis({ folder, file }: Project): Promise<ScoreBasis> {
  const { embedding, dissimilarity, augment } = file.features;
  const references = await Promise.all(
    file.references.map(async (image) => ({ image, version: await fileVersion(path.join(folder, image)) })),
  );
  return {
    references,
    models: file.models,
    features: { embedding, dissimilarity, augment },
    classes: [...classTargets(file.classes)],
  };
}

async function fileVersion(file: string): Promise<string> {
  return stat(file).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => '', // missing: fitting says so
  );
}
