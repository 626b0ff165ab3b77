import * as assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import type { Evaluation, FitSummary } from '../../../src/domain/records.ts';
import { engineProcesses, isRunning } from '../../e2e/processes.ts';
import { allProblems, file, images, problems, project, until, workspaceFolder } from './support.ts';

interface ScoreResult {
  scored: number;
  failed: number;
}

const read = async () => JSON.parse(await readFile(await project(), 'utf8')) as ProjectFile;
const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);

describe('a project in the editor', () => {
  it('is made from a folder, with references picked', async () => {
    const made = await project();
    assert.equal(path.dirname(made), workspaceFolder());
    assert.equal((await read()).references.length, 4);
    const shown = await until('the project file in an editor', () => vscode.window.activeTextEditor?.document);
    assert.equal(shown.uri.fsPath, made);
  });

  it('refuses to be made twice, and says so', async () => {
    assert.equal(await run('kshot.newProject', { folder: workspaceFolder(), shots: 4, name: 'sample' }), undefined);
  });

  it('is fitted', async () => {
    const summary = await run<FitSummary>('kshot.fit', await project());
    assert.ok(summary);
    assert.equal(summary.references.length, 4);
    assert.ok(summary.threshold > 0);
    console.log(`    fitted in ${summary.seconds.toFixed(2)} s on ${summary.provider}`);
  });

  it('is scored: odd images are Problems, and as many as the engine says', async () => {
    const result = await run<ScoreResult>('kshot.score', await project());
    assert.ok(result && result.scored > 0);
    assert.equal(result.failed, 0);
    const odd = await until('odd images in Problems', () => allProblems().length > 0 && allProblems());
    assert.ok(odd.length < result.scored, 'not every image is odd');
    for (const [, found] of odd) {
      assert.equal(found.length, 1);
      assert.equal(found[0]!.severity, vscode.DiagnosticSeverity.Warning);
      assert.match(found[0]!.message, /^Odd: \d+\.\d\d× the threshold/);
    }
  });

  it('is scored again from the cache, faster than at first', async () => {
    const started = performance.now();
    const result = await run<ScoreResult>('kshot.score', await project());
    assert.ok(result && result.scored > 0);
    console.log(`    scored again in ${Math.round(performance.now() - started)} ms`);
  });

  it('is evaluated, and the figures are shown', async () => {
    const evaluation = await run<Evaluation>('kshot.evaluate', await project());
    assert.ok(evaluation && evaluation.images > 0);
    const shown = await until('the figures', () => vscode.window.activeTextEditor?.document);
    assert.equal(shown.uri.scheme, 'kshot-evaluation');
    assert.match(shown.getText(), /\| all images +\| +\d+ \|/);
    assert.ok(shown.getText().includes(evaluation.threshold.toFixed(3)));
  });

  it('gains and loses a reference', async () => {
    const before = await read();
    const other = (await images('train/good/*.png')).find(
      ({ fsPath }) => !before.references.some((name) => fsPath.endsWith(name)),
    );
    assert.ok(other);
    await run('kshot.addReference', other, [other]);
    const name = path.relative(workspaceFolder(), other.fsPath).split(path.sep).join('/');
    assert.deepEqual((await read()).references, [...before.references, name]);
    await run('kshot.removeReference', other, [other]);
    assert.deepEqual((await read()).references, before.references);
    await until('Problems to come back with the former references', () => allProblems().length > 0);
  });

  it('shows an unreadable image as an error, and scores the rest', async () => {
    const [first] = await images('test/good/*.png');
    const broken = file('test', 'good', 'zz-broken.png');
    await writeFile(broken.fsPath, 'not an image');
    try {
      const result = await run<ScoreResult>('kshot.score', await project());
      assert.equal(result?.failed, 1);
      const [problem] = await until('the error in Problems', () => problems(broken).length > 0 && problems(broken));
      assert.equal(problem!.severity, vscode.DiagnosticSeverity.Error);
      assert.equal(problem!.code, 'image-unreadable');
      await copyFile(first!.fsPath, broken.fsPath);
      await until('the error to go once the file changed', () => problems(broken).length === 0);
    } finally {
      await rm(broken.fsPath);
    }
  });

  it('forgets what is stale when its file is edited', async () => {
    const target = await project();
    const text = await readFile(target, 'utf8');
    const parsed = JSON.parse(text) as ProjectFile;
    await writeFile(target, JSON.stringify({ ...parsed, references: parsed.references.slice(0, 2) }, null, 2));
    await until('no Problems: these references were never fitted', () => allProblems().length === 0);
    await writeFile(target, text);
    await until('Problems from the cache again', () => allProblems().length > 0);
  });

  it('says what is wrong with its file', async () => {
    const target = await project();
    const text = await readFile(target, 'utf8');
    const uri = vscode.Uri.file(target);
    try {
      await writeFile(target, text.replace('"references"', '"referenzes"'));
      await until('the engine’s error on the project file', () => problems(uri).length > 0);
      console.log(`    ${problems(uri)[0]!.message}`);
    } finally {
      await writeFile(target, text);
    }
    await until('the error to go', () => problems(uri).length === 0 && allProblems().length > 0);
  });

  it('is completed by the editor from its schema', async () => {
    const uri = vscode.Uri.file(await project());
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf('"images"'));
    const list = await until('completions', async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        at,
      );
      return (
        found.items.some(({ label }) => (typeof label === 'string' ? label : label.label).includes('threshold')) &&
        found
      );
    });
    assert.ok(list.items.length > 3);
  });
});

describe('the engine process', () => {
  const engine = () => engineProcesses(process.pid).at(-1);

  it('is killed in the middle of a task, and the next request starts another', async () => {
    await run('kshot.fit', await project());
    const first = engine();
    assert.ok(first !== undefined);
    await rm(file('.kshot').fsPath, { recursive: true, force: true }); // so that there is something to compute
    const scoring = run<ScoreResult>('kshot.score', await project());
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(first, 'SIGKILL');
    assert.equal(await scoring, undefined, 'the command fails instead of waiting for ever');
    const result = await run<ScoreResult>('kshot.score', await project());
    assert.ok(result && result.scored > 0);
    assert.notEqual(engine(), first);
  });

  it('starts anew with changed settings', async () => {
    const first = engine();
    assert.ok(first !== undefined);
    const settings = vscode.workspace.getConfiguration('kshot');
    await settings.update('threads', 1, vscode.ConfigurationTarget.Global);
    try {
      await until('the former process to end', () => !isRunning(first));
      assert.ok(await run('kshot.fit', await project()));
      assert.notEqual(engine(), first);
    } finally {
      await settings.update('threads', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
