import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classTargets, mergeCycle } from '../../src/domain/classes.ts';
import { classesText, editClasses, withClassesText } from '../../src/engine/dataset/classEdits.ts';
import { changeClasses, readProject, restoreClasses } from '../../src/engine/dataset/project.ts';

const FILE = `{
  // kShot
  "version": 1,
  "classes": [
    // the parts
    { "id": 2, "name": "body", "color": "#4c78a8" }, // the big one
    { "id": 4, "name": "pin", "color": "#54a24b", "hidden": true } // hidden for now
  ],
  "references": ["a.png"], "images": ["*.png"]
}
`;
const line = (text: string, part: string): string => text.split('\n').find((one) => one.includes(part)) ?? '';
const classes = (text: string): unknown => (parse(text) as { classes?: unknown }).classes;

describe('editClasses', () => {
  it('changes a value where it stands, and nothing else', () => {
    expect(editClasses(FILE, [{ id: 2, name: 'torso "x"' }])).toBe(FILE.replace('"body"', String.raw`"torso \"x\""`));
    expect(editClasses(FILE, [{ id: 4, color: '#000000' }])).toBe(FILE.replace('#54a24b', '#000000'));
  });

  it('adds and takes out keys on the entry’s own line, comments kept', () => {
    const merged = editClasses(FILE, [{ id: 2, mergedInto: 4 }]);
    expect(merged).toBe(FILE.replace('"#4c78a8" }', '"#4c78a8", "mergedInto": 4 }'));
    expect(editClasses(merged, [{ id: 2, mergedInto: null }])).toBe(FILE);
    expect(editClasses(FILE, [{ id: 4, hidden: false }])).toBe(FILE.replace(', "hidden": true', ''));
  });

  it('never draws what follows into a comment', () => {
    const listed =
      '{"classes": [\n  // mine\n  { "id": 1, "name": "a", "color": "#4c78a8" },\n  { "id": 2, "name": "b", "color": "#f58518" }\n]}';
    const left = editClasses(listed, [{ id: 1, name: null }]);
    expect(left).toContain('// mine\n');
    expect(classes(left)).toEqual([{ id: 2, name: 'b', color: '#f58518' }]);
    for (const key of ['hidden', 'background'] as const) {
      const entry = `{"classes": [{ "id": 1, "name": "a", "color": "#4c78a8", // note\n  "${key}": true }]}`;
      const back = editClasses(entry, [{ id: 1, [key]: false }]);
      expect(back).toContain('// note\n');
      expect(classes(back)).toEqual([{ id: 1, name: 'a', color: '#4c78a8' }]);
    }
    const windows = '{"classes": [{ "id": 1, "name": "a", "color": "#4c78a8", // note\r\n\t"hidden": true\r\n}]}';
    expect(classes(editClasses(windows, [{ id: 1, hidden: false }]))).toEqual([{ id: 1, name: 'a', color: '#4c78a8' }]);
    const block =
      '{"classes": [/* one */ { "id": 1, "name": "a", "color": "#4c78a8" }, { "id": 2, "name": "b", "color": "#f58518" }]}';
    expect(classes(editClasses(block, [{ id: 1, name: null }]))).toEqual([{ id: 2, name: 'b', color: '#f58518' }]);
  });

  it('adds an entry behind the last one, as that one is written, and leaves its comment with it', () => {
    const text = editClasses(FILE, [{ id: 5, background: true }]);
    expect(text).toContain(
      '"hidden": true }, // hidden for now\n    { "id": 5, "name": "class 5", "color": "#eeca3b", "background": true }\n  ],',
    );
    expect(text.replace(/,( \/\/ hidden for now)\n.*background.*/, '$1')).toBe(FILE);
  });

  it('writes entries a line a key where the others are so, with the file’s own indentation and line breaks', () => {
    const crlf =
      '{\r\n\t"classes": [\r\n\t\t{\r\n\t\t\t"id": 1,\r\n\t\t\t"name": "a",\r\n\t\t\t"color": "#ffffff"\r\n\t\t}\r\n\t]\r\n}\r\n';
    expect(editClasses(crlf, [{ id: 2, name: 'b' }])).toBe(
      crlf.replace(
        '\t\t}\r\n',
        '\t\t},\r\n\t\t{\r\n\t\t\t"id": 2,\r\n\t\t\t"name": "b",\r\n\t\t\t"color": "#f58518"\r\n\t\t}\r\n',
      ),
    );
    expect(editClasses(crlf, [{ id: 1, hidden: true }])).toBe(
      crlf.replace('"#ffffff"', '"#ffffff",\r\n\t\t\t"hidden": true'),
    );
  });

  it('copes with trailing commas, lists on one line, empty lists and files without any', () => {
    const trailing = '{ "classes": [{ "id": 1, "name": "a", "color": "#ffffff", },], }';
    expect(
      classes(
        editClasses(trailing, [
          { id: 1, hidden: true },
          { id: 3, name: 'c' },
        ]),
      ),
    ).toEqual([
      { id: 1, name: 'a', color: '#ffffff', hidden: true },
      { id: 3, name: 'c', color: '#54a24b' },
    ]);
    const one = editClasses('{ "classes": [{"id": 1, "name": "a", "color": "#ffffff"}] }', [{ id: 3, name: 'c' }]);
    expect(one).toBe(
      '{ "classes": [{"id": 1, "name": "a", "color": "#ffffff"}, {"id": 3, "name": "c", "color": "#54a24b"}] }',
    );
    const written = '[\n    { "id": 3, "name": "c", "color": "#54a24b" }\n  ]';
    expect(classesText(editClasses('{\n  "classes": [],\n  "x": 1\n}', [{ id: 3, name: 'c' }]))).toContain('"c"');
    expect(editClasses('{\n  "x": 1 // one\n}', [{ id: 3, name: 'c' }])).toBe(
      `{\n  "x": 1, // one\n  "classes": ${written}\n}`,
    );
  });

  it('writes no class that has nothing but defaults, and takes such a one out unless it is commented', () => {
    expect(editClasses(FILE, [{ id: 7, name: 'class 7', hidden: false, mergedInto: null }])).toBe(FILE);
    const named = editClasses(FILE, [{ id: 7, name: 'x' }]);
    expect(editClasses(named, [{ id: 7, name: null }])).toBe(FILE);
    const commented = FILE.replace('{ "id": 4,', '{ /* mine */ "id": 4,');
    const plain = editClasses(commented, [{ id: 4, name: null, color: null, hidden: false }]);
    expect(line(plain, '/* mine */')).toContain('"class 4"');
  });
});

describe('withClassesText', () => {
  it('puts the list back to the letter, also where there was none', () => {
    const changed = editClasses(FILE, [
      { id: 2, name: 'x' },
      { id: 9, hidden: true },
    ]);
    expect(withClassesText(changed, classesText(FILE))).toBe(FILE);
    const without = '{\n  "x": 1, // one\n  "y": 2\n}\n';
    expect(withClassesText(editClasses(without, [{ id: 1, name: 'a' }]), null)).toBe(without);
    expect(withClassesText(without, '[]')).toBe('{\n  "x": 1, // one\n  "y": 2,\n  "classes": []\n}\n');
  });
});

describe('what classes count as', () => {
  it('follows merges to their end', () => {
    const entries = [
      { id: 1, mergedInto: 2 },
      { id: 2, mergedInto: 3 },
      { id: 4, background: true, mergedInto: 1 },
      { id: 5, mergedInto: 4 },
    ];
    expect([...classTargets(entries)]).toEqual([
      [1, 3],
      [2, 3],
      [4, 0],
      [5, 0],
    ]);
    expect(mergeCycle(entries)).toBeNull();
  });
  it('finds circles, and says what closes them', () => {
    expect(mergeCycle([{ id: 1, mergedInto: 1 }])).toEqual([1, 1]);
    expect(
      mergeCycle([
        { id: 7, mergedInto: 1 },
        { id: 1, mergedInto: 2 },
        { id: 2, mergedInto: 1 },
      ]),
    ).toEqual([1, 2, 1]);
    expect(
      classTargets([
        { id: 1, mergedInto: 2 },
        { id: 2, mergedInto: 1 },
      ]).get(1),
    ).toBe(2);
  });
});

describe('changing classes of a project file', () => {
  let folder: string;
  const file = (): string => path.join(folder, 'p.kshot.json');
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kshot-classes-'));
    await writeFile(file(), FILE);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is taken back and made again to the letter', async () => {
    const edit = await changeClasses(file(), [{ id: 2, name: 'torso', mergedInto: 4 }]);
    const changed = await readFile(file(), 'utf8');
    await restoreClasses(file(), edit);
    expect(await readFile(file(), 'utf8')).toBe(FILE);
    await restoreClasses(file(), { before: edit.after, after: edit.before });
    expect(await readFile(file(), 'utf8')).toBe(changed);
  });

  it('is taken back beside another change of the file, but not over one of the classes', async () => {
    const edit = await changeClasses(file(), [{ id: 2, name: 'torso' }]);
    const elsewhere = (await readFile(file(), 'utf8')).replace('"a.png"', '"b.png"');
    await writeFile(file(), elsewhere);
    await restoreClasses(file(), edit);
    expect(await readFile(file(), 'utf8')).toBe(FILE.replace('"a.png"', '"b.png"'));
    const again = await changeClasses(file(), [{ id: 2, name: 'torso' }]);
    const touched = (await readFile(file(), 'utf8')).replace('"pin"', '"needle"');
    await writeFile(file(), touched);
    await expect(restoreClasses(file(), again)).rejects.toMatchObject({ code: 'classes-changed' });
    expect(await readFile(file(), 'utf8')).toBe(touched);
  });

  it('is refused where it closes a circle or is no value for the file, which stays as it was', async () => {
    await changeClasses(file(), [{ id: 2, mergedInto: 4 }]);
    const text = await readFile(file(), 'utf8');
    await expect(changeClasses(file(), [{ id: 4, mergedInto: 2 }])).rejects.toMatchObject({ code: 'project-invalid' });
    await expect(changeClasses(file(), [{ id: 2, color: 'red' }])).rejects.toMatchObject({ code: 'project-invalid' });
    await expect(changeClasses(file(), [{ id: 300, name: 'x' }])).rejects.toMatchObject({ code: 'project-invalid' });
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it('keeps a byte order mark', async () => {
    await writeFile(file(), `\uFEFF${FILE}`);
    await changeClasses(file(), [{ id: 2, name: 'torso' }]);
    expect(await readFile(file(), 'utf8')).toBe(`\uFEFF${FILE.replace('"body"', '"torso"')}`);
  });

  it('is refused in files that say one thing twice or go in circles', async () => {
    await writeFile(file(), FILE.replace('"id": 4', '"id": 2'));
    await expect(readProject(file())).rejects.toThrow(/two for 2/);
    await writeFile(file(), FILE.replace('"hidden": true', '"mergedInto": 4'));
    await expect(readProject(file())).rejects.toThrow(/the circle 4 → 4/);
  });
});
