import { describe, expect, it } from 'vitest';
import type { ExplainedClass, Explanation, Fact } from '../../src/domain/explanation.ts';
import { explainSentence, leadingFacts } from '../../src/domain/sentence.ts';

const at = (x: number, y: number, a = 0, b = 0): Omit<ExplainedClass, 'id' | 'name' | 'references'> => ({
  area: 0.1,
  color: { ratio: 1, a, b },
  location: { distance: 0.5, x, y },
});
const reference = (image: string, x: number, y: number, a = 0, b = 0) => ({ image, ...at(x, y, a, b) });
const pin: ExplainedClass = {
  id: 1,
  name: 'pin',
  ...at(0.5, 0.62, 20, 1),
  references: [reference('r1.png', 0.5, 0.3), reference('r2.png', 0.51, 0.5)],
};

function fact(parts: Partial<Fact>): Fact {
  const references = { min: 0.1, max: 0.2, nearest: 0.1 };
  return {
    classId: 1,
    className: 'pin',
    feature: 'histogram',
    kind: 'smaller',
    value: 0.062,
    references,
    share: 0.5,
    ...parts,
  };
}

function sentence(facts: Fact[], parts: Partial<Explanation> = {}): string {
  const base: Omit<Explanation, 'facts' | 'classes'> = {
    image: 'i.png',
    score: 2,
    threshold: 1,
    verdict: 'anomalous',
    nearestReference: 'r1.png',
    patches: [],
  };
  return explainSentence({ ...base, classes: [pin], ...parts, facts });
}

describe('explainSentence', () => {
  it('says by how much and where, and does not name one class twice', () => {
    expect(sentence([fact({}), fact({ kind: 'moved', feature: 'location', share: 0.4 })])).toBe(
      'Odd: class pin covers 38 % less than in any reference; its centre lies 12 % lower.',
    );
  });

  it('names a class verbatim, and one without a name by its number', () => {
    expect(sentence([fact({ className: 'Dübel {0} (M4)', kind: 'missing' })])).toBe(
      'Odd: class Dübel {0} (M4) is missing.',
    );
    expect(sentence([fact({ className: 'class 1', kind: 'extra' })])).toBe('Odd: class 1 is in no reference.');
  });

  it('tells the colour by the larger of two directions, and both where they are alike', () => {
    const recolored = fact({ kind: 'recolored', feature: 'color' });
    expect(sentence([recolored])).toBe('Odd: class pin is redder than in the nearest reference.');
    const both = { ...pin, color: { ratio: 1, a: -9, b: -12 } };
    expect(sentence([recolored], { classes: [both] })).toBe(
      'Odd: class pin is greener and bluer than in the nearest reference.',
    );
  });

  it('always tells the first fact that is not texture, even where its feature is not counted', () => {
    const texture = fact({
      classId: 0,
      className: 'background',
      feature: 'patch',
      kind: 'texture',
      value: 0.3,
      share: 0.9,
    });
    const moved = fact({ kind: 'moved', feature: 'location', share: 0 });
    expect(sentence([texture, { ...texture, classId: 2, className: 'nut', share: 0.5 }, moved])).toBe(
      'Odd: the background differs from the references 1.5 times as much as they do from each other; the centre of class pin lies 12 % lower (not counted).',
    );
  });

  it('leaves out what is small against the first, and the same said by two features', () => {
    const larger = fact({ kind: 'larger', value: 0.3, share: 0.8 });
    const texture = fact({ classId: 2, className: 'nut', kind: 'texture', feature: 'patch', value: 0.5 });
    expect(sentence([larger, { ...texture, share: 0.1 }])).toBe(
      'Odd: class pin covers 50 % more than in any reference.',
    );
    expect(
      sentence([
        { ...texture, share: 0.5 },
        { ...texture, feature: 'foreground', share: 0.4 },
      ]),
    ).toBe('Odd: the texture of class nut differs from the references 2.5 times as much as they do from each other.');
  });

  it('does not call texture odd that is as in the references, unless nothing else can be told', () => {
    const usual = fact({ classId: 2, className: 'nut', kind: 'texture', feature: 'patch', value: 0.15, share: 0.45 });
    expect(sentence([fact({}), usual])).toBe('Odd: class pin covers 38 % less than in any reference.');
    expect(sentence([usual])).toBe('Odd: the texture of class nut differs most from the references.');
  });

  it('has its facts in any list of the first ones', () => {
    const usual = (classId: number): Fact =>
      fact({ classId, kind: 'texture', feature: 'patch', value: 0.1, share: 0.3 });
    const facts = [usual(2), usual(3), usual(4), fact({ share: 0.1 })];
    const given = { verdict: 'normal', facts } as const;
    expect(leadingFacts(given, 2)).toEqual([facts[0], facts[3]]);
    expect(leadingFacts(given, 0)).toEqual([facts[3]]);
    expect(leadingFacts(given, 9)).toEqual(facts);
  });

  it('invents nothing for a normal image', () => {
    const normal = { verdict: 'normal' } as const;
    const usual = fact({ kind: 'texture', feature: 'patch', value: 0.21 });
    expect(sentence([usual], normal)).toBe('Normal: no class leaves the range of the references.');
    expect(sentence([], normal)).toBe('Normal: no class leaves the range of the references.');
    expect(sentence([usual, fact({ share: 0.2 })], normal)).toBe(
      'Normal, although class pin covers 38 % less than in any reference.',
    );
  });

  it('says of a reference that it is one', () => {
    const itself = { verdict: 'normal', image: 'r1.png', nearestReference: 'r1.png' } as const;
    expect(sentence([], itself)).toBe('A reference: its nearest reference is itself, so that nothing differs.');
  });

  it('speaks of the reference where there is one alone', () => {
    const one = { ...pin, references: pin.references.slice(0, 1) };
    const texture = fact({ kind: 'texture', feature: 'patch', value: 0.5, share: 0.3 });
    expect(sentence([fact({}), texture], { classes: [one] })).toBe(
      'Odd: class pin covers 38 % less than in the reference; its texture differs from the reference 2.5 times as much as is usual.',
    );
  });

  it('takes every word from the given words', () => {
    const heard: string[] = [];
    const shout = (text: string, ...values: (string | number)[]): string => {
      heard.push(text);
      return `«${text.replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)]))}»`;
    };
    const said = explainSentence(
      {
        image: 'i',
        score: 2,
        threshold: 1,
        verdict: 'anomalous',
        nearestReference: 'r',
        patches: [],
        classes: [pin],
        facts: [fact({})],
      },
      { words: shout },
    );
    expect(said).toBe('«Odd: ««class pin» covers 38 % less than in «any reference»».»');
    expect(heard).toContain('{0} covers {1} % less than in {2}');
  });
});
