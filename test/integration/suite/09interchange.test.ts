import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ExportReport, ImportReport } from '../../../src/domain/annotations/exchange.ts';
import { closeAll, images, inspectorTabs, project, until } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const labelFile = (image: vscode.Uri) => image.fsPath.replace(/\.png$/, '.json');
const shownText = () => vscode.window.activeTextEditor?.document.getText() ?? '';

interface Coco {
  images: { file_name: string; verdict?: string }[];
  annotations: object[];
}

describe('annotations to and from other tools', () => {
  let out: string;
  let image: vscode.Uri;
  let other: vscode.Uri;
  let name: string;
  before(async () => {
    out = await mkdtemp(path.join(tmpdir(), 'kshot-exchange-'));
    [image, other] = (await images('test/good/*.png')) as [vscode.Uri, vscode.Uri];
    name = path.posix.relative(path.dirname(await project()), image.fsPath);
    const shape = { label: 'dent', points: [[1, 1], [9, 9]], shape_type: 'rectangle', description: 'deep' }; // prettier-ignore
    const file = { flags: { anomalous: true }, shapes: [shape], imagePath: path.basename(image.fsPath) };
    await writeFile(labelFile(image), JSON.stringify(file));
  });
  afterEach(closeAll);
  after(async () => {
    for (const used of [image, other]) await rm(labelFile(used), { force: true });
    await rm(out, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, 1000)); // VS Code takes note of it
  });

  it('are exported; what could not be carried over stands in a document', async () => {
    const coco = path.join(out, 'a.json');
    const whole = await run<ExportReport>('kshot.exportAnnotations', {
      project: await project(),
      format: 'coco',
      path: coco,
    });
    assert.deepEqual(whole, { images: 1, regions: 1, lost: [], unread: [] });
    const { images: listed, annotations } = JSON.parse(await readFile(coco, 'utf8')) as Coco;
    assert.equal(annotations.length, 1);
    assert.deepEqual(listed, [{ id: 1, file_name: name, width: 512, height: 384, verdict: 'anomalous' }]);
    const request = { project: await project(), format: 'yolo', path: path.join(out, 'yolo') };
    const report = await run<ExportReport>('kshot.exportAnnotations', request);
    assert.deepEqual(report?.lost.map(({ reason }) => reason).sort(), [
      'the format holds no comments',
      'the format holds no verdicts',
    ]);
    await until('the report', () => shownText().includes('## The format holds no comments'));
    assert.match(shownText(), /- test\/good\/\d+\.png: 1 \(dent\)/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'kshot-exchange');
  });

  it('are saved before they are exported', async () => {
    await run('vscode.openWith', other, 'kshot.inspector', { preview: false });
    await until('its labels', async () => (await run('kshot.annotate.cancel')) !== undefined);
    await run('kshot.annotate.excluded');
    await until('a dirty tab', () => inspectorTabs().some(({ tab }) => tab.isDirty));
    const file = path.join(out, 'v.csv');
    const report = await run<ExportReport>('kshot.exportAnnotations', {
      project: await project(),
      format: 'csv',
      path: file,
    });
    assert.equal(report?.images, 2);
    assert.match(await readFile(file, 'utf8'), /,excluded,/);
    assert.ok(inspectorTabs().every(({ tab }) => !tab.isDirty));
  });

  it('that are not saved stay so in a trial, and are saved for the import', async () => {
    await run('vscode.openWith', other, 'kshot.inspector', { preview: false });
    await until('its labels', async () => (await run('kshot.annotate.cancel')) !== undefined);
    await run('kshot.annotate.good');
    await until('a dirty tab', () => inspectorTabs().some(({ tab }) => tab.isDirty));
    const verdicts = path.join(out, 'none.csv');
    await writeFile(verdicts, 'image,verdict\n');
    const request = { project: await project(), format: 'csv', path: verdicts, mode: 'merge' };
    await run<ImportReport>('kshot.importAnnotations', { ...request, dryRun: true });
    assert.ok(inspectorTabs().some(({ tab }) => tab.isDirty));
    await run<ImportReport>('kshot.importAnnotations', request);
    assert.ok(inspectorTabs().every(({ tab }) => !tab.isDirty));
    assert.match(await readFile(labelFile(other), 'utf8'), /"good": true/);
  });

  it('are imported, tried dry first', async () => {
    const coco = path.join(out, 'b.json');
    const at = path.posix.relative(path.dirname(await project()), other.fsPath);
    await writeFile(
      coco,
      JSON.stringify({
        images: [
          { id: 1, file_name: at, verdict: 'good' },
          { id: 2, file_name: 'gone.png' },
        ],
        categories: [{ id: 1, name: 'stain' }],
        annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [5, 5, 20, 20] }],
      }),
    );
    await rm(labelFile(other), { force: true });
    const request = { project: await project(), format: 'coco', path: coco, mode: 'merge' };
    const tried = await run<ImportReport>('kshot.importAnnotations', { ...request, dryRun: true });
    assert.ok(!existsSync(labelFile(other)));
    await until('the report', () => shownText().includes('nothing was written'));
    const report = await run<ImportReport>('kshot.importAnnotations', request);
    assert.deepEqual(report, tried);
    assert.deepEqual(
      [report?.images, report?.regions, report?.lost.map(({ image: lost }) => lost)],
      [1, 1, ['gone.png']],
    );
    const written = JSON.parse(await readFile(labelFile(other), 'utf8')) as {
      flags: object;
      shapes: { label: string }[];
    };
    assert.deepEqual(written.flags, { good: true });
    assert.equal(written.shapes[0]?.label, 'stain');
  });
});
