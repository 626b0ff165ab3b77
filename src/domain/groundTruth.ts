/** What is known to be true of an image, who says so, and whether its verdict agrees. */
import type { DefectEntry, Layout } from './projectFile.ts';
import type { AnnotationSummary, ProjectImage, ScoreRecord } from './records.ts';

/** The ground truth's name for normal images, in every layout that has one; any other names a defect. */
export const NORMAL_GROUP = 'good';

/** The group of an anomalous image of which nothing else is known. */
const UNNAMED_GROUP = 'anomalous';

/** Who says what an image is: the folder that it lies in, or whoever annotated it. */
export type TruthSource = 'folder' | 'annotations';

/** Whether a verdict is other than the ground truth; false where there is none. */
export function disagrees(group: string | null, { verdict }: Pick<ScoreRecord, 'verdict'>): boolean {
  return group !== null && (verdict === 'anomalous') !== (group !== NORMAL_GROUP);
}

/** What the detector got wrong: an anomalous image that it did not call so, or a good one that it did; null where it is right, or nothing is known. */
export function mistakeOf(group: string | null, record: Pick<ScoreRecord, 'verdict'>): 'missed' | 'falseAlarm' | null {
  if (!disagrees(group, record)) return null;
  return group === NORMAL_GROUP ? 'falseAlarm' : 'missed';
}

/** What the ground truth of one image follows from. */
export interface TruthBasis {
  /** The group by the layout's folders; null where they say nothing. */
  readonly folder: string | null;
  /** What the image's label file says; null where it has none. */
  readonly annotations: AnnotationSummary | null;
  /** The labels of its regions, from the bottom to the top. */
  readonly labels: readonly string[];
  readonly layout: Layout;
  readonly defects: readonly DefectEntry[];
}

/**
 * An image's ground-truth group: people's word before the folders' (DESIGN: `layout`). A verdict counts first; regions without one say that the image is
 * anomalous; a file that cannot be read, or says neither, leaves it to the folder. null where nothing is known, or the image is excluded.
 */
export function groundTruthOf(basis: TruthBasis): string | null {
  const { folder, annotations } = basis;
  if (annotations === null || !speaks(annotations)) return folder;
  if (annotations.verdict === 'excluded') return null;
  return annotations.verdict === 'good' ? NORMAL_GROUP : anomalousGroup(basis);
}

/** Who says what an image is; null where nobody does. That an image is excluded is said by its annotations. */
export function truthSource({ group, annotations }: Pick<ProjectImage, 'group' | 'annotations'>): TruthSource | null {
  if (annotations !== null && speaks(annotations)) return 'annotations';
  return group === null ? null : 'folder';
}

export function isExcluded({ annotations }: Pick<ProjectImage, 'annotations'>): boolean {
  return annotations?.verdict === 'excluded';
}

function speaks({ verdict, regions, error }: AnnotationSummary): boolean {
  return error === undefined && (verdict !== null || regions > 0);
}

/** The defect's folder; else, by the first region's label, the kind of defect that LOCO's folders name, or the label itself. */
function anomalousGroup({ folder, labels: [label = ''], layout, defects }: TruthBasis): string {
  if (folder !== null && folder !== NORMAL_GROUP) return folder;
  const kind = defects.find(({ name }) => name === label)?.kind;
  if (layout === 'mvtec-loco' && kind !== undefined) return `${kind}_anomalies`;
  return label === '' || label === NORMAL_GROUP ? UNNAMED_GROUP : label;
}
