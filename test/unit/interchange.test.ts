/** Annotations out and in again, in every format. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Annotations } from '../../src/domain/annotations/annotations.ts';
import { EXCHANGE_FILE, EXCHANGE_FORMATS } from '../../src/domain/annotations/exchange.ts';
import type { ExchangeFormat, Lost } from '../../src/domain/annotations/exchange.ts';
import { EMPTY_MASK } from '../../src/domain/annotations/mask.ts';
import { exportAnnotations } from '../../src/engine/dataset/interchange/exportAnnotations.ts';
import { importAnnotations } from '../../src/engine/dataset/interchange/importAnnotations.ts';
import { defectsConfigText } from '../../src/engine/dataset/interchange/locoConfig.ts';
import { LOSS } from '../../src/engine/dataset/interchange/losses.ts';
import type { Project } from '../../src/engine/dataset/project.ts';
import { annotationsOf, bare, drawn, plain, rectangle, region, sandbox, SIZE } from './interchange.fixture.ts';
import type { Sandbox } from './interchange.fixture.ts';

let place: Sandbox;
beforeEach(async () => (place = await sandbox()));
afterEach(() => place.remove());

const RING = drawn(5, 4, ['#####', '#...#', '#.#.#', '#...#', '#####']);
const BLOB = drawn(7, 5, ['.##.', '####', '.###']);
const TWO_PARTS = drawn(20, 10, ['##..##', '##..##']);
const CORNERS = drawn(0, 0, ['#.#', '.#.', '#.#']);
const EDGES = drawn(0, 0, [
  '#'.repeat(SIZE.width),
  ...Array<string>(SIZE.height - 1).fill(`#${'.'.repeat(SIZE.width - 2)}#`),
]);

/** Overlaps, holes, parts, corners, an area of 0, every shape, comments, groups, letters of many kinds, folders. */
const RICH: Record<string, Annotations> = {
  'a.png': {
    verdict: 'anomalous',
    regions: [
      region('scratch', { type: 'mask', mask: RING }),
      region('scratch', { type: 'mask', mask: BLOB }, { comment: 'größer — „sic“, "q"\nzweite Zeile' }),
      region('scratch', { type: 'mask', mask: BLOB }),
      region('дыра', rectangle(1.5, 2.25, 9.125, 8), { group: 0 }),
      region('a/b: "c", d', rectangle(9, 8, 2, 1), { group: 4 }),
      region('dent', { type: 'polygon', points: [0, 0, 40, 0, 20.5, 30] }),
      region('dent', { type: 'polygon', points: [3, 3, 9, 3, 9, 7, 3, 7] }),
    ],
  },
  'sub/ü ñ 文.jpg': {
    verdict: 'anomalous',
    regions: [
      region('missing part', { type: 'mask', mask: TWO_PARTS }),
      region('missing part', { type: 'mask', mask: CORNERS }),
      region('missing part', { type: 'mask', mask: EDGES }),
      region('dent', { type: 'point', points: [3.5, 4.5] }),
      region('dent', { type: 'foreign', name: 'circle', points: [5, 5, 8, 5] }),
      region('dent', rectangle(4, 4, 4, 9)),
      region('dent', { type: 'polygon', points: [1, 1, 5, 1, 3, 1] }),
      region('dent', rectangle(1, 2, 3, 4), { extra: { flags: { occluded: true }, score: 0.5 } }),
    ],
  },
  'sub/deep/good.png': { verdict: 'good', regions: [] },
  'sub/deep/excluded.png': { verdict: 'excluded', regions: [region('scratch', rectangle(1, 1, 5, 5))] },
  'good with a region.png': { verdict: 'good', regions: [region('scratch', { type: 'mask', mask: BLOB })] },
  'anomalous.png': { verdict: 'anomalous', regions: [] },
  'no verdict.png': { verdict: null, regions: [region('scratch', { type: 'mask', mask: BLOB })] },
  'one.png': { verdict: 'anomalous', regions: [region('scratch', { type: 'mask', mask: RING })] },
  'nothing.png': { verdict: null, regions: [] },
};
const DEFECTS = [
  { name: 'missing part', kind: 'logical', saturation: 250, relative: false },
  { name: 'dent', kind: 'structural', saturation: 1, relative: true },
  { name: 'scratch', kind: 'structural', saturation: 0.5, relative: true },
];

function target(format: ExchangeFormat, name = 'out'): string {
  const ending = EXCHANGE_FILE[format];
  return path.join(place.folder, ending === null ? name : `${name}.${ending}`);
}

async function roundTrip(
  format: ExchangeFormat,
  images: Record<string, Annotations>,
  file: object = { defects: DEFECTS },
): Promise<{ lost: readonly Lost[]; exported: { images: number; regions: number }; again: Project }> {
  const project = await place.project('one', images, { file });
  const { lost, ...exported } = await exportAnnotations(project, { format, out: target(format) });
  const again = await place.project('two', bare(images), { file });
  const report = await importAnnotations(again, { format, from: target(format) });
  expect(report.lost).toEqual([]);
  return { lost, exported, again };
}

/** What a format holds comes back as it was: every image and every region of which nothing is told as lost. */
async function expectKept(images: Record<string, Annotations>, lost: readonly Lost[], again: Project): Promise<number> {
  let kept = 0;
  for (const [name, { verdict, regions }] of Object.entries(images)) {
    const told = lost.filter(({ image, reason }) => image === name && reason !== LOSS.moved); // which takes nothing away
    const found = await annotationsOf(again, name);
    if (told.every(({ region }) => region !== null)) expect([name, found.verdict]).toEqual([name, verdict]);
    const whole = told.filter(
      ({ region: of, reason }) => of === null && reason !== LOSS.verdict && reason !== LOSS.noVerdict,
    );
    if (whole.length > 0) continue;
    const sure = regions.filter((_, i) => !told.some(({ region: of }) => of === i + 1));
    const back = found.regions.map(plain).map((entry) => JSON.stringify(entry));
    for (const expected of sure) expect(back).toContain(JSON.stringify(plain(expected)));
    if (sure.length === regions.length) expect(back).toEqual(sure.map((entry) => JSON.stringify(plain(entry))));
    kept += sure.length;
  }
  return kept;
}

describe.each(EXCHANGE_FORMATS)('%s', (format) => {
  it('brings back all that it does not report as lost', async () => {
    const { lost, exported, again } = await roundTrip(format, RICH);
    expect(exported.images).toBe(8);
    const least = { coco: 15, datumaro: 15, labelme: 18, loco: 3, 'mvtec-ad': 1, yolo: 3, csv: 0 }[format];
    expect(await expectKept(RICH, lost, again)).toBeGreaterThanOrEqual(least);
  });

  it('tells of each loss with its image and region', async () => {
    const project = await place.project('one', RICH, { file: { defects: DEFECTS } });
    const { lost } = await exportAnnotations(project, { format, out: target(format) });
    for (const { image, region: at, label } of lost) {
      expect(RICH).toHaveProperty([image]);
      if (at !== null) expect(label).toBe(RICH[image]!.regions[at - 1]!.label);
    }
  });

  it('keeps 1,000 overlapping regions of one image apart, in their order', async () => {
    const regions = Array.from({ length: 1000 }, (_, i) =>
      region(`l${i % 7}`, { type: 'mask', mask: { ...BLOB, x: i % 36, y: i % 27 } }),
    );
    const images = { 'many.png': { verdict: 'anomalous' as const, regions } };
    const { lost, again } = await roundTrip(format, images);
    await expectKept(images, lost, again);
    const found = await annotationsOf(again, 'many.png');
    const count = format === 'csv' ? 0 : format === 'mvtec-ad' ? 1 : 1000;
    expect(found.regions).toHaveLength(count);
    if (count === 1000) expect(found.regions.map(({ label }) => label)).toEqual(regions.map(({ label }) => label));
  });

  it('writes a project without annotations, and reads that again', async () => {
    const project = await place.project('one', bare(RICH));
    const report = await exportAnnotations(project, { format, out: target(format) });
    expect(report).toEqual({ images: 0, regions: 0, lost: [], unread: [] });
  });

  it('replaces its own export, without what is no longer part of it, and nothing else', async () => {
    const project = await place.project('one', RICH, { file: { defects: DEFECTS } });
    await exportAnnotations(project, { format, out: target(format) });
    const fewer = await place.project('three', { 'a.png': RICH['a.png']! });
    await exportAnnotations(fewer, { format, out: target(format) });
    const again = await place.project('two', bare(RICH));
    const { images } = await importAnnotations(again, { format, from: target(format) });
    expect(images).toBe(1);
  });
});

/** Images of the rich project whose empty file would call them good. */
const NO_YOLO: Readonly<Record<string, string>> = {
  'sub/deep/excluded.png': LOSS.excluded,
  'anomalous.png': LOSS.noDefect,
};

/** What is told of the rich project, by format: image, region, reason. */
const TOLD: Record<ExchangeFormat, [string, number | null, string][]> = {
  labelme: [],
  coco: [
    ['a.png', 7, LOSS.asBox],
    ['sub/ü ñ 文.jpg', 5, LOSS.foreign],
    ['sub/ü ñ 文.jpg', 8, LOSS.extra],
  ],
  datumaro: [
    ['sub/ü ñ 文.jpg', 5, LOSS.foreign],
    ['sub/ü ñ 文.jpg', 8, LOSS.extra],
  ],
  csv: Object.entries(RICH).flatMap(([image, { regions }]) =>
    regions.map((_, i): [string, number, string] => [image, i + 1, LOSS.regions]),
  ),
  yolo: [
    ...Object.entries(RICH).flatMap(([image, { verdict }]): [string, null, string][] =>
      verdict === null || image in NO_YOLO ? [] : [[image, null, LOSS.verdict]],
    ),
    ...Object.entries(NO_YOLO).map(([image, reason]): [string, null, string] => [image, null, reason]),
    ['a.png', 1, LOSS.asPolygon],
    ['a.png', 1, LOSS.holes],
    ['a.png', 1, LOSS.parts],
    ['a.png', 2, LOSS.asPolygon],
    ['a.png', 2, LOSS.comment],
    ['a.png', 3, LOSS.asPolygon],
    ['a.png', 4, LOSS.group],
    ['a.png', 5, LOSS.group],
    ['a.png', 7, LOSS.asBox],
    ['sub/ü ñ 文.jpg', 1, LOSS.asPolygon],
    ['sub/ü ñ 文.jpg', 1, LOSS.parts],
    ['sub/ü ñ 文.jpg', 2, LOSS.asPolygon],
    ['sub/ü ñ 文.jpg', 2, LOSS.parts],
    ['sub/ü ñ 文.jpg', 3, LOSS.asPolygon],
    ['sub/ü ñ 文.jpg', 4, LOSS.point],
    ['sub/ü ñ 文.jpg', 5, LOSS.foreign],
    ['sub/ü ñ 文.jpg', 8, LOSS.extra],
    ['good with a region.png', 1, LOSS.asPolygon],
    ['no verdict.png', 1, LOSS.asPolygon],
    ['one.png', 1, LOSS.asPolygon],
    ['one.png', 1, LOSS.holes],
    ['one.png', 1, LOSS.parts],
  ],
  loco: [
    ['a.png', 2, LOSS.comment],
    ['a.png', 4, LOSS.asMask],
    ['a.png', 4, LOSS.group],
    ['a.png', 4, LOSS.noKind],
    ['a.png', 5, LOSS.asMask],
    ['a.png', 5, LOSS.group],
    ['a.png', 5, LOSS.noKind],
    ['a.png', 6, LOSS.asMask],
    ['a.png', 7, LOSS.asMask],
    ['sub/ü ñ 文.jpg', null, LOSS.bothKinds],
    ...maskLosses(),
  ],
  'mvtec-ad': [
    ...[1, 2, 3, 4, 5, 6, 7].map((i): [string, number, string] => ['a.png', i, LOSS.oneMask]),
    ...[4, 5, 6, 7].flatMap((i): [string, number, string][] => [
      ['a.png', i, LOSS.asMask],
      ['a.png', i, LOSS.oneLabel],
    ]),
    ['a.png', 2, LOSS.comment],
    ['a.png', 4, LOSS.group],
    ['a.png', 5, LOSS.group],
    ...[1, 2, 3, 8].map((i): [string, number, string] => ['sub/ü ñ 文.jpg', i, LOSS.oneMask]),
    ['sub/ü ñ 文.jpg', 8, LOSS.oneLabel],
    ...maskLosses(),
  ],
};

/** What both layouts of masks have no place for. */
function maskLosses(): [string, number | null, string][] {
  return [
    ['sub/ü ñ 文.jpg', 4, LOSS.point],
    ['sub/ü ñ 文.jpg', 5, LOSS.foreign],
    ['sub/ü ñ 文.jpg', 6, LOSS.noPixels],
    ['sub/ü ñ 文.jpg', 7, LOSS.noPixels],
    ['sub/ü ñ 文.jpg', 8, LOSS.asMask],
    ['sub/ü ñ 文.jpg', 8, LOSS.extra],
    ['sub/deep/excluded.png', null, LOSS.excluded],
    ['good with a region.png', 1, LOSS.goodRegions],
    ['anomalous.png', null, LOSS.noDefect],
    ['no verdict.png', null, LOSS.noVerdict],
    // No image of the project lies where MVTec's would.
    ...['a.png', 'sub/ü ñ 文.jpg', 'sub/deep/good.png', 'good with a region.png', 'no verdict.png', 'one.png'].map(
      (image): [string, null, string] => [image, null, LOSS.moved],
    ),
  ];
}

describe('what is told', () => {
  it.each(EXCHANGE_FORMATS)('of an export as %s is this, and no more', async (format) => {
    const project = await place.project('one', RICH, { file: { defects: DEFECTS } });
    const { lost } = await exportAnnotations(project, { format, out: target(format) });
    const lines = (told: readonly unknown[]): string[] => told.map((entry) => JSON.stringify(entry)).sort();
    expect(lines(lost.map(({ image, region: at, reason }) => [image, at, reason]))).toEqual(lines(TOLD[format]));
  });

  it('names coordinates finer than YOLO’s', async () => {
    const regions = [region('x', rectangle(1.0001, 2, 3, 4)), region('x', rectangle(1.001, 2, 3, 4))];
    const project = await place.project('one', { 'a.png': { verdict: null, regions } });
    const { lost } = await exportAnnotations(project, { format: 'yolo', out: target('yolo') });
    expect(lost).toEqual([{ image: 'a.png', region: 1, label: 'x', reason: LOSS.digits }]);
  });

  it('names the second of two images with one name', async () => {
    const annotations: Annotations = { verdict: null, regions: [region('x', rectangle(1, 2, 3, 4))] };
    const images = { 'a.jpg': annotations, 'a.png': annotations };
    const { lost, again } = await roundTrip('yolo', images);
    expect(lost).toEqual([{ image: 'a.png', region: null, reason: LOSS.nameTaken }]);
    expect((await annotationsOf(again, 'a.jpg')).regions).toHaveLength(1);
    for (const format of ['coco', 'datumaro', 'labelme', 'loco', 'mvtec-ad'] as const) {
      const project = await place.project('one', images);
      await exportAnnotations(project, { format, out: target(format, format) });
      const copy = await place.project(`again-${format}`, bare(images));
      await importAnnotations(copy, { format, from: target(format, format) });
      for (const name of Object.keys(images)) expect((await annotationsOf(copy, name)).regions).toHaveLength(1);
    }
  });
});

/** An image whose only region has this label. */
function anomalous(label: string): Annotations {
  return { verdict: 'anomalous', regions: [region(label, { type: 'mask', mask: BLOB })] };
}

describe.each(['loco', 'mvtec-ad'] as const)('images of %s', (format) => {
  const GOOD: Annotations = { verdict: 'good', regions: [] };
  const LOCO: Record<string, Annotations> = {
    'test/good/000.png': anomalous('scratch'),
    'test/good/001.png': anomalous('missing part'),
    'test/good/002.png': GOOD,
    'test/logical_anomalies/000.png': anomalous('missing part'),
    'test/logical_anomalies/002.png': GOOD,
    'test/structural_anomalies/000.png': anomalous('missing part'),
    'test/structural_anomalies/001.png': anomalous('none of the project’s'),
    'train/good/002.png': GOOD,
  };
  const AD: Record<string, Annotations> = {
    'test/good/000.png': anomalous('dent'),
    'test/good/002.png': GOOD,
    'test/dent/000.png': anomalous('dent'),
    'test/dent/002.png': GOOD,
    'train/good/002.png': GOOD,
  };
  /** Where the account of an export says that an image is. */
  const PLACES: Record<typeof format, Record<string, string>> = {
    loco: {
      'ground_truth/structural_anomalies/test_good_000': 'test/good/000.png',
      'ground_truth/logical_anomalies/001': 'test/good/001.png',
      'test/good/002': 'test/good/002.png',
      'ground_truth/logical_anomalies/000': 'test/logical_anomalies/000.png',
      'test/good/test_logical_anomalies_002': 'test/logical_anomalies/002.png',
      'ground_truth/structural_anomalies/000': 'test/structural_anomalies/000.png',
      'ground_truth/structural_anomalies/001': 'test/structural_anomalies/001.png',
      'test/good/train_good_002': 'train/good/002.png',
    },
    'mvtec-ad': {
      'ground_truth/dent/test_good_000': 'test/good/000.png',
      'test/good/002': 'test/good/002.png',
      'ground_truth/dent/000': 'test/dent/000.png',
      'test/good/test_dent_002': 'test/dent/002.png',
      'test/good/train_good_002': 'train/good/002.png',
    },
  };

  it('stay in their folder and keep their name where they lie in one of its; of all others it is told', async () => {
    const images = format === 'loco' ? LOCO : AD;
    const { lost, again } = await roundTrip(format, images);
    const account = JSON.parse(await readFile(path.join(target(format), '.kshot-export.json'), 'utf8')) as object;
    expect(account).toMatchObject({ names: PLACES[format] });
    const told = (reason: string): string[] =>
      lost.filter((entry) => entry.reason === reason).map(({ image }) => image);
    expect(told(LOSS.moved).sort()).toEqual(
      format === 'loco'
        ? ['test/good/000.png', 'test/good/001.png', 'test/logical_anomalies/002.png']
        : ['test/dent/002.png', 'test/good/000.png'],
    );
    expect(told(LOSS.otherKind)).toEqual(format === 'loco' ? ['test/structural_anomalies/000.png'] : []);
    for (const [name, { verdict, regions }] of Object.entries(images)) {
      const back = await annotationsOf(again, name);
      expect([name, back.verdict, back.regions.map(({ label }) => label)]).toEqual([
        name,
        verdict,
        regions.map(({ label }) => label),
      ]);
    }
  });
});

describe('LOCO’s config', () => {
  it('keeps the point of relative thresholds, and rounds what it cannot hold', () => {
    const text = defectsConfigText([
      { name: 'a "b"', value: 255, saturation: 1, relative: true },
      { name: 'c', value: 254, saturation: 0.25, relative: true },
      { name: 'd', value: 253, saturation: 100, relative: false },
      { name: 'e', value: 252, saturation: 0.4, relative: false },
      { name: 'f', value: 251, saturation: 3, relative: true },
    ]);
    expect(text.match(/"saturation_threshold": [\d.]+/g)?.map((line) => line.split(': ')[1])).toEqual([
      '1.0',
      '0.25',
      '100',
      '1',
      '1.0',
    ]);
    expect((JSON.parse(text) as { defect_name: string }[])[0]!.defect_name).toBe('a "b"');
    expect(JSON.parse(defectsConfigText([]))).toEqual([]);
  });
});

describe('masks of no pixels', () => {
  it('are told of where they have no place', async () => {
    const images = {
      'a.png': { verdict: 'anomalous' as const, regions: [region('x', { type: 'mask', mask: EMPTY_MASK })] },
    };
    for (const format of EXCHANGE_FORMATS) {
      const project = await place.project('one', images);
      const { lost } = await exportAnnotations(project, { format, out: target(format, format) });
      const again = await place.project(`again-${format}`, bare(images));
      await importAnnotations(again, { format, from: target(format, format) }).catch(() => undefined);
      await expectKept(images, lost, again);
    }
  });
});
