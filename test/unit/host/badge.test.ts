import { describe, expect, it } from 'vitest';
import type { AnnotationSummary, ImageRecord, ProjectImage } from '../../../src/domain/records.ts';
import { badgeOf } from '../../../src/host/views/badge.ts';

const odd = { verdict: 'anomalous' } as ImageRecord;
const normal = { verdict: 'normal' } as ImageRecord;
const failed = { image: 'a.png', error: { code: 'image-unreadable', message: '' } } satisfies ImageRecord;
const image = (
  group: string | null,
  annotations: AnnotationSummary | null = null,
  reference = false,
): ProjectImage => ({
  image: 'a.png',
  reference,
  group,
  annotations,
});
const said = (verdict: AnnotationSummary['verdict'], regions = 0): AnnotationSummary => ({ verdict, regions });
const unreadable: AnnotationSummary = { verdict: null, regions: 0, error: '' };

describe('an image’s badge', () => {
  const cases: [string, ProjectImage, ImageRecord | undefined, [string, string] | undefined][] = [
    ['nothing known', image(null), undefined, undefined],
    ['only a folder', image('bent'), undefined, undefined],
    ['odd', image(null), odd, ['!', 'odd']],
    ['normal', image(null), normal, ['✓', 'plain']],
    ['unreadable', image('good', said('good')), failed, ['?G', 'error']],
    ['found, by the folder', image('bent'), odd, ['!', 'odd']],
    ['missed, by the folder', image('bent'), normal, ['✓', 'missed']],
    ['a false alarm, by the folder', image('good'), odd, ['!', 'falseAlarm']],
    ['annotated alone', image('anomalous', said('anomalous')), undefined, ['A', 'plain']],
    ['found', image('x', said(null, 2)), odd, ['!A', 'odd']],
    ['missed', image('x', said('anomalous')), normal, ['✓A', 'missed']],
    ['right about a good one', image('good', said('good')), normal, ['✓G', 'plain']],
    ['a false alarm', image('good', said('good')), odd, ['!G', 'falseAlarm']],
    ['excluded', image(null, said('excluded')), odd, ['!X', 'excluded']],
    ['a label file that cannot be read', image('good', unreadable), normal, ['✓', 'plain']],
    ['a reference', image('good', null, true), normal, ['R', 'reference']],
    ['an odd reference', image('good', said('good'), true), odd, ['R!', 'odd']],
    ['a reference that is not good', image('x', said('anomalous'), true), odd, ['RA', 'error']],
    ['an excluded reference', image(null, said('excluded'), true), undefined, ['RX', 'error']],
    ['a reference that cannot be read', image(null, null, true), failed, ['?', 'error']],
  ];
  it.each(cases)('shows %s', (_, about, record, expected) => {
    const badge = badgeOf(about, record);
    expect(badge && [badge.text, badge.tone]).toEqual(expected);
    expect(badge?.text.length ?? 0).toBeLessThan(3);
  });
});
