/** How versions of a label file follow on one another. Pure. */
import type { Annotations, Region } from '../../domain/annotations/annotations.ts';
import { isSameRegion, keepIds } from '../../domain/annotations/diff.ts';
import type { Change } from '../../domain/annotations/edits.ts';
import type { LabelFile } from '../../files/labelme/labelFile.ts';

/** The file with the ids of the regions that were known before, so that selections and undo survive. */
export function withKnownIds(before: readonly Region[], file: LabelFile): LabelFile {
  const { annotations } = file;
  const regions = keepIds(before, annotations.regions);
  const read = new Map(
    regions.flatMap((region, i) => {
      const entry = file.read.get(annotations.regions[i]!.id);
      return entry === undefined ? [] : [[region.id, { region, raw: entry.raw }] as const];
    }),
  );
  return { ...file, annotations: { ...annotations, regions }, read };
}

/** A version and the one that it came from, with the ids of the regions that are known by now. */
export function withIdsOf(
  known: readonly Region[],
  { saved, value }: { readonly saved: Annotations; readonly value: Annotations },
): { saved: Annotations; value: Annotations } {
  const regions = keepIds(known, saved.regions);
  const ids = new Map(saved.regions.map(({ id }, i) => [id, regions[i]!.id]));
  const renamed = value.regions.map((region) => ({ ...region, id: ids.get(region.id) ?? region.id }));
  return { saved: { ...saved, regions }, value: { ...value, regions: renamed } };
}

/** Of ids that collided (`verdict`: the verdict) those that still say something else in both. */
export function collisionsIn(ids: readonly string[], ours: Annotations, theirs: Annotations): string[] {
  const find = ({ regions }: Annotations, id: string) => regions.find((region) => region.id === id);
  return ids.filter((id) => {
    if (id === 'verdict') return ours.verdict !== theirs.verdict;
    const [our, their] = [find(ours, id), find(theirs, id)];
    return our === undefined || their === undefined ? our !== their : !isSameRegion(our, their);
  });
}

/** Theirs where both changed the same, as changes to `ours`: `both` keeps ours too and adds theirs as regions of their own. */
export function theirsOf(
  conflicts: readonly string[],
  ours: Annotations,
  theirs: Annotations,
  both: boolean,
  newId: () => string,
): Change[] {
  const region = (id: string) => theirs.regions.find((candidate) => candidate.id === id) ?? null;
  return conflicts.flatMap((id): Change[] => {
    if (id === 'verdict') return both ? [] : [{ type: 'verdict', verdict: theirs.verdict }];
    const their = region(id);
    if (!both) return [{ type: 'region', id, region: their }];
    if (their === null) return [];
    const own = ours.regions.some((candidate) => candidate.id === id) ? newId() : id;
    return [{ type: 'region', id: own, region: { ...their, id: own } }];
  });
}
