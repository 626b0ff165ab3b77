/** What becomes of annotations that are there, and of what lies where an export goes. */
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Annotations, Region } from '../../src/domain/annotations/annotations.ts';
import { NO_ANNOTATIONS } from '../../src/domain/annotations/annotations.ts';
import { EXCHANGE_FILE, EXCHANGE_FORMATS } from '../../src/domain/annotations/exchange.ts';
import type { ExchangeFormat } from '../../src/domain/annotations/exchange.ts';
import { exportAnnotations } from '../../src/engine/dataset/interchange/exportAnnotations.ts';
import { importAnnotations } from '../../src/engine/dataset/interchange/importAnnotations.ts';
import { LOSS } from '../../src/engine/dataset/interchange/losses.ts';
import type { Project } from '../../src/engine/dataset/project.ts';
import { EngineError } from '../../src/engine/errors.ts';
import { annotationsOf, bare, drawn, plain, put, rectangle, region, sandbox } from './interchange.fixture.ts';
import type { Sandbox } from './interchange.fixture.ts';

let place: Sandbox;
beforeEach(async () => (place = await sandbox()));
afterEach(() => place.remove());

/** The user id that owns nothing. */
const NOBODY = 65534;
const BLOB = drawn(7, 5, ['.##.', '####', '.###']);
const OLD = region('old', rectangle(1, 1, 5, 5), { comment: 'keep me', extra: { score: 0.5 } });
const BOX = region('scratch', rectangle(2, 2, 9, 9));
const IMAGES: Record<string, Annotations> = {
  'a.png': { verdict: 'anomalous', regions: [BOX, region('dent', { type: 'mask', mask: BLOB })] },
  'b.png': { verdict: 'good', regions: [] },
};

function at(name: string): string {
  return path.join(place.folder, name);
}

/** The code of what an action throws, and its message. */
async function failure(action: Promise<unknown>): Promise<[string, string]> {
  const error: unknown = await action.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EngineError)) throw new Error(`Expected an EngineError, got ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return [error.code, error.message];
}

describe('an import', () => {
  let out: string;
  let project: Project;
  beforeEach(async () => {
    out = at('out.json');
    await exportAnnotations(await place.project('one', IMAGES), { format: 'coco', out });
    project = await place.project('two', {
      'a.png': { verdict: 'excluded', regions: [OLD, { ...BOX, comment: 'mine' }] },
      'b.png': NO_ANNOTATIONS,
    });
  });

  it('merges: adds what is not there by label and pixels, keeps verdicts, and changes nothing the second time', async () => {
    expect(await importAnnotations(project, { format: 'coco', from: out })).toMatchObject({ images: 2, regions: 1 });
    const { verdict, regions } = await annotationsOf(project, 'a.png');
    expect(verdict).toBe('excluded');
    expect(regions.map(({ label, comment }) => [label, comment])).toEqual([
      ['old', 'keep me'],
      ['scratch', 'mine'],
      ['dent', ''],
    ]);
    expect(regions[0]!.extra).toMatchObject({ score: 0.5 });
    expect((await annotationsOf(project, 'b.png')).verdict).toBe('good');
    const again = await importAnnotations(project, { format: 'coco', from: out });
    const lost = [{ image: 'a.png', region: null, reason: LOSS.otherVerdict }];
    expect(again).toMatchObject({ images: 0, regions: 0, unchanged: 2, verdicts: 0, removed: 0, labels: [], lost });
  });

  it('tells what gives way to what is there: another verdict, comment or group, other tools’ keys', async () => {
    const alike = (label: string, details: Partial<Region>, x: number): Region =>
      region(label, rectangle(x, 1, x + 3, 5), details);
    const coming = [
      alike('comment', { comment: 'theirs' }, 1),
      alike('group', { group: 3 }, 5),
      alike('keys', { extra: { score: 0.7, flags: {} } }, 9),
      alike('less', {}, 13),
      alike('same', { comment: 'c', group: 0, extra: { flags: { hard: true } } }, 17),
    ];
    const there = coming.map(({ label, shape }) =>
      region(label, shape, { comment: 'mine', group: 1, extra: { score: 0.2 } }),
    );
    const own: Annotations = { verdict: 'good', regions: [...there.slice(0, 4), coming[4]!] };
    const one = await place.project('one', { 'a.png': { verdict: 'anomalous', regions: coming } });
    await exportAnnotations(one, { format: 'labelme', out: at('labelme') });
    const two = await place.project('two', { 'a.png': own });
    const { lost, unchanged } = await importAnnotations(two, { format: 'labelme', from: at('labelme') });
    expect(lost).toEqual([
      ...[1, 2, 3].map((i) => ({ image: 'a.png', region: i, label: coming[i - 1]!.label, reason: LOSS.otherDetails })),
      { image: 'a.png', region: null, reason: LOSS.otherVerdict },
    ]);
    expect(unchanged).toBe(1);
    expect((await annotationsOf(two, 'a.png')).regions.map(plain)).toEqual(own.regions.map(plain));
  });

  it('merges what another format made of a region with the region itself', async () => {
    await exportAnnotations(await place.project('one', IMAGES), { format: 'yolo', out: at('yolo') });
    const same = await place.project('same', IMAGES);
    expect(await importAnnotations(same, { format: 'yolo', from: at('yolo') })).toMatchObject({
      images: 0,
      regions: 0,
    });
  });

  it('replaces: regions and verdict are those that come in', async () => {
    const report = await importAnnotations(project, { format: 'coco', from: out, mode: 'replace' });
    expect(report).toMatchObject({ images: 2, regions: 2, unchanged: 0, removed: 2, verdicts: 2 });
    const { verdict, regions } = await annotationsOf(project, 'a.png');
    expect(verdict).toBe('anomalous');
    expect(regions.map(plain)).toEqual(IMAGES['a.png']!.regions.map(plain));
  });

  it('replaces only what the format holds: a table of verdicts leaves regions, YOLO leaves verdicts', async () => {
    const one = await place.project('one', IMAGES);
    await exportAnnotations(one, { format: 'csv', out: at('v.csv') });
    await importAnnotations(project, { format: 'csv', from: at('v.csv'), mode: 'replace' });
    const { verdict, regions } = await annotationsOf(project, 'a.png');
    expect([verdict, regions.map(({ label }) => label)]).toEqual(['anomalous', ['old', 'scratch']]);
    await exportAnnotations(one, { format: 'yolo', out: at('yolo') });
    await importAnnotations(project, { format: 'yolo', from: at('yolo'), mode: 'replace' });
    expect((await annotationsOf(project, 'b.png')).verdict).toBe('good');
    expect((await annotationsOf(project, 'a.png')).regions.map(({ label }) => label)).toEqual(['scratch', 'dent']);
  });

  it('removes a label file that says nothing any more, but for one with what others wrote', async () => {
    const two = await place.project('three', { 'a.png': { verdict: null, regions: [OLD] }, 'b.png': IMAGES['b.png']! });
    const file = path.join(two.folder, 'a.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"flags": {},', '"flags": {"checked": true},'));
    const nothing = [1, 2].map((id) => ({ id, file_name: `${'-ab'[id]}.png`, verdict: null }));
    await writeFile(at('in.json'), JSON.stringify({ images: nothing }));
    const report = await importAnnotations(two, { format: 'coco', from: at('in.json'), mode: 'replace' });
    expect(report).toMatchObject({ images: 2, regions: 0 });
    expect((await readdir(two.folder)).sort()).toEqual(['a.json', 'a.png', 'b.png', 'p.kshot.json']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ shapes: [], flags: { checked: true } });
  });

  const SILENT: [ExchangeFormat, string, string][] = [
    [
      'coco',
      'x.json',
      '{"images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png", "verdict": "odd"}]}',
    ],
    ['datumaro', 'annotations/x.json', '{"categories": {}, "items": [{"id": "a"}, {"id": "b", "attr": {}}]}'],
    ['labelme', 'a.json', '{"shapes": [], "flags": {"checked": true}}'],
    ['csv', 'x.csv', 'image,verdict\na.png\nb.png,odd\n'],
  ];
  it.each(SILENT)('replaces no verdict where %s does not speak of one', async (format, name, text) => {
    const two = await place.project('two', {
      'a.png': { verdict: 'excluded', regions: [OLD] },
      'b.png': IMAGES['b.png']!,
    });
    const from = path.join(at('in'), name);
    await mkdir(path.dirname(from), { recursive: true });
    await writeFile(from, text);
    await importAnnotations(two, { format, from: EXCHANGE_FILE[format] === null ? at('in') : from, mode: 'replace' });
    const { verdict, regions } = await annotationsOf(two, 'a.png');
    expect([verdict, regions.length]).toEqual(['excluded', format === 'csv' ? 1 : 0]);
    expect((await annotationsOf(two, 'b.png')).verdict).toBe('good');
  });

  const SPEAKING: [ExchangeFormat, string, string][] = [
    ['coco', 'x.json', '{"images": [{"id": 1, "file_name": "b.png", "verdict": null}]}'],
    ['datumaro', 'annotations/x.json', '{"categories": {}, "items": [{"id": "b", "attr": {"verdict": null}}]}'],
    ['labelme', 'b.json', '{"shapes": [], "flags": {"good": false}}'],
    ['csv', 'x.csv', 'image,verdict\nb.png,\n'],
  ];
  it.each(SPEAKING)('replaces the verdict where %s says that there is none', async (format, name, text) => {
    const two = await place.project('two', { 'b.png': IMAGES['b.png']! });
    const from = path.join(at('in'), name);
    await mkdir(path.dirname(from), { recursive: true });
    await writeFile(from, text);
    await importAnnotations(two, { format, from: EXCHANGE_FILE[format] === null ? at('in') : from, mode: 'replace' });
    expect((await annotationsOf(two, 'b.png')).verdict).toBeNull();
  });

  it('writes the others where one file cannot be written, and tells which', async () => {
    const two = await place.project('unwritable', {});
    await writeFile(path.join(two.folder, 'a.png'), await readFile(path.join(project.folder, 'a.png')));
    await writeFile(path.join(two.folder, 'b.png'), await readFile(path.join(project.folder, 'b.png')));
    await mkdir(path.join(two.folder, 'a.json'));
    const report = await importAnnotations(two, { format: 'coco', from: out });
    expect(report.unwritten.map(({ image }) => image)).toEqual(['a.png']);
    expect(report).toMatchObject({ images: 1, verdicts: 1 });
    expect((await annotationsOf(two, 'b.png')).verdict).toBe('good');
  });

  it('tells what other tools put into a label file as a whole, where it does not go along', async () => {
    const file = path.join(project.folder, 'a.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), checkedBy: 'Mia' }));
    const told = async (format: ExchangeFormat, to: string) =>
      (await exportAnnotations(project, { format, out: at(to) })).lost.filter(({ reason }) => reason === LOSS.document);
    expect(await told('datumaro', 'd')).toEqual([{ image: 'a.png', region: null, reason: LOSS.document }]);
    expect(await told('labelme', 'l')).toEqual([]);
    const fresh = await place.project('fresh', {});
    await writeFile(path.join(fresh.folder, 'a.png'), await readFile(path.join(project.folder, 'a.png')));
    const { lost } = await importAnnotations(fresh, { format: 'labelme', from: at('l') });
    expect(lost).toContainEqual({ image: 'a.png', region: null, reason: LOSS.document });
  });

  it('skips images that are annotated', async () => {
    const before = await readFile(path.join(project.folder, 'a.json'), 'utf8');
    const report = await importAnnotations(project, { format: 'coco', from: out, mode: 'skip' });
    expect(report).toMatchObject({ images: 1, regions: 0, unchanged: 1, labels: [], lost: [] });
    expect(await readFile(path.join(project.folder, 'a.json'), 'utf8')).toBe(before);
  });

  it('tried dry tells the same and writes nothing', async () => {
    const before = await readFile(path.join(project.folder, 'a.json'), 'utf8');
    const options = { format: 'coco', from: out } as const;
    const dry = await importAnnotations(project, { ...options, dryRun: true });
    expect(await readFile(path.join(project.folder, 'a.json'), 'utf8')).toBe(before);
    expect((await readdir(project.folder)).sort()).toEqual(['a.json', 'a.png', 'b.png', 'p.kshot.json']);
    expect(await importAnnotations(project, options)).toEqual(dry);
  });

  it('leaves label files that are damaged, or for an image of another size, and tells of them', async () => {
    const damaged = '{"shapes": [{"label": "x"';
    await writeFile(path.join(project.folder, 'a.json'), damaged);
    await put(path.join(project.folder, 'b.png'), { verdict: null, regions: [OLD] }, { width: 41, height: 30 });
    const other = await readFile(path.join(project.folder, 'b.json'), 'utf8');
    for (const mode of ['merge', 'replace'] as const) {
      const { lost, images } = await importAnnotations(project, { format: 'coco', from: out, mode });
      expect(images).toBe(0);
      expect(lost.map(({ image }) => image)).toEqual(['a.png', 'b.png']);
      expect(lost[0]!.reason).toContain('a.json');
      expect(lost[1]!.reason).toContain('41 × 30');
    }
    expect(await readFile(path.join(project.folder, 'a.json'), 'utf8')).toBe(damaged);
    expect(await readFile(path.join(project.folder, 'b.json'), 'utf8')).toBe(other);
  });

  it('tells of images that are gone or damaged', async () => {
    await writeFile(path.join(project.folder, 'a.png'), 'no image');
    const { lost, images } = await importAnnotations(project, { format: 'coco', from: out });
    expect(images).toBe(1);
    expect(lost[0]).toMatchObject({ image: 'a.png', region: null });
    expect(lost[0]!.reason).toContain('Expected a PNG');
  });

  it('into a read-only folder tells its reason, and leaves the old file', async () => {
    const before = await readFile(path.join(project.folder, 'a.json'), 'utf8');
    await chmod(place.folder, 0o755);
    await chmod(project.folder, 0o555);
    const isRoot = process.getuid?.() === 0; // whom no mode stops
    if (isRoot) process.seteuid!(NOBODY);
    try {
      const { unwritten } = await importAnnotations(project, { format: 'coco', from: out });
      expect(unwritten.map(({ image }) => image)).toEqual(['a.png', 'b.png']);
      expect(unwritten[0]!.message).toContain(path.join(project.folder, 'a.json'));
    } finally {
      if (isRoot) process.seteuid!(0);
      await chmod(project.folder, 0o755);
    }
    expect(await readFile(path.join(project.folder, 'a.json'), 'utf8')).toBe(before);
    expect(await readdir(project.folder)).toHaveLength(4);
  });

  it('goes to images with names as long as a name may be', async () => {
    const long = `${'長'.repeat(83)}.png`; // 253 bytes
    const images: Record<string, Annotations> = { [long]: IMAGES['a.png']! };
    const one = await place.project('long', images);
    await exportAnnotations(one, { format: 'datumaro', out: at('long-out') });
    const again = await place.project('long again', bare(images));
    expect(await importAnnotations(again, { format: 'datumaro', from: at('long-out') })).toMatchObject({ regions: 2 });
  });

  it('ends between two images when it is cancelled', async () => {
    const stop = new AbortController();
    const action = importAnnotations(project, {
      format: 'coco',
      from: out,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    expect((await failure(action))[0]).toBe('cancelled');
    expect((await annotationsOf(project, 'b.png')).verdict).toBeNull();
  });

  it.each(EXCHANGE_FORMATS)('of %s names what is not there or makes no sense', async (format) => {
    const isFile = EXCHANGE_FILE[format] !== null;
    expect((await failure(importAnnotations(project, { format, from: at('gone') })))[0]).toBe('exchange-missing');
    const wrongKind = isFile ? place.folder : out;
    expect((await failure(importAnnotations(project, { format, from: wrongKind })))[0]).toBe('exchange-missing');
    await mkdir(at('empty'));
    if (!isFile)
      expect((await failure(importAnnotations(project, { format, from: at('empty') })))[0]).toBe('exchange-missing');
  });

  const DAMAGED: [ExchangeFormat, string, string][] = [
    ['coco', 'x.json', ''],
    ['coco', 'x.json', '{"images": ['],
    ['coco', 'x.json', '[]'],
    ['coco', 'x.json', '{"images": [{"id": 1}]}'],
    ['csv', 'x.csv', ''],
    ['csv', 'x.csv', 'name,good\na.png,1\n'],
    ['yolo', 'data.yaml', 'names: ['],
    ['yolo', 'data.yaml', 'nc: 3'],
    ['datumaro', 'annotations/default.json', '{"items": 3}'],
    ['datumaro', 'annotations/default.json', 'no JSON'],
  ];
  it.each(DAMAGED)('of damaged %s (%s: %j) writes nothing', async (format, name, text) => {
    const file = path.join(at('in'), name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    const from = EXCHANGE_FILE[format] === null ? at('in') : file;
    const [code, message] = await failure(importAnnotations(project, { format, from }));
    expect(code).toBe('exchange-unreadable');
    expect(message).toContain(file);
  });

  it('of LOCO masks without their config says so', async () => {
    await mkdir(at('in/ground_truth/logical_anomalies/a'), { recursive: true });
    expect((await failure(importAnnotations(project, { format: 'loco', from: at('in') })))[0]).toBe('exchange-missing');
    await writeFile(at('in/defects_config.json'), '{}');
    expect((await failure(importAnnotations(project, { format: 'loco', from: at('in') })))[0]).toBe(
      'exchange-unreadable',
    );
  });
});

describe('an export', () => {
  it('tells of label files that cannot be read, and takes the others along', async () => {
    const project = await place.project('one', { ...IMAGES, 'c.png': NO_ANNOTATIONS, 'd.png': NO_ANNOTATIONS });
    await writeFile(path.join(project.folder, 'c.json'), '{');
    await put(path.join(project.folder, 'd.png'), IMAGES['a.png']!, { width: 50, height: 50 });
    const { images, unread, lost } = await exportAnnotations(project, { format: 'coco', out: at('x.json') });
    expect(images).toBe(2);
    expect(unread.map(({ image }) => image)).toEqual(['c.png', 'd.png']);
    expect(lost.map(({ image }) => image)).toEqual(['c.png', 'd.png']);
  });

  it('cuts off what reaches beyond the image, and tells of it', async () => {
    const regions = [
      region('x', rectangle(-5, 10, 20, 50)),
      region('x', { type: 'polygon', points: [-10, 5, 10, 5, 10, 15, -10, 15] }),
      region('x', rectangle(100, 100, 120, 120)),
      region('x', { type: 'point', points: [-1, 3] }),
    ];
    const images: Record<string, Annotations> = { 'a.png': { verdict: null, regions } };
    const { lost } = await exportAnnotations(await place.project('one', images), { format: 'labelme', out: at('out') });
    expect(lost.map(({ region: of }) => of)).toEqual([1, 2, 3, 4]);
    const again = await place.project('two', bare(images));
    await importAnnotations(again, { format: 'labelme', from: at('out') });
    expect((await annotationsOf(again, 'a.png')).regions.map(({ shape }) => shape)).toEqual([
      rectangle(0, 10, 20, 30),
      { type: 'polygon', points: [0, 5, 10, 5, 10, 15, 0, 15] },
    ]);
  });

  it('as labelme takes along what the files hold besides, shapes as they were', async () => {
    const project = await place.project('others', { 'a.png': NO_ANNOTATIONS });
    const shapes = [
      {
        label: 'out',
        points: [
          [90, 90],
          [99, 99],
        ],
        shape_type: 'rectangle',
      },
      {
        label: 'x',
        points: [
          [1, 1],
          [4, 1],
          [4, 3],
          [1, 3],
        ],
        shape_type: 'rectangle',
        group_id: 'g7',
        odd: true,
      },
    ];
    const file = { version: '4', imageData: 'aGVsbG8=', shapes, tool: 'another' };
    await writeFile(path.join(project.folder, 'a.json'), JSON.stringify(file));
    await exportAnnotations(project, { format: 'labelme', out: at('out') });
    const written = JSON.parse(await readFile(at('out/a.json'), 'utf8')) as object;
    expect(written).toMatchObject({ version: '4', imageData: 'aGVsbG8=', shapes: [shapes[1]], tool: 'another' });
  });

  it.each(EXCHANGE_FORMATS)('as %s writes over nothing that it did not write', async (format) => {
    const project = await place.project('one', IMAGES);
    const out = at(EXCHANGE_FILE[format] === null ? 'out' : 'out.txt');
    const other = EXCHANGE_FILE[format] === null ? path.join(out, 'notes.txt') : out;
    await mkdir(path.dirname(other), { recursive: true });
    await writeFile(other, 'somebody’s');
    const [code, message] = await failure(exportAnnotations(project, { format, out }));
    expect(code).toBe('exchange-exists');
    expect(message).toContain('--force');
    expect(await readFile(other, 'utf8')).toBe('somebody’s');
    await exportAnnotations(project, { format, out, force: true });
    if (other !== out) expect(await readFile(other, 'utf8')).toBe('somebody’s');
  });

  it('does not write over the project’s own label files, nor put masks among its images', async () => {
    const project = await place.project('one', IMAGES);
    const own = await readFile(path.join(project.folder, 'a.json'), 'utf8');
    const [code] = await failure(exportAnnotations(project, { format: 'labelme', out: project.folder, force: true }));
    expect(code).toBe('exchange-target');
    expect(await readFile(path.join(project.folder, 'a.json'), 'utf8')).toBe(own);
    const inside = path.join(project.folder, 'masks');
    const [, message] = await failure(exportAnnotations(project, { format: 'loco', out: inside }));
    expect(message).toContain('would count as an image');
    await expect(stat(inside)).rejects.toThrow();
  });

  it('follows no path out of its folder that stands in what an earlier export left', async () => {
    const project = await place.project('one', IMAGES);
    await mkdir(at('out'));
    await writeFile(at('precious.txt'), 'mine');
    await writeFile(at('out/.kshot-export.json'), JSON.stringify({ format: 'yolo', files: ['../precious.txt'] }));
    expect((await failure(exportAnnotations(project, { format: 'yolo', out: at('out') })))[0]).toBe('exchange-exists');
    expect(await readFile(at('precious.txt'), 'utf8')).toBe('mine');
  });
});
