import * as assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import type { ShownSummary } from '../../../src/host/editors/inspectorSession.ts';
import { allProblems, closeAll, inspectorTabs, problems, project, settledProblems, until } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const text = async () => readFile(await project(), 'utf8');
const classes = async () => (JSON.parse(await text()) as ProjectFile).classes;

describe('classes in the editor', () => {
  let original: string;
  before(async () => {
    await closeAll();
    await run('kshot.score', await project());
    await settledProblems();
    original = await text();
  });
  after(async () => {
    await closeAll();
    await writeFile(await project(), original);
    await until('Problems from the cache again', () => allProblems().length > 0);
  });

  it('are renamed, recoloured and hidden in the file, and no score changes', async () => {
    const odd = allProblems().length;
    await run('kshot.classes.rename', 2, 'pin "A"');
    await run('kshot.classes.recolor', 2, '#123456');
    await run('kshot.classes.hide', 3);
    assert.deepEqual(await classes(), [
      { id: 2, name: 'pin "A"', color: '#123456' },
      { id: 3, name: 'class 3', color: '#54a24b', hidden: true },
    ]);
    assert.equal(allProblems().length, odd);
  });

  it('are what they were after undo, to the letter, and again after redo', async () => {
    const changed = await text();
    for (let i = 0; i < 3; i++) await run('kshot.classes.undo');
    assert.equal(await text(), original);
    await run('kshot.classes.undo'); // there is no more
    assert.equal(await text(), original);
    for (let i = 0; i < 3; i++) await run('kshot.classes.redo');
    assert.equal(await text(), changed);
    for (let i = 0; i < 3; i++) await run('kshot.classes.undo');
  });

  it('are not taken back over somebody else’s change', async () => {
    await run('kshot.classes.rename', 1, 'body');
    const theirs = (await text()).replace('"body"', '"hull"');
    await writeFile(await project(), theirs);
    await run('kshot.classes.undo');
    assert.equal(await text(), theirs);
    await writeFile(await project(), (await text()).replace('"hull"', '"body"'));
    await run('kshot.classes.undo');
    assert.equal(await text(), original);
  });

  it('that are merged make scores stale: what is on show stays, says so, and is scored again by command', async () => {
    const [image] = allProblems()[0]!;
    await run('kshot.openInspector', image);
    await until('the image', () => inspectorTabs()[0]?.tab.isActive);
    const summary = () =>
      run<ShownSummary>('kshot.inspector.next').then(() => run<ShownSummary>('kshot.inspector.previous'));
    await until('its scores', async () => (await summary())?.state === 'scored');
    await run('kshot.classes.merge', 3, 2);
    assert.deepEqual(await classes(), [{ id: 3, name: 'class 3', color: '#54a24b', mergedInto: 2 }]);
    await until('no Problems: nothing is scored like this', () => allProblems().length === 0);
    const refreshed = await run<ShownSummary>('kshot.inspector.refresh');
    assert.deepEqual([refreshed?.state, refreshed?.reason], ['scored', null]);
    await until('its Problem alone, or none', () => allProblems().every(([uri]) => uri.fsPath === image.fsPath));
    await run('kshot.classes.merge', 2, 3);
    assert.equal((await classes()).length, 1, 'a circle is refused');
    await run('kshot.classes.undo');
    await until('Problems from the cache again', () => allProblems().length > 1 && problems(image).length > 0);
  });

  it('that became background say so on a review that is open', async () => {
    await closeAll();
    const shown = await run<ShownSummary>('kshot.review', await project(), { order: 'score', filter: 'all' });
    assert.equal(shown?.reason, null);
    await until('the first image’s scores', async () => {
      const next = await run<ShownSummary>('kshot.inspector.next');
      return next && (await run<ShownSummary>('kshot.inspector.previous'))?.state === 'scored';
    });
    await run('kshot.classes.background', 2);
    await until('no Problems', () => allProblems().length === 0);
    const stale = await run<ShownSummary>('kshot.review', await project());
    assert.deepEqual([stale?.state, stale?.reason], ['scored', 'classes'], 'the last result stays on show');
    const fresh = await run<ShownSummary>('kshot.inspector.next');
    assert.equal(fresh?.reason, 'classes', 'also on images that were not on show');
    await run('kshot.classes.undo');
    await until('Problems from the cache again', () => allProblems().length > 0);
  });
});
