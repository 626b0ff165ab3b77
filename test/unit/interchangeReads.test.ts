/** What other tools write, read: written here by hand, after their descriptions. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_ANNOTATIONS } from '../../src/domain/annotations/annotations.ts';
import type { ExchangeFormat, ImportReport } from '../../src/domain/annotations/exchange.ts';
import { EMPTY_MASK } from '../../src/domain/annotations/mask.ts';
import { readProject } from '../../src/engine/dataset/project.ts';
import type { Project } from '../../src/engine/dataset/project.ts';
import { importAnnotations } from '../../src/engine/dataset/interchange/importAnnotations.ts';
import { LOSS } from '../../src/engine/dataset/interchange/losses.ts';
import { compressRuns, expandRuns, fromRuns, toRuns } from '../../src/engine/dataset/interchange/rle.ts';
import { annotationsOf, drawn, sandbox, SIZE } from './interchange.fixture.ts';
import type { Sandbox } from './interchange.fixture.ts';

let place: Sandbox;
let project: Project;
beforeEach(async () => {
  place = await sandbox();
  project = await place.project('p', {
    'a.png': NO_ANNOTATIONS,
    'sub/b.jpg': NO_ANNOTATIONS,
    'sub/twin.png': NO_ANNOTATIONS,
    'twin.png': NO_ANNOTATIONS,
  });
});
afterEach(() => place.remove());

async function put(name: string, content: unknown): Promise<string> {
  const file = path.join(place.folder, 'in', name);
  await mkdir(path.dirname(file), { recursive: true });
  const isText = typeof content === 'string' || content instanceof Uint8Array;
  await writeFile(file, isText ? content : JSON.stringify(content));
  return file;
}

function read(format: ExchangeFormat, from = path.join(place.folder, 'in')): Promise<ImportReport> {
  return importAnnotations(project, { format, from });
}

async function shapesOf(image: string): Promise<unknown[]> {
  return (await annotationsOf(project, image)).regions.map(({ label, shape }) => [label, shape]);
}

/** A greyscale mask of one value, at the images' size. */
function maskPng(value: number, [x0, y0, x1, y1]: [number, number, number, number], size = SIZE): Uint8Array {
  const data = new Uint8Array(size.width * size.height);
  for (let y = y0; y < y1; y++) data.fill(value, y * size.width + x0, y * size.width + x1);
  return encode({ ...size, data, channels: 1, depth: 8 });
}
const box = (x: number, y: number, width: number, height: number) => ({
  type: 'mask',
  mask: { x, y, width, height, runs: [0, width * height] },
});

describe('run lengths', () => {
  // maskApi.c on a 4 × 3 image (height 3) with a 2 × 2 box at (1, 1): columns ooo, o##, o##, ooo.
  const size = { width: 4, height: 3 };
  const mask = { x: 1, y: 1, width: 2, height: 2, runs: [0, 4] };

  it('go down the columns, the first outside', () => {
    expect(toRuns(mask, size)).toEqual([4, 2, 1, 2, 3]);
    expect(toRuns({ x: 0, y: 0, width: 1, height: 1, runs: [0, 1] }, size)).toEqual([0, 1, 11]);
    expect(toRuns(EMPTY_MASK, size)).toEqual([12]);
    expect(toRuns({ x: 0, y: 0, width: 4, height: 3, runs: [0, 12] }, size)).toEqual([0, 12]);
  });

  it('are read again, also where one goes on in the next column', () => {
    for (const rows of [
      ['#.#.', '####', '.##.'],
      ['....', '....', '...#'],
      ['####', '####', '####'],
      ['##..', '.#..', '##..'],
    ]) {
      const some = drawn(0, 0, rows);
      expect(fromRuns(toRuns(some, size), size)).toEqual(some);
    }
    expect(fromRuns([12], size)).toEqual(EMPTY_MASK);
  });

  it('are compressed as pycocotools does', () => {
    // pycocotools 2.0.11: mask.frPyObjects({'size': [480, 640], 'counts': …}, 480, 640)['counts'].
    expect(compressRuns([4, 2, 1, 2, 3])).toBe('42102');
    expect(compressRuns([100, 20, 460, 22, 458, 3000, 303140])).toBe('T3d0\\>2NRm2jbW9');
    expect(expandRuns('T3d0\\>2NRm2jbW9')).toEqual([100, 20, 460, 22, 458, 3000, 303140]);
  });

  it('that are damaged are none', () => {
    expect(fromRuns([4, 2, 1, 2], size)).toBeNull();
    expect(fromRuns([4, -2, 10], size)).toBeNull();
    expect(fromRuns([4, 2.5, 5.5], size)).toBeNull();
    for (const text of ['T', 'ooooooooo', '\u0000', 'é']) expect(expandRuns(text)).toBeNull();
  });
});

describe('COCO of others', () => {
  const images = [{ id: 7, file_name: 'a.png', height: 30, width: 40 }];
  const categories = [{ id: 3, name: 'Riß' }];
  const annotation = (more: object): object => ({ image_id: 7, category_id: 3, iscrowd: 0, ...more });

  it('boxes, polygons, parts that overlap, run lengths as numbers and as text', async () => {
    const runs = [40 * 30 - 6, 6];
    const file = await put('x.json', {
      images,
      categories,
      annotations: [
        annotation({ bbox: [1, 2, 3, 4] }),
        annotation({ bbox: [1, 2, 3, 4], segmentation: [] }),
        annotation({ bbox: [0, 0, 9, 9], segmentation: [[0, 0, 9, 0, 9, 9]] }),
        annotation({
          segmentation: [
            [1, 1, 5, 1, 5, 5, 1, 5],
            [3, 3, 7, 3, 7, 5, 3, 5],
          ],
        }),
        annotation({ segmentation: { size: [30, 40], counts: runs }, iscrowd: 1 }),
        annotation({ segmentation: { size: [30, 40], counts: compressRuns(runs) } }),
        annotation({ bbox: [3, 4, 0, 0], keypoints: [3, 4, 2], num_keypoints: 1, segmentation: [] }),
      ],
    });
    expect(await read('coco', file)).toMatchObject({
      images: 1,
      regions: 7,
      unchanged: 0,
      removed: 0,
      labels: [],
      lost: [],
    });
    const last = { type: 'mask', mask: { x: 39, y: 24, width: 1, height: 6, runs: [0, 6] } };
    expect(await shapesOf('a.png')).toEqual([
      ['Riß', { type: 'rectangle', points: [1, 2, 4, 6] }],
      ['Riß', { type: 'rectangle', points: [1, 2, 4, 6] }],
      ['Riß', { type: 'polygon', points: [0, 0, 9, 0, 9, 9] }],
      ['Riß', { type: 'mask', mask: drawn(1, 1, ['####..', '####..', '######', '######']) }],
      ['Riß', last],
      ['Riß', last],
      ['Riß', { type: 'point', points: [3, 4] }],
    ]);
  });

  it('what makes no sense is told of and left out; the rest comes in', async () => {
    const file = await put('x.json', {
      images: [...images, { id: 8, file_name: 'sub/b.jpg', height: 99, width: 40 }, { id: 9, file_name: 'gone.png' }],
      categories,
      annotations: [
        annotation({ category_id: 4, bbox: [1, 2, 3, 4] }),
        annotation({ bbox: [1, 2, -3, 4] }),
        annotation({ segmentation: [[1, 2, 3, 4]] }),
        annotation({ segmentation: { size: [30, 41], counts: [1230] } }),
        annotation({ bbox: 'none' }),
        annotation({ bbox: [100, 100, 5, 5] }),
        annotation({ bbox: [35, 25, 10, 10] }),
        annotation({ image_id: 8, bbox: [1, 1, 1, 1] }),
        annotation({ image_id: 99, bbox: [1, 1, 1, 1] }),
      ],
    });
    const { lost, regions } = await read('coco', file);
    expect(regions).toBe(1);
    expect(await shapesOf('a.png')).toEqual([['Riß', { type: 'rectangle', points: [35, 25, 40, 30] }]]);
    expect(lost.map(({ image, region, reason }) => [image, region, reason])).toEqual([
      ['a.png', 1, LOSS.category],
      ['a.png', 2, LOSS.malformed],
      ['a.png', 3, LOSS.malformed],
      ['a.png', 4, LOSS.malformed],
      ['a.png', 5, LOSS.malformed],
      ['sub/b.jpg', null, LOSS.size],
      ['gone.png', null, LOSS.unmatched],
      ['image_id 99', 1, LOSS.noImage],
      ['a.png', 1, LOSS.outside],
      ['a.png', 2, LOSS.cut],
    ]);
  });

  it('images go by path, then by a file name that one alone has, however the path is written', async () => {
    const named = ['images\\b.jpg', './a.png', 'elsewhere/twin.png', 'sub/twin.png'];
    const file = await put('x.json', {
      images: named.map((file_name, id) => ({ id, file_name, verdict: 'good' })),
    });
    const { images: count, lost } = await read('coco', file);
    expect(count).toBe(3);
    expect(lost).toEqual([{ image: 'elsewhere/twin.png', region: null, reason: LOSS.unmatched }]);
    for (const image of ['a.png', 'sub/b.jpg', 'sub/twin.png'])
      expect((await annotationsOf(project, image)).verdict).toBe('good');
    expect((await annotationsOf(project, 'twin.png')).verdict).toBeNull();
  });
});

describe('YOLO of others', () => {
  it('boxes and outlines, names in YAML of either kind', async () => {
    await put('data.yaml', "train: ../images\nnc: 2\nnames: ['crack', \"it's\"]\n");
    await put('labels/a.txt', '0 0.5 0.5 0.25 0.2\n1 0 0 1 0 1 1\n\n1 0.1 0.1 0.2 0.2 0.93\n');
    await put('labels/train/b.txt', '0 0.5 0.5 0.5 0.5');
    expect((await read('yolo')).lost).toEqual([]);
    expect(await shapesOf('a.png')).toEqual([
      ['crack', { type: 'rectangle', points: [15, 12, 25, 18] }],
      ["it's", { type: 'polygon', points: [0, 0, 40, 0, 40, 30] }],
      ["it's", { type: 'rectangle', points: [0, 0, 8, 6] }],
    ]);
    expect(await shapesOf('sub/b.jpg')).toEqual([['crack', { type: 'rectangle', points: [10, 7.5, 30, 22.5] }]]);
  });

  it('names in a list; lines that make no sense are told of', async () => {
    await put('classes.txt', 'crack\nhole\n');
    await put('a.txt', '0 0.5 0.5 0.25 0.2\n7 0.5 0.5 0.25 0.2\n1 0.5 zero 0.25 0.2\n1 0.5 0.5 0.25\n');
    const { lost } = await read('yolo');
    expect(await shapesOf('a.png')).toHaveLength(1);
    expect(lost.map(({ region, reason }) => [region, reason])).toEqual([
      [2, LOSS.category],
      [3, LOSS.malformed],
      [4, LOSS.malformed],
    ]);
  });
});

describe('MVTec LOCO AD', () => {
  const config = [
    { defect_name: 'missing', pixel_value: 255, saturation_threshold: 120, relative_saturation: false },
    { defect_name: 'scratch', pixel_value: 236, saturation_threshold: 0.5, relative_saturation: true },
  ];

  it('one PNG is one region, whatever its value above 0; its label and saturation are the config’s', async () => {
    await put('defects_config.json', config);
    await put('ground_truth/logical_anomalies/a/000.png', maskPng(255, [1, 2, 4, 5]));
    await put('ground_truth/logical_anomalies/a/001.png', maskPng(255, [3, 4, 9, 9]));
    await put('ground_truth/structural_anomalies/b/000.png', maskPng(236, [0, 0, 40, 1]));
    await put('test/good/twin.png', 'no matter');
    await put('test/good/a.png', 'no matter');
    const { lost, labels } = await read('loco');
    // Both twins have the name: the path decides, and none has it.
    expect(lost).toEqual([{ image: 'test/good/twin.png', region: null, reason: LOSS.unmatched }]);
    expect(await shapesOf('a.png')).toEqual([
      ['missing', box(1, 2, 3, 3)],
      ['missing', box(3, 4, 6, 5)],
    ]);
    expect(await shapesOf('sub/b.jpg')).toEqual([['scratch', box(0, 0, 40, 1)]]);
    expect(labels).toEqual(['missing', 'scratch']);
    expect((await readProject(project.path)).file.defects).toEqual([
      { name: 'missing', kind: 'logical', saturation: 120, relative: false },
      { name: 'scratch', kind: 'structural', saturation: 0.5, relative: true },
    ]);
  });

  it('masks that make no sense are told of', async () => {
    await put('defects_config.json', config);
    const folder = 'ground_truth/logical_anomalies/a';
    const two = maskPng(255, [1, 1, 9, 9]);
    await put(`${folder}/000.png`, maskPng(7, [1, 2, 4, 5]));
    await put(`${folder}/001.png`, maskPng(255, [1, 2, 4, 5], { width: 41, height: 30 }));
    await put(`${folder}/002.png`, maskPng(0, [0, 0, 1, 1]));
    await put(`${folder}/003.png`, two.subarray(0, two.length - 20));
    await put(`${folder}/004.png`, 'text');
    await put(`${folder}/005.png`, maskPng(236, [1, 2, 4, 5]));
    const data = new Uint8Array(SIZE.width * SIZE.height);
    data[3] = 255;
    data[4] = 236;
    await put(`${folder}/006.png`, encode({ ...SIZE, data, channels: 1, depth: 8 }));
    const { lost } = await read('loco');
    expect(lost.map(({ region, reason }) => [region, reason])).toEqual([
      [1, LOSS.pixelValue],
      [2, LOSS.size],
      [3, LOSS.noPixels],
      [4, LOSS.maskFile],
      [5, LOSS.maskFile],
      [7, LOSS.maskFile],
    ]);
    expect(await shapesOf('a.png')).toEqual([['scratch', box(1, 2, 3, 3)]]);
  });
});

describe('MVTec AD', () => {
  it('a mask an image; folders say what is good and what is anomalous', async () => {
    await put('ground_truth/broken/a_mask.png', maskPng(255, [1, 2, 4, 5]));
    await put('ground_truth/bent/b.png', maskPng(1, [0, 0, 2, 2]));
    await put('test/broken/a.png', 'no matter');
    expect((await read('mvtec-ad')).lost).toEqual([]);
    expect(await annotationsOf(project, 'a.png')).toMatchObject({ verdict: 'anomalous' });
    expect(await shapesOf('a.png')).toEqual([['broken', box(1, 2, 3, 3)]]);
    expect(await shapesOf('sub/b.jpg')).toEqual([['bent', box(0, 0, 2, 2)]]);
  });
});

describe('CSV of others', () => {
  it('names in quotes, with commas and quotes in them', async () => {
    const name = 'x "y", z.png';
    project = await place.project('q', { [name]: NO_ANNOTATIONS });
    await read('csv', await put('v.csv', 'image,verdict\n"x ""y"", z.png","good"'));
    expect((await annotationsOf(project, name)).verdict).toBe('good');
  });

  it('columns in any order, semicolons, quotes, what a spreadsheet puts before the text', async () => {
    const file = await put(
      'v.csv',
      '\uFEFFVerdict;note;image\r\nGood;"a;b ""c""\r\nd";a.png\r\nanomalous;;sub/b.jpg\r\nbad;;twin.png\r\n;;sub/twin.png\r\n',
    );
    const { lost } = await read('csv', file);
    expect((await annotationsOf(project, 'a.png')).verdict).toBe('good');
    expect((await annotationsOf(project, 'sub/b.jpg')).verdict).toBe('anomalous');
    expect(lost).toEqual([{ image: 'twin.png', region: null, reason: LOSS.unknownVerdict }]);
  });
});

describe('Datumaro of others', () => {
  it('several subsets; what kShot has no shape for is told of', async () => {
    const document = (id: string, annotations: object[]): object => ({
      dm_format_version: '1.0',
      categories: { label: { labels: [{ name: 'crack', parent: '' }] } },
      items: [{ id, annotations, image: { path: '' } }],
    });
    await put('annotations/train.json', document('a', [{ type: 'bbox', bbox: [1, 2, 3, 4], label_id: 0, group: 5 }]));
    await put('annotations/val.json', document('sub/b', [{ type: 'ellipse', points: [1, 2, 3, 4], label_id: 0 }]));
    const { lost } = await read('datumaro');
    expect(await shapesOf('a.png')).toEqual([['crack', { type: 'rectangle', points: [1, 2, 4, 6] }]]);
    expect((await annotationsOf(project, 'a.png')).regions[0]!.group).toBe(5);
    expect(lost).toEqual([{ image: 'sub/b.jpg', region: 1, label: 'crack', reason: LOSS.unknownShape }]);
  });
});

describe('LabelMe of others', () => {
  const shapes = [
    {
      label: 'crack',
      points: [
        [1, 1],
        [5, 1],
        [5, 5],
      ],
      shape_type: 'polygon',
      flags: {},
      occluded: 1,
    },
  ];

  it('files go with the image that they name, or lie beside the place of', async () => {
    await put('a.json', {
      shapes,
      flags: {},
      imagePath: '..\\photos\\a.png',
      imageData: 'AAAA',
      imageWidth: 40,
      imageHeight: 30,
    });
    await put('sub/another name.json', { shapes, imagePath: 'C:/photos/b.jpg', flags: { good: true } });
    await put('sub/twin.json', { shapes, imagePath: 'twin.png', imageWidth: 40, imageHeight: 30 });
    await put('twin.json', { shapes, imagePath: 'twin.png', imageWidth: 41, imageHeight: 30 });
    await put('broken.json', '{"shapes": [{}]}');
    const { lost, images } = await read('labelme');
    expect(images).toBe(3);
    expect((await annotationsOf(project, 'sub/b.jpg')).verdict).toBe('good');
    expect((await annotationsOf(project, 'a.png')).regions[0]).toMatchObject({
      label: 'crack',
      extra: { occluded: 1 },
    });
    expect((await annotationsOf(project, 'sub/twin.png')).regions).toHaveLength(1);
    expect((await annotationsOf(project, 'twin.png')).regions).toHaveLength(0);
    expect(lost.map(({ image }) => image).sort()).toEqual(['a.png', 'broken.json', 'twin.png']);
  });
});
