import type { ClassInfo, ClassList } from '../../domain/classes.ts';
import { classTargets } from '../../domain/classes.ts';
import { defaultClassColor, defaultClassName } from '../../domain/palette.ts';
import type { ClassEntry } from '../../domain/projectFile.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { PipelineContext } from './context.ts';
import { fitProject } from './fitProject.ts';
import type { Fit } from './fitProject.ts';

/** Mean area over the references by class number, as fits measured it; 0 where a class counts as another. */
type Areas = Map<number, number>;

/**
 * The classes that a project's fit finds and those that its file names, in order of number. Computes nothing: where the project is not fitted as it
 * stands, the classes are those of the last fit with the same segmenter that was listed.
 */
export async function listClasses(context: PipelineContext): Promise<ClassList> {
  const entries = context.project.file.classes;
  const fitted = await fitProject(context, { onlyCached: true });
  const areas = fitted === null ? await readAreas(context) : await knownAreas(fitted.fit, context);
  await fitted?.dispose();
  const ids = new Set([...areas.keys(), ...entries.map(({ id }) => id)]);
  const classes = [...ids].sort((a, b) => a - b).map((id) => classInfo(id, entries, areas));
  return { classes, fitted: fitted !== null };
}

function classInfo(id: number, entries: readonly ClassEntry[], areas: Areas): ClassInfo {
  const entry = entries.find((candidate) => candidate.id === id);
  return {
    id,
    name: entry?.name ?? defaultClassName(id),
    color: entry?.color ?? defaultClassColor(id),
    hidden: entry?.hidden ?? false,
    background: entry?.background ?? false,
    mergedInto: entry?.mergedInto ?? null,
    area: areas.get(id) ?? null,
  };
}

/** A fit knows nothing of classes that count as others: of those, what an earlier fit found stays. */
async function knownAreas(fit: Fit, context: PipelineContext): Promise<Areas> {
  const remapped = classTargets(context.project.file.classes);
  const measured = meanAreas(fit);
  const before = remapped.size === 0 ? [] : await readAreas(context);
  const areas: Areas = new Map([...before, ...[...measured].filter(([id]) => !remapped.has(id))]);
  await context.cache.put('numbers', areasKey(context), { json: [...areas], arrays: {} });
  return areas;
}

function meanAreas({ classes, references }: Fit): Areas {
  return new Map(
    Array.from({ length: classes }, (_, index) => {
      const areas = references.map((reference) => reference.classes.find(({ id }) => id === index + 1)?.area ?? 0);
      return [index + 1, areas.reduce((sum, area) => sum + area, 0) / areas.length];
    }),
  );
}

async function readAreas(context: PipelineContext): Promise<Areas> {
  const kept = await context.cache.get('numbers', areasKey(context));
  return new Map(kept === null ? [] : (kept.json as [number, number][]));
}

function areasKey({ project }: PipelineContext): string {
  const { segmenter, aligner, parts } = project.file.models; // the backbone describes classes, it does not find them
  return cacheKey('class areas', project.path, segmenter, aligner, parts);
}
