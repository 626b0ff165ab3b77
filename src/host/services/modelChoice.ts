/** What "use this model" writes into a project file. Pure, so that it can be tested without an editor. */
import type { ModelEntry, ModelsChange, ProjectModels } from '../../domain/models.ts';

/** The backbone that ships with the product. */
const DEFAULT_BACKBONE = 'mobilenet-v2';
/** The segmenter and the aligner that need no network. */
const PROTOTYPE = 'prototype';

/**
 * The change that makes a project use a model of the list. What the user chose beside the model (its grid, memory, the first
 * reference's mask) stays; a segmenter takes an installed aligner along where the project has none of its own.
 */
export function modelChange(
  { id, kind }: ModelEntry,
  models: ProjectModels,
  list: readonly ModelEntry[],
): ModelsChange {
  switch (kind) {
    case 'backbone':
      return { backbone: id };
    case 'segmenter':
      return { segmenter: segmenterWith(id, models), ...alignerFor(models, list) };
    case 'aligner':
      return { aligner: typeof models.aligner === 'string' ? id : { ...models.aligner, model: id } };
    case null:
      return {};
  }
}

function segmenterWith(id: string, { segmenter }: ProjectModels): ProjectModels['segmenter'] {
  if (typeof segmenter === 'string') return id;
  const { masks, only, grid } = segmenter;
  if (masks !== undefined && only === undefined) return id; // a mask for every image leaves a model nothing to do
  return masks === undefined && grid === undefined ? id : { ...segmenter, model: id };
}

function alignerFor({ aligner }: ProjectModels, list: readonly ModelEntry[]): ModelsChange {
  const installed = list.find(({ kind, state }) => kind === 'aligner' && state === 'installed');
  return aligner === PROTOTYPE && installed ? { aligner: installed.id } : {};
}

/** Whether a project runs on what ships with the product alone. */
export function namesDefaults({ backbone, segmenter }: ProjectModels): boolean {
  return backbone === DEFAULT_BACKBONE && segmenter === PROTOTYPE;
}

/** Whether a project's aligner has something to do: it carries a first reference's segments, which `prototype` and mask files do not need. */
export function usesAligner({ segmenter }: Pick<ProjectModels, 'segmenter'>): boolean {
  if (typeof segmenter === 'string') return segmenter !== PROTOTYPE;
  return segmenter.masks === undefined ? segmenter.model !== PROTOTYPE : segmenter.only !== undefined;
}

/** The names of all models that a project names. */
export function namedModels({ backbone, segmenter, aligner }: ProjectModels): Set<string> {
  const own = typeof segmenter === 'string' ? segmenter : segmenter.model;
  return new Set([
    backbone,
    ...(own === undefined ? [] : [own]),
    ...(usesAligner({ segmenter }) ? [typeof aligner === 'string' ? aligner : aligner.model] : []),
  ]);
}
