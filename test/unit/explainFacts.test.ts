import { describe, expect, it } from 'vitest';
import { byFeature } from '../../src/domain/features.ts';
import type { FeatureName } from '../../src/domain/features.ts';
import type { ClassMeasure } from '../../src/domain/records.ts';
import { factsOf } from '../../src/engine/explain/facts.ts';
import type { FactSource } from '../../src/engine/explain/facts.ts';
import { areaExcess, colorExcess, placeExcess } from '../../src/engine/explain/range.ts';
import { absentClass } from '../../src/engine/features/classMeasures.ts';

function measure(
  id: number,
  area: number,
  place: [number, number] = [0.5, 0.5],
  ab: [number, number] = [0, 0],
): ClassMeasure {
  const [x, y] = place;
  const [a, b] = ab;
  return {
    id,
    area,
    color: { ratio: (a + 128) / (b + 128), a, b },
    location: { distance: Math.hypot(x, y) / Math.SQRT2, x, y },
  };
}

const references = [
  [measure(1, 0.1, [0.3, 0.3], [10, 20]), measure(2, 0.2, [0.6, 0.6])],
  [measure(1, 0.11, [0.31, 0.3], [12, 20]), measure(2, 0.21, [0.6, 0.61])],
];
const all = ['patch', 'classPatch', 'foreground', 'embedding', 'histogram', 'color', 'location'] as const;

/** A source in which the given features alone count, with a part each, wholly due to one class. */
function source(
  classes: ClassMeasure[],
  counted: Partial<Record<FeatureName, { part: number; of: number }>>,
): FactSource {
  return {
    classes,
    references,
    nearest: 1,
    parts: byFeature((name) => counted[name]?.part ?? 0),
    shares: byFeature((name) => [0, 1, 2].map((id) => (counted[name]?.of === id ? 1 : 0))),
    tails: { patch: [0.3, 0.4, null], foreground: [null, 0.5, null], classPatch: [null, 0.2, 0.1] },
    similarity: [
      [0.9, 0.8],
      [0.95, 0.97],
    ],
    leaveOneOut: [byFeature(() => 0.1), byFeature(() => 0.2)],
    weights: byFeature(() => 0.2),
    usualDistances: [
      [0.03, 0.04],
      [0.01, 0.01],
    ],
  };
}
const normal = [measure(1, 0.105, [0.3, 0.3], [11, 20]), measure(2, 0.205, [0.6, 0.605])];

describe('facts', () => {
  it('tells nothing of areas, places and colours within the range of the references, though they have shares', () => {
    expect(factsOf(source(normal, { histogram: { part: 0.5, of: 1 }, location: { part: 0.5, of: 2 } }))).toEqual([]);
  });

  it("tells a smaller class with the references' areas and the whole part of the feature", () => {
    const facts = factsOf(
      source([measure(1, 0.05, [0.3, 0.3], [11, 20]), normal[1]!], { histogram: { part: 0.7, of: 1 } }),
    );
    expect(facts).toEqual([
      {
        classId: 1,
        feature: 'histogram',
        kind: 'smaller',
        value: 0.05,
        references: { min: 0.1, max: 0.11, nearest: 0.11 },
        share: 0.7,
      },
    ]);
  });

  it('tells a larger, a moved and a recoloured class by their features, the largest share first', () => {
    const odd = measure(1, 0.2, [0.4, 0.3], [11, -20]);
    const facts = factsOf(
      source([odd, normal[1]!], {
        histogram: { part: 0.2, of: 1 },
        color: { part: 0.5, of: 1 },
        location: { part: 0.3, of: 1 },
      }),
    );
    expect(facts.map(({ kind, feature, share }) => [kind, feature, share])).toEqual([
      ['recolored', 'color', 0.5],
      ['moved', 'location', 0.3],
      ['larger', 'histogram', 0.2],
    ]);
    expect(facts[1]!.value).toBeCloseTo(0.5 / Math.SQRT2, 12);
    expect(facts[0]!.references.nearest).toBeCloseTo(140 / 148, 12);
  });

  it('tells a move across the direction that the feature measures, which has hardly a share, and the clearest first', () => {
    // As far from the upper left corner as before, but elsewhere; class 2 has moved less.
    const turned = measure(1, 0.105, [0.424, 0], [11, 20]);
    const facts = factsOf(source([turned, measure(2, 0.205, [0.63, 0.605])], {}));
    expect(facts.map(({ classId, kind, share }) => [classId, kind, share])).toEqual([
      [1, 'moved', 0],
      [2, 'moved', 0],
    ]);
  });

  it('tells an absent class once, with all its shares', () => {
    const counted = Object.fromEntries(all.map((name) => [name, { part: 1 / 7, of: name === 'patch' ? 1 : 2 }]));
    const facts = factsOf(source([normal[0]!, absentClass(2)], counted));
    const missing = facts.filter(({ classId }) => classId === 2);
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatchObject({
      kind: 'missing',
      feature: 'histogram',
      value: 0,
      references: { min: 0.2, max: 0.21, nearest: 0.21 },
    });
    expect(missing[0]!.share).toBeCloseTo(6 / 7, 12);
  });

  it('does not call a class smaller than in any reference where one lacks it', () => {
    const lacking = {
      ...source([measure(1, 0.05, [0.3, 0.3], [11, 20]), normal[1]!], { histogram: { part: 0.7, of: 1 } }),
    };
    const [one, other] = references;
    const facts = factsOf({ ...lacking, references: [[absentClass(1), one![1]!], other!] });
    expect(facts.filter(({ feature }) => feature === 'histogram')).toEqual([]);
    const larger = factsOf({
      ...source([measure(1, 0.3, [0.3, 0.3], [11, 20]), normal[1]!], {}),
      references: [[absentClass(1), one![1]!], other!],
    });
    expect(larger.find(({ kind }) => kind === 'larger')?.references).toEqual({ min: 0, max: 0.11, nearest: 0.11 });
  });

  it('tells nothing of an absent class that the nearest reference lacks too', () => {
    const lacking = {
      ...source([normal[0]!, absentClass(2)], {}),
      references: [references[0]!, [references[1]![0]!, absentClass(2)]],
    };
    expect(factsOf(lacking)).toEqual([]);
  });

  it('tells a class that no reference has once for its measures, beside its texture', () => {
    const counted = {
      histogram: { part: 0.4, of: 3 },
      location: { part: 0.2, of: 3 },
      classPatch: { part: 0.4, of: 3 },
    };
    const given = source([...normal, measure(3, 0.02)], counted);
    const shares = byFeature((name) => [0, 0, 0, name in counted ? 1 : 0]);
    const tails = { ...given.tails, classPatch: [null, 0.2, 0.1, 1] };
    const facts = factsOf({ ...given, shares, tails });
    expect(facts.map(({ kind, feature, value, references: range }) => [kind, feature, value, range.max])).toEqual([
      ['extra', 'histogram', 0.02, 0],
      ['texture', 'classPatch', 1, 0.2],
    ]);
    expect(facts[0]!.share).toBeCloseTo(0.6, 12);
  });

  it("tells texture by its tail patches, the background's too, and by the class's mean patch", () => {
    const facts = factsOf(
      source(normal, {
        patch: { part: 0.5, of: 0 },
        foreground: { part: 0.3, of: 1 },
        embedding: { part: 0.2, of: 1 },
      }),
    );
    expect(
      facts.map(({ classId, feature, kind, value }) => [classId, feature, kind, Number(value.toFixed(12))]),
    ).toEqual([
      [0, 'patch', 'texture', 0.3],
      [1, 'foreground', 'texture', 0.5],
      [1, 'embedding', 'texture', 0.2],
    ]);
    expect(facts[0]!.references).toEqual({ min: 0.1, max: 0.2, nearest: 0.2 });
    expect(facts[2]!.references).toEqual({ min: 0.03, max: 0.04, nearest: 0.04 });
  });

  it('compares texture with the weights where one reference has no others to differ from', () => {
    const one = {
      ...source(normal, { patch: { part: 1, of: 1 } }),
      references: [references[1]!],
      nearest: 0,
      leaveOneOut: [],
      usualDistances: [[null], [null]],
    };
    expect(factsOf(one)[0]!.references).toEqual({ min: 0, max: 0.2, nearest: 0.2 });
  });
});

describe('ranges', () => {
  const areas = [0.1, 0.11, 0.14].map((area) => measure(1, area));
  it("counts what lies outside the references' areas in one and a half times their spread", () => {
    // The spread: 0.14 lies 0.03 from its nearest.
    expect(areaExcess(measure(1, 0.12), areas)).toBe(0);
    expect(areaExcess(measure(1, 0.185), areas)).toBeCloseTo(1, 9);
    expect(areaExcess(measure(1, 0.055), areas)).toBeCloseTo(-1, 9);
  });
  it('has a least of its own where references are all alike, a larger one for a single reference', () => {
    const alike = [0.1, 0.1].map((area) => measure(1, area));
    expect(areaExcess(measure(1, 0.106), alike)).toBeCloseTo(1.2, 9);
    expect(areaExcess(measure(1, 0.106), alike.slice(0, 1))).toBeCloseTo(0.6, 9);
  });
  it('measures places in both directions and colours in a* and b*', () => {
    const two = [measure(1, 0.1, [0.5, 0.5], [0, 0]), measure(1, 0.1, [0.5, 0.54], [0, 4])];
    expect(placeExcess(measure(1, 0.1, [0.62, 0.54]), two)).toBeCloseTo(2, 9);
    expect(colorExcess(measure(1, 0.1, [0.5, 0.5], [9, 4]), two)).toBeCloseTo(1.5, 9);
  });
});
