import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReviewWalk } from '../../../src/protocol/inspector.ts';
import type { ShownSummary } from '../../../src/host/editors/inspectorSession.ts';
import { allProblems, closeAll, images, inspectorTabs, project, settledProblems, until } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const reviewTabs = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('kshot.review'));
const review = async (walk?: ReviewWalk) => {
  const shown = await run<ShownSummary>('kshot.review', await project(), walk);
  assert.ok(shown, 'the command gives what is on show');
  return shown;
};
/** The images of the walk, from the one on show on. */
const walkOn = async () => {
  const seen: string[] = [];
  for (let shown = await run<ShownSummary>('kshot.inspector.next'); shown && shown.image !== seen.at(-1);) {
    seen.push(shown.image);
    shown = await run<ShownSummary>('kshot.inspector.next');
  }
  return seen;
};
const odd = () =>
  new Map(allProblems().map(([uri, [problem]]) => [uri.fsPath, Number(/[\d.]+/.exec(problem!.message))]));

describe('the review panel', () => {
  before(async () => {
    await closeAll();
    await run('kshot.score', await project());
    await settledProblems();
  });
  after(closeAll);

  it('walks through a whole project by score, the oddest first, and stops at the ends', async () => {
    const first = await review({ order: 'score', filter: 'all' });
    await until('its tab', () => reviewTabs().length === 1);
    assert.equal(first.position?.index, 0);
    const rest = await walkOn();
    const names = [first.image, ...rest];
    assert.equal(names.length, first.position.of, 'every image once');
    assert.equal(new Set(names).size, names.length);
    const folder = vscode.Uri.joinPath(vscode.Uri.file(await project()), '..');
    const multiples = names.map((name) => odd().get(vscode.Uri.joinPath(folder, name).fsPath) ?? 0);
    assert.deepEqual(
      multiples,
      [...multiples].sort((a, b) => b - a),
      'odd ones first, by multiple',
    );
    assert.ok(multiples[0]! > 1);
    const back = await run<ShownSummary>('kshot.inspector.previous');
    assert.equal(back?.image, names.at(-2));
    assert.equal(reviewTabs().length, 1, 'in one tab');
  });

  it('leaves flagged images alone, as many as there are Problems', async () => {
    const shown = await review({ order: 'folder', filter: 'flagged' });
    assert.equal(shown.review?.counts.flagged, odd().size);
    assert.equal(shown.position?.of, odd().size);
    assert.equal(shown.state, 'scored');
  });

  it('finds where it and the ground truth disagree', async () => {
    const shown = await review({ order: 'folder', filter: 'disagreements' });
    const all = await images('test/**/*.png');
    const wrong = all.filter(({ fsPath }) => odd().has(fsPath) === /[\\/]test[\\/]good[\\/]/.test(fsPath));
    assert.equal(shown.review?.counts.disagreements, wrong.length);
    assert.equal(shown.position?.of ?? 0, wrong.length);
  });

  it('opens at the image on show, whatever the filter says, and remembers its walk', async () => {
    await closeAll();
    const [good] = (await images('test/good/*.png')).filter(({ fsPath }) => !odd().has(fsPath));
    await run('kshot.openInspector', good);
    await until('the image', () => inspectorTabs()[0]?.tab.isActive);
    const shown = await run<ShownSummary>('kshot.review');
    assert.ok(good!.fsPath.endsWith(shown!.image));
    assert.deepEqual([shown!.review?.order, shown!.review?.filter], ['folder', 'disagreements']);
    await closeAll();
    assert.equal((await review({ order: 'score', filter: 'all' })).position?.index, 0, 'nothing is on show: the first');
  });
});
