/** How versions of a label file follow on one another. Pure. */
import type { Annotations, Region } from '../../domain/annotations/annotations.ts';
import { keepIds } from '../../domain/annotations/diff.ts';
import type { Change } from '../../domain/annotations/edits.ts';
import type { LabelFile, RawObject } from '../../files/labelme/labelFile.ts';

/** Keys that a file of kShot has; the sizes and the path say nothing that the image does not. */
const OWN_KEYS = ['version', 'flags', 'shapes', 'imagePath', 'imageData', 'imageHeight', 'imageWidth'];
const VERDICT_FLAGS = ['good', 'anomalous', 'excluded'];

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

/** Whether a file holds anything besides annotations: keys of other tools, an embedded image, flags of its own. */
export function holdsMore({ document }: LabelFile): boolean {
  const flags = (document.flags ?? {}) as RawObject;
  return (
    Object.keys(document).some((key) => !OWN_KEYS.includes(key)) ||
    (document.imageData ?? null) !== null ||
    Object.keys(flags).some((flag) => !VERDICT_FLAGS.includes(flag))
  );
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
