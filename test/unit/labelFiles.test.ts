/** LabelMe files: what they say, what survives, how they look. */
import { describe, expect, it } from 'vitest';
import { isSameRegion } from '../../src/domain/annotations/diff.ts';
import type { Annotations, Region } from '../../src/domain/annotations/annotations.ts';
import { EMPTY_MASK, maskOf, newBitmap } from '../../src/domain/annotations/mask.ts';
import { NEW_LABEL_FILE } from '../../src/files/labelme/labelFile.ts';
import { formatLabelFile } from '../../src/files/labelme/format.ts';
import { checkSize, parseLabelFile } from '../../src/files/labelme/parse.ts';
import { summarizeLabelFile } from '../../src/files/labelme/summarize.ts';
import { imagesOfSidecar, sidecarName } from '../../src/files/sidecars.ts';

const IMAGE = { path: 'a.png', size: { width: 20, height: 10 } };

function region(parts: Partial<Region> & Pick<Region, 'shape'>): Region {
  return { id: 'r', label: 'scratch', comment: '', group: null, ...parts };
}

/** A ring: a mask with a hole. */
function ring(): Region {
  const bitmap = newBitmap({ width: 20, height: 10 });
  for (let y = 2; y < 8; y++) for (let x = 5; x < 12; x++) bitmap.data[y * 20 + x] = 1;
  bitmap.data[4 * 20 + 8] = 0;
  return region({
    id: 'ring',
    label: 'Loch',
    shape: { type: 'mask', mask: maskOf(bitmap) },
    comment: 'größer — „sic“',
  });
}

async function roundTrip(annotations: Annotations): Promise<Annotations> {
  return (await parseLabelFile(await formatLabelFile(annotations, IMAGE, NEW_LABEL_FILE), 'a.json')).annotations;
}

describe('a label file', () => {
  it('says again what it was told: every shape, overlaps, holes, comments, the verdict', async () => {
    const regions = [
      region({ id: 'a', shape: { type: 'rectangle', points: [1.5, 2, 9.25, 8] }, group: 3 }),
      region({ id: 'b', shape: { type: 'polygon', points: [0, 0, 20, 0, 10, 10] }, label: 'отверстие' }),
      region({ id: 'c', shape: { type: 'point', points: [3.5, 4.5] } }),
      ring(),
      region({ id: 'e', shape: { type: 'foreign', name: 'circle', points: [5, 5, 8, 5] } }),
      region({ id: 'f', shape: { type: 'mask', mask: EMPTY_MASK } }),
    ];
    const again = await roundTrip({ verdict: 'anomalous', regions });
    expect(again.verdict).toBe('anomalous');
    expect(again.regions).toHaveLength(6);
    again.regions.forEach((found, i) => {
      expect({ ...found, id: regions[i]!.id, extra: undefined }).toEqual({ ...regions[i]!, extra: undefined });
    });
  });

  it('keeps a fixed order of keys, one shape a block, points on one line, and ends with a line break', async () => {
    const text = await formatLabelFile(
      { verdict: 'good', regions: [region({ shape: { type: 'rectangle', points: [1, 2, 3, 4] } })] },
      IMAGE,
      NEW_LABEL_FILE,
    );
    expect(text).toBe(`{
  "version": "5.5.0",
  "flags": {
    "good": true
  },
  "shapes": [
    {
      "label": "scratch",
      "points": [[1, 2], [3, 4]],
      "group_id": null,
      "description": "",
      "shape_type": "rectangle",
      "flags": {},
      "mask": null
    }
  ],
  "imagePath": "a.png",
  "imageData": null,
  "imageHeight": 10,
  "imageWidth": 20
}
`);
  });

  it('keeps what it does not know, and leaves regions that are the same as they were', async () => {
    const foreign = {
      version: '4.5.6',
      flags: { checked: true, good: false },
      shapes: [
        {
          label: 'a',
          points: [
            [1, 1],
            [2, 2],
            [3, 1],
          ],
          group_id: 'g7',
          shape_type: 'polygon',
          flags: { hard: true },
          difficult: true,
        },
        {
          label: 'b',
          points: [
            [1, 1],
            [4, 1],
            [4, 3],
            [1, 3],
          ],
          shape_type: 'rectangle',
          description: null,
        },
      ],
      imagePath: 'sub/a.png',
      imageData: 'aGVsbG8=',
      imageHeight: 10,
      imageWidth: 20,
      text: 'a note of another tool',
    };
    const file = await parseLabelFile(JSON.stringify(foreign), 'a.json');
    const [first, second] = file.annotations.regions as [Region, Region];
    expect(second.shape).toEqual({ type: 'rectangle', points: [1, 1, 4, 3] });
    const changed = { verdict: 'excluded' as const, regions: [{ ...first, label: 'A' }, second] };
    const written = JSON.parse(
      await formatLabelFile(changed, { ...IMAGE, path: file.imagePath! }, file),
    ) as typeof foreign;
    expect(written).toEqual({
      ...foreign,
      flags: { checked: true, good: false, excluded: true },
      shapes: [{ ...foreign.shapes[0], label: 'A', description: '', mask: null }, foreign.shapes[1]],
    });
  });

  it('finds nothing else in regions that it wrote itself, so that only what others change is a change', async () => {
    const regions = [region({ shape: { type: 'rectangle', points: [1, 2, 3, 4] } }), ring()];
    const again = await roundTrip({ verdict: null, regions });
    again.regions.forEach((found, i) => {
      expect(isSameRegion(found, regions[i]!)).toBe(true);
    });
  });

  it.each([
    ['', /a\.json: expected JSON, got an empty file\./],
    ['{"shapes": [', /a\.json: expected JSON, got /],
    ['[1, 2]', /a\.json: expected an object with a list of "shapes"/],
    ['{"shapes": [{"label": "a", "points": [[1, "x"]]}]}', /a\.json: shapes\[0\]\.points\.0\.1: expected a shape/],
    [
      '{"shapes": [{"label": "a", "points": []}]}',
      /a\.json: shapes\[0\]\.points: expected points of a polygon, got none\./,
    ],
    [
      '{"shapes": [{"label": "a", "points": [[0, 0], [1, 1]], "shape_type": "mask", "mask": "bm8="}]}',
      /a\.json: shapes\[0\]\.mask: expected a PNG, got a damaged one/,
    ],
    [
      '{"shapes": [{"label": "a", "points": [], "shape_type": "mask", "mask": "iVBORw0KGgo="}]}',
      /a\.json: shapes\[0\]\.points: expected points of a mask, got none\./,
    ],
    ['{"shapes": [{"points": [[0, 0]]}]}', /a\.json: shapes\[0\]\.label: expected a shape/],
    ['{"shapes": [7]}', /a\.json: shapes\[0\]: expected a shape/],
  ])('refuses %s, in short too', async (text, message) => {
    expect(() => summarizeLabelFile(text, 'a.json')).toThrow(message);
    await expect(parseLabelFile(text, 'a.json')).rejects.toMatchObject({
      code: 'labels-unreadable',
      message: expect.stringMatching(message) as string,
    });
  });

  it('with a mask that is damaged behind its beginning is found out when it is decoded', async () => {
    const shape = { label: 'a', points: [[0, 0]], shape_type: 'mask', mask: 'iVBORw0KGgo=' };
    const text = JSON.stringify({ shapes: [shape] });
    expect(summarizeLabelFile(text, 'a.json').labels).toEqual(['a']);
    await expect(parseLabelFile(text, 'a.json')).rejects.toThrow(/shapes\[0\]\.mask: expected a PNG/);
  });

  it('refuses labels of an image of another size', async () => {
    const text = await formatLabelFile({ verdict: null, regions: [ring()] }, IMAGE, NEW_LABEL_FILE);
    const file = await parseLabelFile(text, 'a.json');
    checkSize(file, IMAGE.size, 'a.json');
    expect(() => {
      checkSize(file, { width: 10, height: 20 }, 'a.json');
    }).toThrow(/a\.json: the labels are for an image of 20 × 10, this one is 10 × 20\./);
  });
});

describe("an image's label file", () => {
  const folder = (files: Readonly<Record<string, string>>) => ({
    names: () => Promise.resolve(Object.keys(files)),
    read: (name: string) => Promise.resolve(files[name] ?? null),
  });

  it.each([
    ['a.png', { 'a.png': '' }, 'a.json'],
    ['a.b.png', { 'a.b.png': '' }, 'a.b.json'],
    ['a.png', { 'a.png': '', 'a.jpg': '' }, 'a.json'],
    ['a.jpg', { 'a.png': '', 'a.jpg': '' }, 'a.jpg.json'],
    ['a.jpg', { 'a.png': '', 'a.jpg': '', 'a.json': '{"imagePath": "a.jpg"}' }, 'a.json'],
    ['a.png', { 'a.png': '', 'a.jpg': '', 'a.json': '{"imagePath": "a.jpg"}' }, 'a.png.json'],
    ['a.png', { 'a.png': '', 'a.jpg': '', 'a.json': 'no JSON' }, 'a.json'],
    ['a.jpg', { 'a.jpg': '', 'a.jpg.json': '{}' }, 'a.jpg.json'],
    ['a.kshot.png', { 'a.kshot.png': '', 'a.kshot.json': '{}' }, 'a.kshot.png.json'],
    // what is there stays an image's when its sibling, or the sibling's label file, goes
    ['a.png', { 'a.png': '', 'a.jpg': '', 'a.png.json': '{}' }, 'a.png.json'],
    ['a.jpg', { 'a.png': '', 'a.jpg': '', 'a.png.json': '{}' }, 'a.jpg.json'],
    ['a.jpg', { 'a.jpg': '', 'a.json': '{"imagePath": "a.png"}', 'a.jpg.json': '{}' }, 'a.jpg.json'],
    ['a.jpg', { 'a.jpg': '', 'a.json': '{"imagePath": "a.jpg"}', 'a.jpg.json': '{}' }, 'a.json'],
    ['a.jpg', { 'a.jpg': '', 'a.json': '{"imagePath": "a.png"}' }, 'a.json'],
    ['a.png', { 'a.png': '', 'a.jpg': '', 'a.json': 'no JSON', 'a.png.json': '{}' }, 'a.png.json'],
    ['a.jpg', { 'a.png': '', 'a.jpg': '', 'a.json': 'no JSON', 'a.png.json': '{}' }, 'a.json'],
  ])('%s among %o', async (image, files, expected) => {
    expect(await sidecarName(image, folder(files as Readonly<Record<string, string>>))).toBe(expected);
  });

  it('leads back to its images', () => {
    expect(imagesOfSidecar('a.json', ['a.jpg', 'a.png', 'b.png', 'a.json'])).toEqual(['a.png', 'a.jpg']);
    expect(imagesOfSidecar('a.jpg.json', ['a.jpg', 'a.png'])).toEqual(['a.jpg']);
  });
});
