/** Which images a sample has, and where they lie. */

type DefectGroup = 'logical_anomalies' | 'structural_anomalies';

/** One image to render. `index` counts within its folder. */
export interface PlannedImage {
  /** Relative to the sample's folder, with `/`, without extension. */
  stem: string;
  group: 'good' | DefectGroup;
  index: number;
}

/** Test images of each group unless the user says how many: together about a minute to render and score on two slow cores. */
const DEFAULT_TEST = { good: 20, logical_anomalies: 20, structural_anomalies: 12 } as const;
const TRAIN = 8;
const VALIDATION = 4;
/** As many as there are kinds of defect in the group: fewer only if the user asks for very few. */
const ALL_KINDS = { logical_anomalies: 5, structural_anomalies: 3 } as const;

/** How many test images each group gets of `count`; every group at least one, so never fewer than three in all. */
export function shareOut(count: number): Record<PlannedImage['group'], number> {
  const total = Math.max(3, Math.floor(count));
  const whole = Object.values(DEFAULT_TEST).reduce((sum, value) => sum + value, 0);
  const enough = total > ALL_KINDS.logical_anomalies + ALL_KINDS.structural_anomalies;
  const logicalLeast = enough ? ALL_KINDS.logical_anomalies : 1;
  const structuralLeast = enough ? ALL_KINDS.structural_anomalies : 1;
  const share = (group: PlannedImage['group']): number => Math.round((total * DEFAULT_TEST[group]) / whole);
  const structural = Math.max(structuralLeast, share('structural_anomalies'));
  const logical = Math.min(Math.max(logicalLeast, share('logical_anomalies')), total - structural - 1);
  return { good: total - structural - logical, logical_anomalies: logical, structural_anomalies: structural };
}

/** All images of a sample with this many test images, in the order in which they are written. */
export function planImages(count?: number): PlannedImage[] {
  const test = count === undefined ? DEFAULT_TEST : shareOut(count);
  const folder = (path: string, group: PlannedImage['group'], images: number): PlannedImage[] =>
    Array.from({ length: images }, (_, index) => ({ stem: `${path}/${String(index).padStart(3, '0')}`, group, index }));
  return [
    ...folder('train/good', 'good', TRAIN),
    ...folder('validation/good', 'good', VALIDATION),
    ...folder('test/good', 'good', test.good),
    ...folder('test/logical_anomalies', 'logical_anomalies', test.logical_anomalies),
    ...folder('test/structural_anomalies', 'structural_anomalies', test.structural_anomalies),
  ];
}
