import { describe, expect, it } from 'vitest';
import { disagrees, groundTruthOf, isExcluded, mistakeOf, truthSource } from '../../src/domain/groundTruth.ts';
import type { TruthBasis } from '../../src/domain/groundTruth.ts';
import type { AnnotationSummary } from '../../src/domain/records.ts';

const said = (verdict: AnnotationSummary['verdict'], regions = 0): AnnotationSummary => ({ verdict, regions });
const unreadable: AnnotationSummary = { verdict: null, regions: 0, error: '/p/a.json: expected JSON' };
const basis = (parts: Partial<TruthBasis>): TruthBasis => ({
  folder: null,
  annotations: null,
  labels: [],
  layout: 'mvtec-loco',
  defects: [
    { name: 'scratch', kind: 'structural', saturation: 1, relative: true },
    { name: 'two nuts', kind: 'logical', saturation: 40, relative: false },
  ],
  ...parts,
});

describe('the ground truth of an image', () => {
  const cases: [string, Partial<TruthBasis>, string | null][] = [
    ['nothing', {}, null],
    ['a folder', { folder: 'bent' }, 'bent'],
    ['good, in a defect’s folder', { folder: 'bent', annotations: said('good') }, 'good'],
    ['good, with regions', { annotations: said('good', 2), labels: ['scratch', 'x'] }, 'good'],
    ['anomalous, in a defect’s folder', { folder: 'bent', annotations: said('anomalous', 1), labels: ['x'] }, 'bent'],
    ['anomalous, in the good folder', { folder: 'good', annotations: said('anomalous') }, 'anomalous'],
    [
      'anomalous, by a structural label',
      { annotations: said('anomalous', 1), labels: ['scratch'] },
      'structural_anomalies',
    ],
    [
      'anomalous, by the first label',
      { folder: 'good', annotations: said('anomalous', 2), labels: ['two nuts', 'scratch'] },
      'logical_anomalies',
    ],
    ['anomalous, by a label of no kind', { annotations: said('anomalous', 1), labels: ['dust'] }, 'dust'],
    [
      'anomalous, where folders name no kinds',
      { layout: 'mvtec-ad', annotations: said('anomalous', 1), labels: ['scratch'] },
      'scratch',
    ],
    ['anomalous, by a label that would say good', { annotations: said('anomalous', 1), labels: ['good'] }, 'anomalous'],
    ['anomalous, by an empty label', { annotations: said('anomalous', 1), labels: [''] }, 'anomalous'],
    ['excluded', { folder: 'bent', annotations: said('excluded', 1), labels: ['scratch'] }, null],
    [
      'regions without a verdict',
      { folder: 'good', annotations: said(null, 1), labels: ['scratch'] },
      'structural_anomalies',
    ],
    ['a label file without either', { folder: 'good', annotations: said(null) }, 'good'],
    ['a label file that cannot be read', { folder: 'bent', annotations: unreadable }, 'bent'],
  ];
  it.each(cases)('follows from %s', (_, parts, group) => {
    expect(groundTruthOf(basis(parts))).toBe(group);
  });

  it('is the folder’s word or that of whoever annotated it', () => {
    expect(truthSource({ group: 'bent', annotations: null })).toBe('folder');
    expect(truthSource({ group: 'bent', annotations: unreadable })).toBe('folder');
    expect(truthSource({ group: 'bent', annotations: said(null) })).toBe('folder');
    expect(truthSource({ group: 'bent', annotations: said(null, 1) })).toBe('annotations');
    expect(truthSource({ group: null, annotations: said('excluded') })).toBe('annotations');
    expect(truthSource({ group: null, annotations: null })).toBeNull();
    expect(isExcluded({ annotations: said('excluded') })).toBe(true);
    expect(isExcluded({ annotations: said('good') })).toBe(false);
  });

  it('tells a missed image from a false alarm', () => {
    const [odd, normal] = [{ verdict: 'anomalous' }, { verdict: 'normal' }] as const;
    expect([mistakeOf('bent', normal), mistakeOf('good', odd)]).toEqual(['missed', 'falseAlarm']);
    expect([mistakeOf('bent', odd), mistakeOf('good', normal), mistakeOf(null, odd)]).toEqual([null, null, null]);
    expect(disagrees('bent', normal)).toBe(true);
  });
});
