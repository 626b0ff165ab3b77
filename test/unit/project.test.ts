import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject } from '../../src/engine/dataset/createProject.ts';
import { holdsImage, imagesToScore, projectFilesAbove } from '../../src/engine/dataset/imageFiles.ts';
import { groupOf } from '../../src/engine/dataset/layouts.ts';
import { changeModels, changeReferences, readProject } from '../../src/engine/dataset/project.ts';
import { judgedImages, projectImages, truthOf } from '../../src/engine/dataset/projectImages.ts';

let folder: string;
const file = (): string => path.join(folder, 'p.kshot.json');
const minimal = { version: 1, references: ['a.png'], images: ['*.png'] };
const write = (value: unknown): Promise<void> =>
  writeFile(file(), typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const touch = async (...names: string[]): Promise<void> => {
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), '');
  }
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kshot-project-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readProject', () => {
  it('fills in every default', async () => {
    await write(minimal);
    const project = await readProject(file());
    expect(project.name).toBe('p');
    expect(project.file).toMatchObject({
      layout: 'folder',
      models: { backbone: 'mobilenet-v2', segmenter: 'prototype', aligner: 'prototype' },
      features: { preset: 'challenge', embedding: 'vector', augment: 'auto', factors: {} },
      threshold: 'auto',
      classes: [],
    });
  });

  const wrong: [string, unknown, string, RegExp][] = [
    ['a syntax error', '{\n  "version": 1,\n  "images": [\n}', 'project-syntax', /p\.kshot\.json:4:1: not valid JSON/],
    [
      'an unknown key',
      { ...minimal, refrences: [] },
      'project-invalid',
      /unknown key "refrences".*did you mean "references"/,
    ],
    [
      'an unknown key below',
      { ...minimal, features: { presett: 'seven' } },
      'project-invalid',
      /unknown key "presett" in "features"; did you mean "preset"/,
    ],
    ['a wrong type', { ...minimal, images: 'x' }, 'project-invalid', /expected array for "images", got "x"/],
    ['a wrong choice', { ...minimal, layout: 'mvtec' }, 'project-invalid', /"layout".*"mvtec"/],
    ['a missing key', { version: 1, images: [] }, 'project-invalid', /"references" is missing/],
    ['a version from the future', { ...minimal, version: 2 }, 'project-version', /version is 2.*Update kShot/],
    [
      'a path that climbs',
      { ...minimal, references: ['../a.png'] },
      'path-outside',
      /"references\[0\]".*"\.\.\/a\.png"/,
    ],
    ['a glob that climbs', { ...minimal, images: ['x/{a,..}/*.png'] }, 'path-outside', /"images\[0\]"/],
    ['an absolute path', { ...minimal, references: ['/etc/a.png'] }, 'path-outside', /"references\[0\]"/],
    ['masks that climb', { ...minimal, models: { segmenter: { masks: '../{path}.png' } } }, 'path-outside', /masks/],
    [
      'a reference listed twice',
      { ...minimal, references: ['a.png', './a.png'] },
      'reference-duplicate',
      /a\.png is listed twice/,
    ],
    [
      'a factor below zero',
      { ...minimal, features: { factors: { patch: -1 } } },
      'project-invalid',
      /"features\.factors\.patch"/,
    ],
    [
      'factors that leave nothing',
      { ...minimal, features: { factors: { patch: 0, foreground: 0, histogram: 0 } } },
      'project-invalid',
      /factor 0/,
    ],
    [
      'an augmentation that there is not',
      { ...minimal, features: { augment: 'flips' } },
      'project-invalid',
      /"off" or "rotations" or "auto" for "features\.augment", got "flips"/,
    ],
    [
      'a grid that there is not',
      { ...minimal, models: { segmenter: { model: 'sam-vit-base', grid: 'half' } } },
      'project-invalid',
      /"adaptive" or "full" for "models\.segmenter\.grid", got "half"/,
    ],
    [
      'masks and a model for every image',
      { ...minimal, models: { segmenter: { masks: '{path}.png', model: 'sam-vit-base' } } },
      'project-invalid',
      /"models\.segmenter": Expected "masks" or "model", not both/,
    ],
    [
      'a memory of an aligner that has none',
      { ...minimal, models: { segmenter: 'sam-vit-base', aligner: { model: 'nearest', memory: 'all' } } },
      'project-invalid',
      /"models\.aligner": Expected a DeAOT model beside "memory" or "refine"/,
    ],
    [
      'an option of the aligner that there is not',
      { ...minimal, models: { aligner: { model: 'deaot-t', memmory: 'all' } } },
      'project-invalid',
      /unknown key "memmory" in "models\.aligner"; did you mean "memory"/,
    ],
    ['no object at all', '[]', 'project-invalid', /the project/],
  ];
  it.each(wrong)('refuses %s in one line', async (_, value, code, message) => {
    await write(value);
    const error: unknown = await readProject(file()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'EngineError', code });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain('p.kshot.json');
    expect((error as Error).message).not.toContain('\n');
  });

  it('names a missing file and a folder', async () => {
    await expect(readProject(file())).rejects.toMatchObject({ code: 'project-missing' });
    await expect(readProject(folder)).rejects.toMatchObject({ code: 'project-missing' });
  });
});

describe('changeReferences', () => {
  it('knows a reference however it is written', async () => {
    await write({ ...minimal, references: ['./a.png'] });
    await changeReferences(file(), { add: ['a.png', 'b.png'] });
    expect((await readProject(file())).file.references).toEqual(['a.png', 'b.png']);
  });

  it('changes the list and leaves comments, order and the rest as they are', async () => {
    await write('{\n  // mine\n  "images": ["*.png"],\n  "references": ["a.png", "b.png"],\n  "version": 1\n}\n');
    await changeReferences(file(), { add: ['c.png', 'a.png'], remove: ['b.png'] });
    const text = await readFile(file(), 'utf8');
    expect(text).toContain('// mine');
    expect((await readProject(file())).file.references).toEqual(['a.png', 'c.png']);
    expect(text.indexOf('"images"')).toBeLessThan(text.indexOf('"references"'));
  });
});

describe('changeModels', () => {
  it('changes what is named and leaves comments, order, line ends and the rest as they are', async () => {
    await write(
      '{\r\n  // mine\r\n  "models": { "parts": 3, "aligner": "hungarian" },\r\n  "version": 1,\r\n  "references": ["a.png"],\r\n  "images": ["*.png"]\r\n}\r\n',
    );
    await changeModels(file(), { backbone: 'dino', segmenter: 'sam' });
    const text = await readFile(file(), 'utf8');
    expect(text).toContain('// mine\r\n');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text.indexOf('"models"')).toBeLessThan(text.indexOf('"version"'));
    expect((await readProject(file())).file.models).toEqual({
      parts: 3,
      aligner: 'hungarian',
      backbone: 'dino',
      segmenter: 'sam',
    });
  });

  it('adds them to a file that names none, and replaces objects', async () => {
    await write(minimal);
    await changeModels(file(), { segmenter: { masks: 'first.png', only: 'first' }, aligner: 'deaot' });
    await changeModels(file(), { segmenter: 'sam' });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({
      ...minimal,
      models: { segmenter: 'sam', aligner: 'deaot' },
    });
  });

  it('refuses values that no project may have, and leaves the file', async () => {
    await write(minimal);
    await expect(changeModels(file(), { backbone: '' })).rejects.toMatchObject({ code: 'project-invalid' });
    await expect(changeModels(file(), { segmenter: {} })).rejects.toMatchObject({ code: 'project-invalid' });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual(minimal);
  });
});

describe('images', () => {
  it('are found by glob in order of name, references added, links followed', async () => {
    await touch('b.png', 'a.png', 'B.JPG', 'notes.txt', '.kshot/cache/x.png', 'real/c.png');
    await symlink(path.join(folder, 'real'), path.join(folder, 'link'));
    await write({ ...minimal, references: ['b.png'], images: ['*.JPG', 'link/*.png'] });
    const project = await readProject(file());
    expect(await projectImages(project)).toEqual([
      { image: 'B.JPG', reference: false, group: null, annotations: null },
      { image: 'b.png', reference: true, group: null, annotations: null },
      { image: 'link/c.png', reference: false, group: null, annotations: null },
    ]);
    expect(await imagesToScore(project, undefined)).toEqual(['B.JPG', 'link/c.png']);
    expect(await imagesToScore(project, ['b.png'])).toEqual(['b.png']);
    await expect(imagesToScore(project, ['nothing*'])).rejects.toMatchObject({ code: 'no-images' });
  });

  it('belong to a project by its globs, negated ones too', async () => {
    await write({ ...minimal, images: ['test/**/*.png', '!test/skip/**'] });
    const project = await readProject(file());
    expect(holdsImage(project, 'test/good/1.png')).toBe(true);
    expect(holdsImage(project, 'test/skip/1.png')).toBe(false);
    expect(holdsImage(project, 'a.png')).toBe(true);
    expect(holdsImage(project, 'train/1.png')).toBe(false);
    expect(await projectFilesAbove(path.join(folder, 'test/good/1.png'))).toEqual([file()]);
  });

  it('are not the mask files that lie among them, in subfolders too', async () => {
    await touch('labels/test/good/1.png', 'test/good/1.png', 'test/good/1_mask.png');
    const models = (masks: string): object => ({ ...minimal, images: ['**/*.png'], models: { segmenter: { masks } } });
    await write(models('labels/{path}.png'));
    expect(await imagesToScore(await readProject(file()), undefined)).toEqual([
      'test/good/1.png',
      'test/good/1_mask.png',
    ]);
    await write(models('{path}_mask.png'));
    expect(await imagesToScore(await readProject(file()), undefined)).toEqual([
      'labels/test/good/1.png',
      'test/good/1.png',
    ]);
  });

  it('have their ground truth from the folder below the split', () => {
    expect(groupOf('test/good/1.png', 'mvtec-ad')).toBe('good');
    expect(groupOf('screw/test/scratch_neck/1.png', 'mvtec-ad')).toBe('scratch_neck');
    expect(groupOf('train/good/1.png', 'mvtec-loco')).toBe('good');
    expect(groupOf('test/1.png', 'mvtec-ad')).toBeNull();
    expect(groupOf('test/good/1.png', 'folder')).toBeNull();
  });
});

describe('the ground truth of a project’s images', () => {
  const say = (image: string, verdict: string | null, labels: string[] = []): Promise<void> =>
    writeFile(
      path.join(folder, image.replace('.png', '.json')),
      JSON.stringify({
        flags: verdict === null ? {} : { [verdict]: true },
        shapes: labels.map((label) => ({ label, shape_type: 'point', points: [[1, 1]] })),
      }),
    );

  it('is what people annotated before what the folders say', async () => {
    await touch('test/good/1.png', 'test/good/2.png', 'test/bent/1.png', 'test/bent/2.png', 'train/good/1.png');
    await say('test/good/1.png', 'anomalous', ['scratch']);
    await say('test/good/2.png', null, ['missing nut', 'scratch']);
    await say('test/bent/1.png', 'good');
    await writeFile(path.join(folder, 'test/bent/2.json'), '{');
    await say('train/good/1.png', 'excluded');
    await write({
      version: 1,
      layout: 'mvtec-loco',
      references: ['train/good/1.png'],
      images: ['test/**/*.png'],
      defects: [{ name: 'missing nut', kind: 'logical', saturation: 1, relative: true }],
    });
    const project = await readProject(file());
    const images = await projectImages(project);
    expect(images.map(({ image, group }) => [image, group])).toEqual([
      ['test/bent/1.png', 'good'],
      ['test/bent/2.png', 'bent'],
      ['test/good/1.png', 'scratch'],
      ['test/good/2.png', 'logical_anomalies'],
      ['train/good/1.png', null],
    ]);
    expect(images[4]).toMatchObject({ reference: true, annotations: { verdict: 'excluded', regions: 0 } });
    expect(images[1]!.annotations).toMatchObject({ file: path.join(folder, 'test/bent/2.json') });
    await say('test/good/1.png', 'good');
    expect(await truthOf(project, ['test/good/1.png'])).toEqual([
      { image: 'test/good/1.png', reference: false, group: 'good', annotations: { verdict: 'good', regions: 0 } },
    ]);
  });

  it('judges images of a plain folder by their verdicts, and leaves out those that are excluded or unknown', async () => {
    await touch('a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png');
    await write(minimal);
    const project = await readProject(file());
    await expect(judgedImages(project)).rejects.toMatchObject({
      code: 'no-ground-truth',
      message: expect.stringMatching(/verdict \(good, anomalous\).*"layout"/) as string,
    });
    await say('a.png', 'anomalous');
    await say('b.png', 'anomalous');
    await say('c.png', 'good');
    await say('d.png', 'excluded');
    await writeFile(path.join(folder, 'e.json'), 'no JSON');
    const warnings: string[] = [];
    const { groups, ...truth } = await judgedImages(project, (message) => warnings.push(message));
    expect([...groups]).toEqual([
      ['b.png', 'anomalous'],
      ['c.png', 'good'],
    ]);
    expect(truth).toEqual({ folder: 0, annotations: 2, excluded: 1 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(path.join(folder, 'e.json'));
  });
});

describe('createProject', () => {
  it('recognises a layout and takes the first references by name', async () => {
    await touch(
      'train/good/10.png',
      'train/good/2.png',
      'train/good/3.png',
      'test/good/1.png',
      'test/logical_anomalies/1.png',
      'ground_truth/logical_anomalies/1/000.png',
    );
    const project = await readProject(await createProject({ folder, shots: 2, name: 'p' }));
    expect(project.file).toMatchObject({ layout: 'mvtec-loco', references: ['train/good/10.png', 'train/good/2.png'] });
    expect((await imagesToScore(project, undefined)).map((image) => image)).toEqual([
      'test/good/1.png',
      'test/logical_anomalies/1.png',
    ]);
    await expect(createProject({ folder, name: 'p' })).rejects.toMatchObject({ code: 'project-exists' });
  });

  it('spreads references over a plain folder and refuses more than there are', async () => {
    await touch('1.png', '2.png', '3.png', '4.png');
    const project = await readProject(await createProject({ folder, shots: 2, name: 'p' }));
    expect(project.file).toMatchObject({ layout: 'folder', references: ['2.png', '4.png'] });
    await expect(createProject({ folder, shots: 5, name: 'q' })).rejects.toMatchObject({ code: 'references-too-few' });
  });

  it('refuses a folder without images and one that is not there', async () => {
    await expect(createProject({ folder })).rejects.toMatchObject({ code: 'folder-empty' });
    await expect(createProject({ folder: path.join(folder, 'no') })).rejects.toMatchObject({ code: 'folder-missing' });
  });
});
