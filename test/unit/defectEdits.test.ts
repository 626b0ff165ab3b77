import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSaturation } from '../../src/domain/defects.ts';
import type { DefectChange } from '../../src/domain/defects.ts';
import { renameLabel } from '../../src/engine/dataset/annotations/renameLabel.ts';
import { editDefects } from '../../src/engine/dataset/defectEdits.ts';
import { changeDefects, readProject } from '../../src/engine/dataset/project.ts';

const FILE = `{
  // kShot
  "version": 1,
  "defects": [
    // what is broken
    { "name": "scratch", "kind": "structural", "saturation": 1.0, "relative": true }, // thin ones too
    { "name": "hole", "kind": "structural", "saturation": 0.5, "relative": true },
    { "name": "two nuts", "kind": "logical", "saturation": 400, "relative": false } // since March
  ],
  "references": ["a.png"], "images": ["*.png"]
}
`;
const edit = (text: string, ...changes: DefectChange[]): string => editDefects(text, changes)!;
const names = (text: string): string[] =>
  (parse(text) as { defects: { name: string }[] }).defects.map(({ name }) => name);

describe('editDefects', () => {
  it('changes a value where it stands, and nothing else', () => {
    expect(edit(FILE, { type: 'change', name: 'hole', to: { kind: 'logical' } })).toBe(
      FILE.replace('"hole", "kind": "structural"', '"hole", "kind": "logical"'),
    );
    expect(
      edit(FILE, { type: 'change', name: 'two nuts', to: { name: 'zwei Müttern', saturation: 12, relative: false } }),
    ).toBe(FILE.replace('"two nuts"', '"zwei Müttern"').replace('400', '12'));
    const both = edit(FILE, { type: 'change', name: 'scratch', to: { name: 'x' } }, { type: 'remove', name: 'x' });
    expect(names(both)).toEqual(['hole', 'two nuts']);
  });

  it('adds a label behind the last one, whose comment stays with it; or the list', () => {
    const entry = { name: 'dust', kind: 'structural', saturation: 1, relative: true } as const;
    expect(edit(FILE, { type: 'add', entry })).toBe(
      FILE.replace(
        '"relative": false } // since March\n',
        '"relative": false }, // since March\n    { "name": "dust", "kind": "structural", "saturation": 1, "relative": true }\n',
      ),
    );
    expect(edit('{\n  "x": 1 // one\n}', { type: 'add', entry })).toBe(
      '{\n  "x": 1, // one\n  "defects": [\n    { "name": "dust", "kind": "structural", "saturation": 1, "relative": true }\n  ]\n}',
    );
  });

  it('takes a label out, comments above it kept', () => {
    const left = edit(FILE, { type: 'remove', name: 'scratch' });
    expect(names(left)).toEqual(['hole', 'two nuts']);
    expect(left).toContain('// what is broken\n');
    expect(names(edit(FILE, { type: 'remove', name: 'two nuts' }))).toEqual(['scratch', 'hole']);
  });

  it('moves a label with the comment behind it, and back to the letter', () => {
    const moved = edit(FILE, { type: 'move', name: 'two nuts', to: 0 });
    expect(names(moved)).toEqual(['two nuts', 'scratch', 'hole']);
    expect(moved).toContain('"relative": false }, // since March\n');
    expect(moved).toContain('"saturation": 1.0, "relative": true }, // thin ones too\n');
    expect(moved).toContain('"saturation": 0.5, "relative": true }\n  ],');
    expect(edit(moved, { type: 'move', name: 'two nuts', to: 2 })).toBe(FILE);
    const line = '{ "defects": [{"name": "a"}, {"name": "b"}, {"name": "c"},] } // end';
    expect(edit(line, { type: 'move', name: 'a', to: 99 })).toBe(
      '{ "defects": [{"name": "b"}, {"name": "c"}, {"name": "a"},] } // end',
    );
  });

  it('says so where a label is not there', () => {
    for (const change of [
      { type: 'remove', name: 'gone' },
      { type: 'move', name: 'gone', to: 0 },
      { type: 'change', name: 'gone', to: {} },
    ] satisfies DefectChange[])
      expect(editDefects(FILE, [change])).toBeNull();
    expect(editDefects('{}', [{ type: 'remove', name: 'a' }])).toBeNull();
  });
});

it('knows which saturations there are', () => {
  const of = (saturation: number, relative: boolean): boolean => isSaturation({ saturation, relative });
  expect([of(1, true), of(0.01, true), of(0, true), of(1.01, true), of(NaN, true)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([of(1, false), of(400, false), of(0, false), of(1.5, false), of(Infinity, false)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe('labels of a project', () => {
  let folder: string;
  const file = (): string => path.join(folder, 'p.kshot.json');
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kshot-defects-'));
    await writeFile(file(), FILE);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are what the file says after a change', async () => {
    const changes: DefectChange[] = [
      { type: 'change', name: 'hole', to: { saturation: 30, relative: false } },
      { type: 'move', name: 'hole', to: 0 },
    ];
    expect((await changeDefects(file(), changes))[0]).toEqual({
      name: 'hole',
      kind: 'structural',
      saturation: 30,
      relative: false,
    });
  });

  const refused: [string, DefectChange, RegExp][] = [
    [
      'a second one of a name',
      { type: 'change', name: 'hole', to: { name: 'scratch' } },
      /every label .*"scratch" twice/,
    ],
    [
      'more than the whole region',
      { type: 'change', name: 'hole', to: { saturation: 2 } },
      /at most 1 beside "relative": true/,
    ],
    [
      'parts of pixels',
      { type: 'change', name: 'two nuts', to: { saturation: 1.5 } },
      /whole pixels beside "relative": false/,
    ],
    [
      'nothing at all',
      { type: 'change', name: 'hole', to: { saturation: 0 } },
      /"defects\.1\.saturation"|"defects\[1\]\.saturation"/,
    ],
    ['no name', { type: 'change', name: 'hole', to: { name: '' } }, /name/],
    ['one that is gone', { type: 'remove', name: 'dust' }, /not in "defects"; there are: scratch, hole, two nuts\./],
  ];
  it.each(refused)('are refused with %s, and the file stays', async (_, change, message) => {
    await expect(changeDefects(file(), [change])).rejects.toMatchObject({
      code: 'project-invalid',
      message: expect.stringMatching(message) as string,
    });
    expect(await readFile(file(), 'utf8')).toBe(FILE);
  });

  describe('renamed in label files', () => {
    const shape = (label: string): object => ({ label, points: [[1, 1]], shape_type: 'point', mine: [1] });
    const put = (name: string, content: unknown): Promise<void> =>
      writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    const labels = async (name: string): Promise<string[]> =>
      (JSON.parse(await readFile(path.join(folder, name), 'utf8')) as { shapes: { label: string }[] }).shapes.map(
        ({ label }) => label,
      );
    const size = { imageWidth: 4, imageHeight: 4 };

    it('are so in every file that has them, and the rest of it is kept', async () => {
      for (const image of ['a.png', 'b.png', 'c.png', 'd.png']) await put(image, '');
      await put('a.json', {
        shapes: [shape('hole'), shape('scratch'), shape('hole')],
        flags: { good: true },
        ...size,
        own: 'x',
      });
      await put('b.json', { shapes: [shape('scratch')], ...size });
      await put('c.json', '{ damaged');
      await put('d.json', { shapes: [shape('hole')], ...size });
      const before = await readFile(path.join(folder, 'b.json'), 'utf8');
      const done = await renameLabel(await readProject(file()), 'hole', 'Loch');
      expect(done).toMatchObject({ files: 2, regions: 3 });
      expect(done.failed.map(({ file: name }) => path.basename(name))).toEqual(['c.json']);
      expect(await labels('a.json')).toEqual(['Loch', 'scratch', 'Loch']);
      expect(await labels('d.json')).toEqual(['Loch']);
      expect(JSON.parse(await readFile(path.join(folder, 'a.json'), 'utf8'))).toMatchObject({
        flags: { good: true },
        own: 'x',
        shapes: [{ mine: [1] }, { mine: [1] }, { mine: [1] }],
      });
      expect(await readFile(path.join(folder, 'b.json'), 'utf8')).toBe(before);
      expect(await readFile(path.join(folder, 'c.json'), 'utf8')).toBe('{ damaged');
    });
  });
});
