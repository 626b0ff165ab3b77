import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CompareSummary } from '../../../src/host/compare/comparePanel.ts';
import { closeAll, file, images, project, until } from './support.ts';

const VIEW = 'kshot.compareLabels';
const compare = (...args: unknown[]) => vscode.commands.executeCommand<CompareSummary | undefined>(VIEW, ...args);

/** A label file of boxes, by their left edges. */
function labels(...lefts: number[]): string {
  const shapes = lefts.map((x) => ({
    label: 'dent',
    points: [
      [x, 10],
      [x + 20, 30],
    ],
    shape_type: 'rectangle',
  }));
  const size = { imageHeight: 384, imageWidth: 512 };
  return JSON.stringify({ version: '5.5.0', flags: {}, shapes, imagePath: 'a.png', imageData: null, ...size });
}

function panels(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW));
}

/** Git itself is what reads former versions here: VS Code's own git extension is not part of the server. */
describe('Compare Labels', () => {
  const folder = file('compare');
  const [image, label, other] = ['a.png', 'a.json', 'b.json'].map((name) => vscode.Uri.joinPath(folder, name)) as [
    vscode.Uri,
    vscode.Uri,
    vscode.Uri,
  ];
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: folder.fsPath,
      stdio: 'pipe',
    });

  before(async () => {
    await project();
    const [picture] = await images('test/good/*.png');
    await mkdir(folder.fsPath);
    await copyFile(picture!.fsPath, image.fsPath);
    git('init', '--quiet');
    await writeFile(label.fsPath, labels(10));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    await writeFile(label.fsPath, labels(10, 100));
    git('commit', '--quiet', '-am', 'second');
  });
  afterEach(closeAll);
  after(async () => {
    await rm(folder.fsPath, { recursive: true, force: true });
  });

  it('shows a label file as it is against the last commit, and follows it', async () => {
    await writeFile(label.fsPath, labels(100, 200, 300));
    const shown = await compare(label, [label]);
    assert.deepEqual(shown, {
      image: image.fsPath,
      title: 'a.json (HEAD ↔ now)',
      added: 2,
      removed: 1,
      changed: 0,
      problem: null,
    });
    const tab = await until('its panel', () => panels()[0]);
    assert.equal(tab.label, shown.title);
    await writeFile(label.fsPath, labels(10, 105));
    const counts = async () => {
      const { added, removed, changed } = (await compare(image, [image]))!;
      return `${added} ${removed} ${changed}`;
    };
    await until('the new content', async () => (await counts()) === '0 0 1');
    assert.equal(panels().length, 1, 'the image has the same panel as its label file');
    await writeFile(label.fsPath, 'damaged');
    const damaged = await compare(label, [label]);
    assert.match(damaged!.problem ?? '', /^a\.json: expected JSON/);
    assert.equal(damaged!.changed, 1, 'what was compared last is still on show');
  });

  it('compares two selected files, and an entry of the source-control view', async () => {
    await writeFile(label.fsPath, labels(10));
    await writeFile(other.fsPath, labels(10, 400));
    const two = await compare(other, [label, other]);
    assert.deepEqual([two?.title, two?.added, two?.removed], ['a.json ↔ b.json', 1, 0]);
    const entry = await compare({ resourceUri: label });
    assert.deepEqual([entry?.title, entry?.added, entry?.removed], ['a.json (HEAD ↔ now)', 0, 1]);
    await until('both panels', () => panels().length === 2);
  });

  it('shows what is drawn and not saved yet, and follows that', async () => {
    await writeFile(label.fsPath, labels(10, 100));
    await vscode.commands.executeCommand('vscode.openWith', image, 'kshot.inspector', { preview: false });
    await until('its verdict', () => vscode.commands.executeCommand('kshot.annotate.good'));
    const verdict = async () => (await compare(image, [image]))?.title;
    await until('the unsaved verdict', async () => (await verdict()) === 'a.json (HEAD ↔ unsaved)');
    await vscode.commands.executeCommand('vscode.openWith', image, 'kshot.inspector', { preview: false });
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('a title that follows', () => panels()[0]?.label === 'a.json (HEAD ↔ now)');
  });

  it('opens nothing for what was never committed, for other JSON and for a damaged version', async () => {
    await writeFile(other.fsPath, labels(10));
    await writeFile(label.fsPath, '{"shapes": "none"}');
    for (const uri of [other, label, file('sample.kshot.json')]) assert.equal(await compare(uri, [uri]), undefined);
    assert.equal(panels().length, 0);
  });
});
