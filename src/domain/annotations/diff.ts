/** What differs between two versions of an image's annotations, and how a third one joins them. Pure. */
import type { Annotations, HumanVerdict, Region } from './annotations.ts';
import type { Change } from './edits.ts';
import { isSameShape } from './shapes.ts';

/** Whether two regions say the same, whatever their ids. */
export function isSameRegion(a: Region, b: Region): boolean {
  if (a === b) return true; // most are: every edit asks for all of them
  return (
    a.label === b.label &&
    a.comment === b.comment &&
    a.group === b.group &&
    isSameShape(a.shape, b.shape) &&
    JSON.stringify(a.extra ?? {}) === JSON.stringify(b.extra ?? {})
  );
}

export interface AnnotationsDiff {
  readonly added: readonly Region[];
  readonly removed: readonly Region[];
  readonly changed: readonly { readonly before: Region; readonly after: Region }[];
  readonly kept: readonly Region[];
  readonly verdict: { readonly before: HumanVerdict | null; readonly after: HumanVerdict | null } | null;
}

/** Gives regions of a newly read file the ids that equal regions had before, so that selections and undo survive; else those at the same place with the same label. */
export function keepIds(before: readonly Region[], after: readonly Region[]): Region[] {
  const left = new Set(before);
  const take = (found: Region | undefined): string | null => {
    if (found === undefined) return null;
    left.delete(found);
    return found.id;
  };
  const find = (test: (old: Region) => boolean): Region | undefined => [...left].find(test);
  const exact = after.map((region) => take(find((old) => isSameRegion(old, region))));
  const ids = after.map(
    (region, i) =>
      exact[i] ?? take(find((old) => isSameShape(old.shape, region.shape))) ?? take(likely(before, after, i, left)),
  );
  return after.map((region, i) => (ids[i] === null ? region : { ...region, id: ids[i]! }));
}

/** The region that stood at the same place from the bottom with the same label and kind, where it is still to be had. */
function likely(
  before: readonly Region[],
  after: readonly Region[],
  i: number,
  left: ReadonlySet<Region>,
): Region | undefined {
  const old = before[i];
  const region = after[i]!;
  const fits = old !== undefined && left.has(old) && old.label === region.label && old.shape.type === region.shape.type;
  return fits && before.length === after.length ? old : undefined;
}

/** Compares by id; give the regions of two files the same ids by {@link keepIds} first. */
export function diffAnnotations(before: Annotations, after: Annotations): AnnotationsDiff {
  const old = new Map(before.regions.map((region) => [region.id, region]));
  const ids = new Set(after.regions.map(({ id }) => id));
  const both = after.regions.flatMap((region) => {
    const former = old.get(region.id);
    return former === undefined ? [] : [{ before: former, after: region }];
  });
  return {
    added: after.regions.filter(({ id }) => !old.has(id)),
    removed: before.regions.filter(({ id }) => !ids.has(id)),
    changed: both.filter((pair) => !isSameRegion(pair.before, pair.after)),
    kept: both.filter((pair) => isSameRegion(pair.before, pair.after)).map((pair) => pair.after),
    verdict: before.verdict === after.verdict ? null : { before: before.verdict, after: after.verdict },
  };
}

/** Whether two versions say the same, by ids. */
export function isSameAnnotations(a: Annotations, b: Annotations): boolean {
  return (
    a.verdict === b.verdict &&
    a.regions.length === b.regions.length &&
    a.regions.every((region, i) => region.id === b.regions[i]!.id && isSameRegion(region, b.regions[i]!))
  );
}

/** The changes that lead from one version to another, by ids; the order of regions that both have stays. */
export function changesBetween(before: Annotations, after: Annotations): Change[] {
  const { added, removed, changed, verdict } = diffAnnotations(before, after);
  return [
    ...removed.map(({ id }): Change => ({ type: 'region', id, region: null })),
    ...changed.map((pair): Change => ({ type: 'region', id: pair.after.id, region: pair.after })),
    ...added.map((region): Change => ({ type: 'region', id: region.id, region, at: after.regions.indexOf(region) })),
    ...(verdict === null ? [] : [{ type: 'verdict', verdict: verdict.after } satisfies Change]),
  ];
}

/**
 * Joins two versions that come from one: what only one of them changed is taken from it. `conflicts` are the ids that both changed, differently (`verdict`
 * for the verdict); there `ours` stands.
 */
export function mergeAnnotations(
  base: Annotations,
  ours: Annotations,
  theirs: Annotations,
): { merged: Annotations; conflicts: string[] } {
  const conflicts: string[] = [];
  const pick = <T>(id: string, [was, our, their]: readonly [T, T, T], same: (a: T, b: T) => boolean): T => {
    if (same(our, their) || same(was, their)) return our;
    if (!same(was, our)) conflicts.push(id);
    return same(was, our) ? their : our;
  };
  const byId = ({ regions }: Annotations): Map<string, Region> => new Map(regions.map((region) => [region.id, region]));
  const [was, our, their] = [byId(base), byId(ours), byId(theirs)];
  const same = (a: Region | undefined, b: Region | undefined): boolean =>
    a === undefined || b === undefined ? a === b : isSameRegion(a, b);
  const ids = [...new Set([...our.keys(), ...their.keys()])];
  const regions = ids.flatMap((id) => pick(id, [was.get(id), our.get(id), their.get(id)], same) ?? []);
  const verdict = pick('verdict', [base.verdict, ours.verdict, theirs.verdict], Object.is);
  return { merged: { verdict, regions }, conflicts };
}
