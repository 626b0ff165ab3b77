/** What is known to be true of an image, and whether its verdict agrees. */
import type { ScoreRecord } from './records.ts';

/** The ground truth's name for normal images, in every layout that has one; any other names a defect. */
export const NORMAL_GROUP = 'good';

/** Whether a verdict is other than the ground truth; false where there is none. */
export function disagrees(group: string | null, { verdict }: Pick<ScoreRecord, 'verdict'>): boolean {
  return group !== null && (verdict === 'anomalous') !== (group !== NORMAL_GROUP);
}
