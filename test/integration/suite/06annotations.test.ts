import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { AnnotatedSummary } from '../../../src/host/commands/annotate.ts';
import type { ShownSummary } from '../../../src/host/editors/inspectorSession.ts';
import { MemoryFiles } from './memoryFiles.ts';
import { closeAll, images, inspectorTabs, project, until } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
/** What is said of the image on show. A command that changes nothing gives it back. */
const state = () => run<AnnotatedSummary>('kshot.annotate.cancel');
const labelFile = (image: vscode.Uri) => image.fsPath.replace(/\.png$/, '.json');
const readLabels = async (image: vscode.Uri) =>
  JSON.parse(await readFile(labelFile(image), 'utf8')) as {
    flags: Record<string, boolean>;
    shapes: { label: string; description?: string }[];
    imagePath: string;
    imageWidth: number;
    [key: string]: unknown;
  };
const tabOf = (image: vscode.Uri) => inspectorTabs().find(({ uri }) => uri.toString() === image.toString())?.tab;
const isDirty = (image: vscode.Uri, wanted: boolean) =>
  until(`a tab that is ${wanted ? 'dirty' : 'clean'}`, () => tabOf(image)?.isDirty === wanted);
const open = async (image: vscode.Uri, options: vscode.TextDocumentShowOptions = { preview: false }) => {
  await run('vscode.openWith', image, 'kshot.inspector', options);
  await until('the image', () => tabOf(image)?.isActive);
  await until('its labels', async () => (await state()) !== undefined);
};
const box = (label: string, x: number) => ({
  label,
  points: [
    [x, 10],
    [x + 20, 30],
  ],
  group_id: null,
  description: '',
  shape_type: 'rectangle',
  flags: {},
  mask: null,
});
const write = (image: vscode.Uri, parts: object) =>
  writeFile(
    labelFile(image),
    JSON.stringify({
      ...{ version: '5.5.0', flags: {}, shapes: [], imagePath: path.basename(image.fsPath) },
      ...{ imageWidth: 512, imageHeight: 384, ...parts },
    }),
  );

/** VS Code tells of nothing where a file is made and deleted in the same moment. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1000));

describe('annotations', () => {
  let image: vscode.Uri;
  let other: vscode.Uri;
  before(async () => {
    await project();
    [image, other] = (await images('test/good/*.png')) as [vscode.Uri, vscode.Uri];
  });
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200)); // VS Code takes note of an edit a moment later
    await run('workbench.action.files.revert');
    await closeAll();
    for (const used of [image, other]) await rm(labelFile(used), { recursive: true, force: true });
    await settle();
  });

  it('are a document of VS Code’s: dirty, undone, redone, saved, reverted', async () => {
    await open(image);
    assert.deepEqual(await run('kshot.annotate.good'), {
      verdict: 'good',
      regions: 0,
      problem: null,
      isDirty: true,
      undo: null,
    });
    await isDirty(image, true);
    assert.ok(!existsSync(labelFile(image)), 'nothing is written before it is saved');
    await run('undo');
    assert.equal((await state())?.verdict, null);
    await isDirty(image, false);
    await run('redo');
    assert.equal((await state())?.verdict, 'good');
    await run('workbench.action.files.save');
    await isDirty(image, false);
    const saved = await readLabels(image);
    assert.deepEqual(saved.flags, { good: true });
    assert.deepEqual([saved.imagePath, saved.imageWidth], [path.basename(image.fsPath), 512]);
    await run('kshot.annotate.anomalous');
    await isDirty(image, true);
    await run('workbench.action.files.revert');
    await isDirty(image, false);
    assert.equal((await state())?.verdict, 'good');
    assert.deepEqual(await readLabels(image), saved);
    await run('undo');
    assert.equal((await state())?.verdict, null, 'also what was saved can be taken back');
    await isDirty(image, true);
    await run('workbench.action.files.save');
    await until('no file that says nothing', () => !existsSync(labelFile(image)));
  });

  it('are taken back by the same verdict again', async () => {
    await open(image);
    await run('kshot.annotate.excluded');
    assert.equal((await run<AnnotatedSummary>('kshot.annotate.excluded'))?.verdict, null);
  });

  it('of a file that another program writes are taken in, or joined with what is not saved', async () => {
    await write(image, { flags: { anomalous: true }, shapes: [box('scratch', 10)], owner: { kept: [1, 2] } });
    await open(image);
    assert.deepEqual(await state(), { verdict: 'anomalous', regions: 1, problem: null, isDirty: false, undo: null });
    await write(image, { flags: { anomalous: true }, shapes: [box('scratch', 10), box('dent', 50)], owner: 1 });
    await until('the second region', async () => (await state())?.regions === 2);
    assert.equal(tabOf(image)?.isDirty, false);
    await run('kshot.annotate.good');
    await write(image, { flags: { anomalous: true }, shapes: [box('dent', 50)], owner: 'me' });
    await until('one region less', async () => (await state())?.regions === 1);
    assert.deepEqual(await state(), { verdict: 'good', regions: 1, problem: null, isDirty: true, undo: null });
    await run('workbench.action.files.save');
    await isDirty(image, false);
    const saved = await readLabels(image);
    assert.deepEqual(
      saved.shapes.map(({ label }) => label),
      ['dent'],
    );
    assert.equal(saved.flags['good'], true);
    assert.equal(saved['owner'], 'me', 'what others keep in the file stays');
  });

  it('go with a file that is deleted, unless they are not saved', async () => {
    await write(image, { shapes: [box('scratch', 10)] });
    await open(image);
    assert.equal((await state())?.regions, 1);
    await settle();
    await rm(labelFile(image));
    await until('nothing', async () => (await state())?.regions === 0);
    await write(image, { shapes: [box('scratch', 10)] });
    await until('the region', async () => (await state())?.regions === 1);
    await run('kshot.annotate.good');
    await rm(labelFile(image));
    await settle();
    assert.deepEqual(await state(), { verdict: 'good', regions: 1, problem: null, isDirty: true, undo: null });
    await run('workbench.action.files.save');
    await until('the file', () => existsSync(labelFile(image)));
    assert.equal((await readLabels(image)).shapes.length, 1);
  });

  it('are not touched in a file that cannot be read, until it is mended', async () => {
    await writeFile(labelFile(image), '{ "shapes": [');
    await open(image);
    const { problem } = (await state())!;
    assert.match(problem!, /\.json: expected JSON/);
    await run('kshot.annotate.good');
    assert.deepEqual(await state(), { verdict: null, regions: 0, problem, isDirty: false, undo: null });
    assert.equal(await readFile(labelFile(image), 'utf8'), '{ "shapes": [');
    await write(image, { shapes: [box('scratch', 10)] });
    await until('the region', async () => (await state())?.regions === 1);
    assert.equal((await run<AnnotatedSummary>('kshot.annotate.good'))?.verdict, 'good');
  });

  it('stay in the editor that one goes on from', async () => {
    await open(image, { preview: true });
    await run('kshot.annotate.good');
    await run('kshot.inspector.next');
    await until('the next image', () => tabOf(other)?.isActive);
    assert.equal(tabOf(image)?.isDirty, true, 'the tab that has something to save stays');
    await run('kshot.inspector.next');
    await until('the one after that in its place', () => !tabOf(other) && inspectorTabs().length === 2);
    await open(image);
    assert.equal((await state())?.verdict, 'good');
    await run('workbench.action.files.save');
  });

  it('are saved as they are made in a review, with an undo through all images', async () => {
    const shown = await run<ShownSummary>('kshot.review', await project(), { order: 'folder', filter: 'all' });
    const first = vscode.Uri.joinPath(vscode.Uri.file(await project()), '..', shown!.image);
    await until('the review', async () => (await state())?.undo);
    await run('kshot.annotate.good');
    await until('its file', () => existsSync(labelFile(first)));
    assert.deepEqual((await state())?.undo, { undo: true, redo: false });
    const next = await run<ShownSummary>('kshot.inspector.next');
    const second = vscode.Uri.joinPath(vscode.Uri.file(await project()), '..', next!.image);
    await until('its labels', async () => (await state())?.verdict === null);
    await run('kshot.annotate.excluded');
    await until('its file', () => existsSync(labelFile(second)));
    await run('kshot.annotate.undo');
    await until('no file', () => !existsSync(labelFile(second)));
    await run('kshot.annotate.undo');
    await until('no file', () => !existsSync(labelFile(first)));
    assert.equal((await state())?.verdict, null, 'it shows the image that it took a step back in');
    await run('kshot.annotate.redo');
    await until('its file', () => existsSync(labelFile(first)));
    await run('kshot.annotate.undo');
    await until('no file', () => !existsSync(labelFile(first)));
  });

  it('are the same in a review and in an editor', async () => {
    await open(image);
    await run('kshot.annotate.good');
    await run('kshot.review', image);
    await until('the review', async () => (await state())?.undo !== null);
    assert.equal((await state())?.verdict, 'good', 'what is not saved in the editor');
    await isDirty(image, true);
    await run('kshot.annotate.anomalous');
    await isDirty(image, false);
    assert.equal((await readLabels(image)).flags['anomalous'], true);
    await run('kshot.annotate.undo');
    await until('a step back in the file', async () => (await readLabels(image)).flags['good'] === true);
    await isDirty(image, false);
    await open(image);
    assert.equal((await state())?.verdict, 'good');
  });

  it('of several images are made at one go', async () => {
    const all = [image, other];
    assert.deepEqual(await run('kshot.annotate.good', image, all), { marked: 2, failed: 0 });
    for (const one of all) assert.deepEqual((await readLabels(one)).flags, { good: true });
    await writeFile(labelFile(other), 'damaged');
    assert.deepEqual(await run('kshot.annotate.excluded', image, all), { marked: 1, failed: 1 });
    assert.equal(await readFile(labelFile(other), 'utf8'), 'damaged');
    await rm(labelFile(other));
    assert.deepEqual(await run('kshot.annotate.excluded', image, [image]), { marked: 1, failed: 0 });
    assert.ok(!existsSync(labelFile(image)), 'the same again takes it back');
  });

  it('of a folder that takes no files stay unsaved, and are written once it does', async () => {
    const files = new MemoryFiles();
    const registration = vscode.workspace.registerFileSystemProvider('kshot-test', files, { isCaseSensitive: true });
    try {
      const virtual = vscode.Uri.from({ scheme: 'kshot-test', path: '/folder/a.png' });
      files.put(virtual.path, await readFile(image.fsPath));
      await open(virtual);
      await run('kshot.annotate.good');
      await isDirty(virtual, true);
      await until('the size, which the page tells', async () => {
        files.refuses = true;
        await run('workbench.action.files.save');
        return files.refused > 0;
      });
      assert.equal(tabOf(virtual)?.isDirty, true);
      files.refuses = false;
      await run('workbench.action.files.save');
      await isDirty(virtual, false);
      assert.match(files.text('/folder/a.json'), /"good": true/);
    } finally {
      await run('workbench.action.files.revert');
      await closeAll();
      registration.dispose();
    }
  });

  it('go with an image that is renamed', async () => {
    const folder = path.join(path.dirname(image.fsPath), 'renamed');
    await mkdir(folder);
    const [from, to] = ['from.png', 'to.png'].map((name) => vscode.Uri.file(path.join(folder, name)));
    await vscode.workspace.fs.copy(image, from!);
    await write(from!, { flags: { good: true }, shapes: [box('scratch', 10)] });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from!, to!);
    await vscode.workspace.applyEdit(edit);
    await until('its label file', () => existsSync(labelFile(to!)));
    await until('the new name in it', async () => (await readLabels(to!)).imagePath === 'to.png');
    assert.ok(!existsSync(labelFile(from!)));
    await rm(folder, { recursive: true });
  });
});
