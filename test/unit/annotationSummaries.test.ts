/** What people said of a project's images, read from the disk. */
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabelFileSummaries, readAnnotationsOf } from '../../src/engine/dataset/annotations/summaries.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kshot-summaries-'));
  await mkdir(path.join(folder, 'sub'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function put(name: string, content: unknown): Promise<void> {
  return writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

function labelFile(verdict: string | null, labels: string[], more = {}): object {
  const shapes = labels.map((label) => ({ label, shape_type: 'point', points: [[1, 1]] }));
  return { flags: verdict === null ? {} : { [verdict]: true }, shapes, ...more };
}

describe('annotations of a project', () => {
  it('are those of images with a label file, also in folders; a mask is not decoded', async () => {
    for (const image of ['a.png', 'b.png', 'sub/ü c.jpg']) await put(image, '');
    await put('a.json', labelFile('good', []));
    await put('sub/ü c.json', {
      ...labelFile('anomalous', ['Kratzer', 'дыра', 'Kratzer']),
      shapes: ['Kratzer', 'дыра', 'Kratzer'].map((label) => ({
        label,
        points: [[1, 1]],
        shape_type: 'mask',
        mask: 'iVBORw0KGgo', // the signature of a PNG and no more
      })),
    });
    const found = await readAnnotationsOf({ folder }, ['a.png', 'b.png', 'sub/ü c.jpg']);
    expect([...found.keys()].sort()).toEqual(['a.png', 'sub/ü c.jpg']);
    expect(found.get('a.png')).toEqual({ summary: { verdict: 'good', regions: 0 }, labels: [] });
    expect(found.get('sub/ü c.jpg')).toEqual({
      summary: { verdict: 'anomalous', regions: 3 },
      labels: ['Kratzer', 'дыра', 'Kratzer'],
    });
  });

  it('a file goes with the image that it names where two have one stem', async () => {
    for (const image of ['a.png', 'a.jpg']) await put(image, '');
    await put('a.json', labelFile('good', [], { imagePath: 'a.jpg' }));
    expect([...(await readAnnotationsOf({ folder }, ['a.png', 'a.jpg'])).keys()]).toEqual(['a.jpg']);
  });

  it('a damaged file is told of, with its path, and takes nothing from the others', async () => {
    for (const image of ['a.png', 'b.png']) await put(image, '');
    await put('a.json', '{"shapes": [');
    await put('b.json', labelFile('excluded', ['x']));
    const found = await readAnnotationsOf({ folder }, ['a.png', 'b.png', 'gone/c.png']);
    expect(found.get('a.png')!.summary.error).toContain(path.join(folder, 'a.json'));
    expect(found.get('a.png')!.summary).toMatchObject({ verdict: null, regions: 0, file: path.join(folder, 'a.json') });
    expect(found.get('b.png')!.summary).toEqual({ verdict: 'excluded', regions: 1 });
    expect(found.has('gone/c.png')).toBe(false);
  });

  it('a file that changed is read again', async () => {
    await put('a.png', '');
    await put('a.json', labelFile('good', []));
    await readAnnotationsOf({ folder }, ['a.png']);
    await put('a.json', labelFile('anomalous', []));
    await utimes(path.join(folder, 'a.json'), 1000, 2000);
    expect((await readAnnotationsOf({ folder }, ['a.png'])).get('a.png')!.summary.verdict).toBe('anomalous');
  });

  it('are read once while files stay as they are, and only so many are kept', async () => {
    const read: string[] = [];
    const files = {
      names: () => Promise.resolve([]),
      read: (name: string) => {
        read.push(name);
        return readFile(path.join(folder, name), 'utf8');
      },
    };
    const summaries = new LabelFileSummaries(2);
    for (const name of ['a.json', 'b.json', 'c.json']) await put(name, labelFile('good', []));
    for (const name of ['a.json', 'b.json', 'a.json', 'c.json', 'a.json', 'b.json'])
      await summaries.of(path.join(folder, name), name, files);
    expect(read).toEqual(['a.json', 'b.json', 'c.json', 'b.json']);
  });
});
