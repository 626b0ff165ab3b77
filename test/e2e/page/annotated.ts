/** Snapshots with annotations, labels of the project, and comparisons. */
import type { Annotations, HumanVerdict, Region } from '../../../src/domain/annotations/annotations.ts';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import type { DefectEntry } from '../../../src/domain/projectFile.ts';
import type { AnnotationComparison, AnnotationState, InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { snapshot } from '../inspectorPage.fixture.ts';
import { FIGURE, scored } from './support.ts';

export const DEFECTS: DefectEntry[] = [
  { name: 'dent', kind: 'structural', saturation: 1, relative: true },
  { name: 'missing leg', kind: 'logical', saturation: 1, relative: true },
  { name: 'scratch', kind: 'structural', saturation: 1, relative: true },
];

/** From the bottom to the top; the image is 550 × 380. */
export const REGIONS: Region[] = [
  {
    id: 'r1',
    label: 'missing leg',
    shape: { type: 'rectangle', points: [262, 200, 462, 250] },
    comment: 'The lower leg with its foot is not there.',
    group: null,
  },
  {
    id: 'r2',
    label: 'scratch',
    shape: { type: 'polygon', points: [60, 120, 160, 130, 150, 160, 70, 150] },
    comment: '',
    group: null,
  },
  {
    id: 'r3',
    label: 'stain',
    shape: { type: 'mask', mask: { x: 200, y: 90, width: 40, height: 30, runs: [0, 1200] } },
    comment: '',
    group: null,
  },
  { id: 'r4', label: 'dent', shape: { type: 'point', points: [300.5, 100.5] }, comment: '', group: null },
  {
    id: 'r5',
    label: 'crack',
    shape: { type: 'foreign', name: 'linestrip', points: [1, 1, 9, 9] },
    comment: '',
    group: null,
  },
];

export interface Annotated {
  regions?: readonly Region[];
  verdict?: HumanVerdict | null;
  state?: unknown;
  annotations?: Partial<AnnotationState>;
  rest?: Partial<InspectorSnapshot>;
}

/** The message that answers `ready`, of an image with these regions. */
export function annotated({
  regions = REGIONS,
  verdict = null,
  state = scored(),
  annotations = {},
  rest = {},
}: Annotated = {}): { type: string; snapshot: InspectorSnapshot } {
  const message = snapshot(FIGURE, state) as { type: string; snapshot: InspectorSnapshot };
  const value: Annotations = { verdict, regions };
  const whole: AnnotationState = { value, applied: 0, problem: null, undo: null, ...annotations };
  return { ...message, snapshot: { ...message.snapshot, annotations: whole, defects: DEFECTS, ...rest } };
}

/** The first region changed, the second gone, a new one on top. */
export function compared(parts: Partial<AnnotationComparison> = {}): ReturnType<typeof annotated> {
  const [leg, scratch, stain, dent] = REGIONS as [Region, Region, Region, Region];
  const later: Region = {
    ...leg,
    comment: 'Broken off.',
    shape: { type: 'rectangle', points: [262, 200, 442, 260] },
  };
  const comparison: AnnotationComparison = {
    before: 'HEAD',
    after: 'now',
    added: [dent.id],
    removed: [scratch],
    changed: [leg],
    verdict: { before: 'good', after: 'anomalous' },
    ...parts,
  };
  return annotated({ regions: [later, stain, dent], verdict: 'anomalous', rest: { comparison } });
}

/** The edits that the page has sent. */
export function editsIn(sent: readonly { type: string }[]): Edit[] {
  return sent.filter(({ type }) => type === 'edit').map((message) => (message as unknown as { edit: Edit }).edit);
}
