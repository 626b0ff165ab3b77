import { describe, expect, it } from 'vitest';
import type { Explanation, Fact } from '../../src/domain/explanation.ts';
import type { ClassMeasure, Inspection } from '../../src/domain/records.ts';
import { areaRows, areaTable } from '../../webview/inspector/data/areas.ts';
import { largestValue, shown } from '../../webview/inspector/data/classRows.ts';
import {
  colorRows,
  colorTable,
  gridLines,
  placeIn,
  planeOf,
  swatchColor,
} from '../../webview/inspector/data/colors.ts';
import { factRows, factTable } from '../../webview/inspector/data/facts.ts';
import { labToSrgb } from '../../webview/inspector/data/lab.ts';
import { placeLabels } from '../../webview/inspector/data/labelPlaces.ts';
import { diagonalDistance, locationRows, locationTable } from '../../webview/inspector/data/locations.ts';
import { oddestPatch } from '../../webview/inspector/data/oddestPatch.ts';
import { referenceNames } from '../../webview/inspector/data/referenceNames.ts';
import { buildScene } from '../../webview/inspector/data/scene.ts';
import { sentenceParts } from '../../webview/inspector/data/sentence.ts';
import { lowEnd, shadeOf, similarityRows, similarityTable } from '../../webview/inspector/data/similarity.ts';
import { toCsv } from '../../webview/shared/csv.ts';
import { useTranslations } from '../../webview/shared/strings.ts';
import { inspection, revive } from '../e2e/inspectorPage.fixture.ts';

/** [area, a*, b*, x, y] of a class; null where it is absent. */
type Numbers = readonly [number, number, number, number, number] | null;

function measure(id: number, numbers: Numbers): ClassMeasure {
  const [area, a, b, x, y] = numbers ?? [0, 0, 0, 0, 0];
  const ratio = numbers === null ? 0 : (a + 128) / (b + 128);
  return { id, area, color: { ratio, a, b }, location: { distance: Math.hypot(x, y) / Math.SQRT2, x, y } };
}

/** An image of 400 × 300 with these classes, in it and in each reference; the similarities are 1. */
function result(own: readonly Numbers[], references: readonly (readonly Numbers[])[]): Inspection {
  const base = revive(inspection());
  const classes = own.map((_, i) => ({ id: i + 1, name: `part ${i + 1}`, color: '#4c78a8' }));
  const measured = (list: readonly Numbers[]): ClassMeasure[] => list.map((numbers, i) => measure(i + 1, numbers));
  const others = references.map((list, k) => ({ image: `ref/${k}.png`, classes: measured(list) }));
  return {
    ...base,
    width: 400,
    height: 300,
    classes,
    record: { ...base.record, classes: measured(own) },
    references: others,
    similarity: own.map(() => references.map(() => 1)),
    usualSimilarity: [],
    explanation: {
      ...base.explanation,
      facts: [],
      classes: measured(own).map((entry, i) => ({
        ...entry,
        name: `part ${i + 1}`,
        references: others.map(({ image, classes: list }) => ({ ...list[i]!, image })),
      })),
    },
  };
}

/** Two parts in three references: the first has shrunk, moved and changed its colour, the second is as it was. */
const CASE = result(
  [
    [0.02, -40, 30, 0.5, 0.2],
    [0.1, 10, 20, 0.25, 0.5],
  ],
  [
    [
      [0.04, -34, 22, 0.5, 0.5],
      [0.11, 10, 20, 0.25, 0.5],
    ],
    [
      [0.05, -34, 23, 0.5, 0.5],
      [0.1, 10, 23, 0.25, 0.6],
    ],
    [
      [0.06, -31, 18, 0.5, 0.6],
      [0.09, 10, 20, 0.25, 0.5],
    ],
  ],
);

describe('class areas', () => {
  it('put classes outside the references first and tell how far', () => {
    const [first, second] = areaRows(CASE);
    expect(first).toMatchObject({ id: 1, value: 0.02, references: [0.04, 0.05, 0.06], nearest: 0, here: true });
    expect(first!.range).toEqual({ lowest: 0.04, highest: 0.06 });
    expect(first!.outside).toBeCloseTo(0.02);
    expect(second).toMatchObject({ id: 2, outside: 0, nearest: 1 });
    expect(largestValue(areaRows(CASE))).toBe(0.11);
  });

  it('sort by deviation for the size of the class', () => {
    // 0.3 above 0.5 is less of it than 0.02 below 0.04.
    const rows = areaRows(
      result(
        [
          [0.8, 0, 0, 0, 0],
          [0.02, 0, 0, 0, 0],
        ],
        [
          [
            [0.5, 0, 0, 0, 0],
            [0.04, 0, 0, 0, 0],
          ],
        ],
      ),
    );
    expect(rows.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('count an absent class as an area of 0, here and in a reference', () => {
    const [row] = areaRows(result([null], [[[0.1, 0, 0, 0, 0]], [null]]));
    expect(row).toMatchObject({ value: 0, references: [0.1, 0], outside: 0, nearest: 1, here: false });
    const [extra] = areaRows(result([[0.1, 0, 0, 0, 0]], [[null]]));
    expect(extra).toMatchObject({ value: 0.1, outside: 0.1 });
  });

  it('hold without references', () => {
    for (const row of areaRows(result([[0.1, 0, 0, 0, 0]], [])))
      expect(row).toMatchObject({ value: 0.1, range: null, outside: 0, nearest: null });
  });

  it('quote names in CSV', () => {
    const toy = revive(inspection());
    const lines = toCsv(areaTable(areaRows(toy), ['a "b".png', 'c.png', 'd.png', 'e.png'])).split('\n');
    expect(lines[0]).toBe('Class,Area,Lowest ref.,Highest ref.,"a ""b"".png",c.png,d.png,e.png');
    expect(lines.some((line) => line.startsWith('"chin and both of the arms, with their sleeves",'))).toBe(true);
  });

  it('leave hidden classes to the tables', () => {
    const rows = areaRows({ ...CASE, classes: CASE.classes.map((entry) => ({ ...entry, hidden: entry.id === 1 })) });
    expect(rows).toHaveLength(2);
    expect(shown(rows).map(({ id }) => id)).toEqual([2]);
  });
});

describe('class colours', () => {
  it('are as far as the nearest reference in the a*, b* plane', () => {
    const [first, second] = colorRows(CASE);
    // (-40, 30) to (-34, 22) is 10, to (-34, 23) √85.
    expect(first).toMatchObject({ id: 1, nearest: 1 });
    expect(first!.value).toBeCloseTo(Math.sqrt(85));
    // Among themselves: 1 and 1; from (-31, 18) it is 5 to (-34, 22).
    expect(first!.references).toEqual([1, 1, 5]);
    expect(first!.outside).toBeCloseTo(Math.sqrt(85) - 5);
    expect(second).toMatchObject({ id: 2, value: 0, references: [0, 3, 0], outside: 0, nearest: 0 });
  });

  it('have no range with one reference, and no distance where a side lacks the class', () => {
    const one = colorRows(
      result([[0.1, 1, 2, 0, 0], null, [0.1, 1, 2, 0, 0]], [[[0.1, 4, 6, 0, 0], [0.1, 1, 1, 0, 0], null]]),
    );
    expect(one.map(({ id }) => id)).toEqual([3, 1, 2]);
    expect(one[0]).toMatchObject({ here: true, known: false, value: null, nearest: null });
    expect(one[1]).toMatchObject({ value: 5, range: null, outside: 0, references: [null] });
    expect(one[2]).toMatchObject({ here: false, known: true, own: null, value: null });
  });

  it('are in a table with all numbers', () => {
    expect(
      toCsv(colorTable(colorRows(CASE), ['r', 's', 't']))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'Class,a*,b*,Distance,Nearest ref.,Usual to,r a*,r b*,s a*,s b*,t a*,t b*',
      `part 1,-40,30,${Math.sqrt(85)},s,5,-34,22,-34,23,-31,18`,
    ]);
  });

  it('lie in a plane with one scale for both axes', () => {
    const plane = planeOf(
      [
        { a: -50, b: 10 },
        { a: 50, b: 30 },
      ],
      2,
    );
    expect(plane).toMatchObject({ a: 0, b: 20 });
    expect(plane.halfA).toBe(62.5);
    expect(plane.halfA / plane.halfB).toBe(2);
    expect(placeIn(plane, { a: 0, b: 20 })).toEqual({ x: 0.5, y: 0.5 });
    expect(placeIn(plane, { a: 62.5, b: 51.25 })).toEqual({ x: 1, y: 0 });
    expect(planeOf([{ a: 1, b: 1 }], 2).halfB).toBe(6);
    expect(planeOf([], 2)).toMatchObject({ a: 0, b: 0 });
  });

  it('have grid lines at round numbers', () => {
    expect(gridLines(3, 11, 5)).toEqual([-5, 0, 5, 10]);
    expect(gridLines(0, 1, 5)).toEqual([0]);
    expect(gridLines(2.5, 1, 5)).toEqual([]);
  });
});

describe('CIELAB', () => {
  // Lindbloom's calculator, D65.
  it.each([
    [
      [53.2408, 80.0925, 67.2032],
      [255, 0, 0],
    ],
    [
      [87.7347, -86.1827, 83.1793],
      [0, 255, 0],
    ],
    [
      [32.297, 79.1875, -107.8602],
      [0, 0, 255],
    ],
    [
      [100, 0, 0],
      [255, 255, 255],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [53.585, 0, 0],
      [128, 128, 128],
    ],
    [
      [2.7409, 0, 0],
      [10, 10, 10],
    ],
  ] as const)('%j is %j in sRGB', (lab, rgb) => {
    expect(labToSrgb(lab[0], lab[1], lab[2])).toEqual(rgb);
  });

  it('is clipped to sRGB', () => {
    expect(labToSrgb(65, -120, 120)).toEqual([0, expect.any(Number), 0]);
    expect(swatchColor({ a: 0, b: 0 })).toBe('rgb(158 158 158)');
  });
});

describe('class locations', () => {
  it('are measured in parts of the diagonal', () => {
    expect(diagonalDistance({ x: 0, y: 0 }, { x: 1, y: 1 }, 400, 300)).toBe(1);
    expect(diagonalDistance({ x: 0.5, y: 0.2 }, { x: 0.5, y: 0.5 }, 400, 300)).toBeCloseTo(90 / 500);
    expect(diagonalDistance({ x: 0.2, y: 0.5 }, { x: 0.5, y: 0.5 }, 400, 300)).toBeCloseTo(120 / 500);
  });

  it('tell how far a centre is from the nearest reference, and these from each other', () => {
    const [first, second] = locationRows(CASE);
    expect(first).toMatchObject({ id: 1, nearest: 0, own: { x: 0.5, y: 0.2 } });
    expect(first!.value).toBeCloseTo(0.18);
    expect(first!.references.map((value) => value!.toFixed(3))).toEqual(['0.000', '0.000', '0.060']);
    expect(first!.outside).toBeCloseTo(0.12);
    expect(second).toMatchObject({ id: 2, value: 0, outside: 0 });
  });

  it('span the box of the references', () => {
    const { spread } = locationRows(CASE)[0]!;
    expect(spread!.y).toBeCloseTo(0.55);
    expect(spread!.halfY).toBeCloseTo(0.05);
    expect(spread).toMatchObject({ x: 0.5, halfX: 0 });
    expect(locationRows(result([[0.1, 0, 0, 0.5, 0.5]], [[null]]))[0]!.spread).toBeNull();
  });

  it('are in a table with all numbers', () => {
    const [header, , second] = toCsv(locationTable(locationRows(CASE), ['r', 's', 't'])).split('\n');
    expect(header).toBe('Class,x,y,Distance,Nearest ref.,Usual to,r x,r y,s x,s y,t x,t y');
    expect(second).toMatch(/^part 2,0\.25,0\.5,0,r,0\.0\d+,0\.25,0\.5,0\.25,0\.6,0\.25,0\.5$/);
  });
});

/** A fact with what a test says of it. */
function fact(parts: Partial<Fact>): Fact {
  return {
    classId: 1,
    className: 'part 1',
    feature: 'histogram',
    kind: 'smaller',
    value: 0.02,
    references: { min: 0.04, max: 0.06, nearest: 0.04 },
    share: 0.5,
    ...parts,
  };
}

function withFacts(...facts: Fact[]): Inspection {
  return { ...CASE, explanation: { ...CASE.explanation, facts } };
}

describe('class embedding', () => {
  const similar = (similarity: (number | null)[][], ...usualSimilarity: number[]): Inspection => ({
    ...withFacts(),
    similarity,
    usualSimilarity,
  });

  it('is odd where it is less like all references than they are like each other', () => {
    const rows = similarityRows(
      similar(
        [
          [0.9, 0.94, 0.92],
          [0.8, 0.84, 0.82],
        ],
        0.9,
        0.9,
      ),
    );
    expect(rows.map(({ id, odd }) => [id, odd])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(rows[0]).toMatchObject({ best: { value: 0.84, reference: 1 } });
    expect(rows[0]!.usual).toBeCloseTo(0.9);
  });

  it('marks the least like class where nobody knows what is usual', () => {
    const rows = similarityRows(
      similar([
        [0.9, 0.91, 0.92],
        [0.8, null, 0.82],
      ]),
    );
    expect(rows.map(({ id, odd }) => [id, odd])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('is none where a side lacks the class', () => {
    const rows = similarityRows(similar([[null, null, null]]));
    expect(rows.map(({ id, best, odd }) => [id, best, odd])).toEqual([
      [1, null, false],
      [2, null, false],
    ]);
    expect(rows[1]!.cells).toEqual([null, null, null]);
    expect(lowEnd(rows)).toBe(0.9);
  });

  it('is shaded from a round tenth to 1', () => {
    const rows = similarityRows(similar([[0.83, 0.9, null]]));
    expect(lowEnd(rows)).toBe(0.8);
    expect(shadeOf(0.8, 0.8)).toBe(0);
    expect(shadeOf(0.9, 0.8)).toBeCloseTo(0.5);
    expect([shadeOf(1, 0.8), shadeOf(0.1, 0.8)]).toEqual([1, 0]);
    expect(similarityTable(rows, ['r', 's', 't']).rows[0]).toEqual(['part 1', 0.9, '', 0.83, 0.9, '']);
  });
});

describe('facts', () => {
  const words = (parts: Partial<Fact>): [string, string] => {
    const [row] = factRows(withFacts(fact(parts)));
    return [row!.what, row!.against];
  };

  it('say what differs and by how much', () => {
    expect(words({})).toEqual(['50 % smaller', '2.0 %, references 4.0 to 6.0 %']);
    expect(words({ kind: 'larger', value: 0.0624 })).toEqual(['4.0 % larger', '2.0 %, references 4.0 to 6.0 %']);
    expect(words({ kind: 'missing' })[0]).toBe('missing');
    expect(words({ kind: 'extra' })).toEqual(['in no reference', '2.0 % of the image']);
    const [moved, move] = words({ kind: 'moved', feature: 'location' });
    expect(moved).toMatch(/^moved, \d+ % (lower|higher|farther)/);
    expect(move).toBe('18.0 % of the diagonal off the nearest reference');
    expect(words({ kind: 'recolored', feature: 'color' })[1]).toBe('9.2 off the nearest reference (a*, b*)');
    expect(
      words({ kind: 'texture', feature: 'patch', value: 0.42, references: { min: 0.1, max: 0.21, nearest: 0.1 } }),
    ).toEqual(['texture 2.00× the usual', 'distance 0.420, references up to 0.210']);
    expect(
      words({
        kind: 'texture',
        feature: 'embedding',
        value: 0.1,
        references: { min: 0.1, max: 0.21, nearest: 0.1 },
      })[0],
    ).toBe('look as a whole');
  });

  it('name the background, and classes as the project does', () => {
    const rows = factRows(withFacts(fact({}), fact({ classId: 0, className: '', feature: 'patch', kind: 'texture' })));
    expect(rows.map(({ name, color }) => [name, color])).toEqual([
      ['part 1', '#4c78a8'],
      ['background', null],
    ]);
  });

  it('tell how far in the words and in the number of one reference, the one of the locations panel', () => {
    // In parts of the sides the first is nearer (0.11, 0.13), in pixels of 400 × 300 the second is (44, 39).
    const near = result([[0.1, 0, 0, 0.5, 0.5]], [[[0.1, 0, 0, 0.61, 0.5]], [[0.1, 0, 0, 0.5, 0.63]]]);
    near.explanation.facts = [fact({ kind: 'moved', feature: 'location' })];
    const [row] = factRows(near);
    expect([row!.what, row!.against]).toEqual([
      'moved, 11 % farther left',
      '8.8 % of the diagonal off the nearest reference',
    ]);
    expect(locationRows(near)[0]).toMatchObject({ nearest: 0, value: expect.closeTo(0.088, 9) as number });
  });

  it('are in a table with the words of the screen and the numbers in full', () => {
    const background = fact({ classId: 0, className: '', feature: 'classPatch', kind: 'texture' });
    useTranslations({ background: 'Hintergrund', texture: 'Textur' });
    const { rows } = factTable(withFacts(fact({ value: 0.0212345 }), background));
    useTranslations(null);
    expect(rows).toEqual([
      ['part 1', 'Histogram', 'smaller', 0.0212345, 0.04, 0.06, 0.04, 0.5],
      ['Hintergrund', 'Class patches', 'Textur', 0.02, 0.04, 0.06, 0.04, 0.5],
    ]);
  });
});

describe('the sentence', () => {
  const explain = (...facts: Fact[]): Explanation => ({ ...withFacts(...facts).explanation, verdict: 'anomalous' });

  it('keeps the names of classes apart from its words', () => {
    const parts = sentenceParts(explain(fact({ className: 'class covers' })));
    expect(parts.map(({ words }) => words).join('')).toBe(
      'Odd: class class covers covers 50 % less than in any reference.',
    );
    expect(parts.filter(({ classId }) => classId !== null)).toEqual([{ words: 'class covers', classId: 1 }]);
  });

  it('speaks the language of the user', () => {
    useTranslations({ 'Odd: {0}.': 'Auffällig: {0}.' });
    const parts = sentenceParts(explain(fact({ kind: 'missing' })));
    useTranslations(null);
    expect(parts.map(({ words }) => words).join('')).toMatch(/^Auffällig: .*part 1/);
  });
});

describe('the oddest patch', () => {
  // 2 × 2 patches on labels 0 1 / 2 2; the distances grow against the order of the labels.
  const scene = buildScene({
    ...withFacts(fact({ feature: 'classPatch', kind: 'texture', classId: 1 })),
    labels: { width: 2, height: 2, runs: [0, 1, 1, 1, 2, 2] },
    map: { grid: 2, distances: Float32Array.from([0.9, 0.2, 0.3, 0.4]) },
  });

  it('is the largest distance of those that the feature looks at', () => {
    expect(oddestPatch(scene, 'patch')).toBe(0);
    expect(oddestPatch(scene, 'foreground')).toBe(3);
    expect(oddestPatch(scene, 'classPatch')).toBe(1);
  });

  it('is none without a map, or without a class', () => {
    expect(oddestPatch({ ...scene, map: null }, 'patch')).toBeNull();
    expect(oddestPatch({ ...scene, labels: null }, 'foreground')).toBeNull();
  });
});

describe('short names of references', () => {
  it('leave out what all have', () => {
    expect(referenceNames(['train/good/2.png', 'train/good/15.png'])).toEqual(['2', '15']);
    expect(referenceNames(['a/x/2.png', 'a/y/2.png'])).toEqual(['x/2', 'y/2']);
    expect(referenceNames(['a/2.png', 'a/2.jpg'])).toEqual(['2.png', '2.jpg']);
    expect(referenceNames(['2.png', 'b/2.png'])).toEqual(['2', 'b/2']);
    expect(referenceNames(['train/good/2.png'])).toEqual(['2']);
    expect(referenceNames(['.png', 'a.png'])).toEqual(['.png', 'a.png']);
    expect(referenceNames([])).toEqual([]);
  });
});

describe('names of marks', () => {
  const box = { width: 300, height: 200 };

  it('stand right of their mark, and left of it at the edge', () => {
    const places = placeLabels(
      [
        { key: 1, text: 'legs', x: 0.5, y: 0.5 },
        { key: 2, text: 'legs', x: 0.98, y: 0.2 },
      ],
      box,
    );
    expect(places.get(1)).toMatchObject({ left: 158, top: 93 });
    expect(places.get(2)!.left + places.get(2)!.width).toBe(0.98 * 300 - 8);
  });

  it('cover neither names nor marks, and are left out where there is no room', () => {
    const crowd = Array.from({ length: 12 }, (_, key) => ({ key, text: 'a long name', x: 0.5 + key / 300, y: 0.5 }));
    const places = [...placeLabels(crowd, box).values()];
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThan(12);
    for (const [i, a] of places.entries())
      for (const b of places.slice(i + 1))
        expect(Math.abs(a.top - b.top) >= 14 || a.left + a.width <= b.left || b.left + b.width <= a.left).toBe(true);
  });
});
