import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { GOLDEN, Hand, extendProject, readLabelFile, writePlate } from './drawing.ts';
import { middleOfClass, pixelsOf, readResults, segmentOf } from './results.ts';
import type { Results } from './results.ts';
import { journeySteps } from './steps.ts';

const ODD = 'test/logical_anomalies/000';

describe('a user annotates', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let hand: Hand;
  let plates: string;
  /** The odd image as the command line sees it. */
  let seen: Results;

  before(async () => {
    workspace = copySample({ withProject: true });
    const project = path.join(workspace.folder, 'sample.kshot.json');
    plates = path.join(workspace.folder, 'plates');
    mkdirSync(plates);
    await writePlate(path.join(plates, 'plate.png'));
    await writePlate(path.join(plates, 'keys.png'));
    extendProject(project, ['plates/*.png']);
    const cli = path.join(REPOSITORY, 'dist', 'cli.js');
    const run = (...args: string[]) =>
      execFileSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    const results = path.join(workspace.folder, '..', 'results');
    run('score', project, `${ODD}.png`, '--maps', results);
    run('segment', project, `${ODD}.png`, '--out', results);
    const fit = JSON.parse(run('fit', project, '--json').toString()) as { features: { patch: { weight: number } } };
    seen = readResults(path.join(results, ODD), fit.features.patch.weight);
    workbench = await Workbench.open(workspace.folder);
    hand = new Hand(workbench);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('annotates', () => workbench);

  const page = () => workbench.inspector();
  const dirty = () => workbench.page.locator('.tabs-container .tab.active.dirty');
  const regions = () => page().locator('kshot-region-list .region');
  const verdict = (name: RegExp) => page().locator('kshot-verdict-bar').getByRole('button', { name, pressed: true });
  const until = async (what: string, holds: () => Promise<boolean>) => {
    const end = Date.now() + 20_000;
    while (!(await holds())) {
      if (Date.now() > end) assert.fail(`Waited in vain for ${what}.`);
      await workbench.page.waitForTimeout(100);
    }
  };
  const countIs = (count: number) =>
    until(`${count} regions in the list`, async () => (await regions().count()) === count);
  const open = async (folder: string, name: string) => {
    await workbench.contextMenu(workbench.row(name).first(), 'Open in Inspector');
    await page().locator('kshot-inspector h1').getByText(`${folder}/${name}`).waitFor({ state: 'attached' });
    await page().locator('kshot-tool-strip button:not([aria-disabled=true])').first().waitFor();
  };
  /** Takes a tool, and a label where one is named; a key's way leads through the extension host. */
  const take = async (key: string, label?: 'scratch' | 'dent') => {
    await hand.press('Escape', key);
    await page().locator(`kshot-tool-strip button[aria-pressed=true]`, { hasText: key.toUpperCase() }).waitFor();
    if (label === undefined) return;
    await hand.press(label === 'scratch' ? 'Shift+Digit1' : 'Shift+Digit2');
    await page().locator('kshot-tool-options').getByRole('button', { name: label, pressed: true }).waitFor();
  };
  const save = async () => {
    await hand.press('Control+s');
    await dirty().waitFor({ state: 'detached' });
  };

  it('draws with every tool by mouse: box, polygon, point, brush, eraser, wand', async () => {
    await workbench.unfold('plates');
    await open('plates', 'plate.png');
    await hand.focus();
    await hand.press('1');
    await take('b', 'scratch');
    await hand.drag([150.4, 30.4], [209.6, 79.6]);
    await countIs(1);
    await dirty().waitFor();
    await take('p', 'dent');
    for (const [x, y] of [
      [230, 40],
      [290, 40],
      [290, 100],
      [250, 110],
    ] as const)
      await hand.click(x, y);
    await hand.press('Enter');
    await countIs(2);
    await take('d', 'scratch');
    await hand.click(140.5, 120.5);
    await countIs(3);
    await take('r', 'dent');
    await hand.drag([150, 180], [210, 180]);
    await countIs(4);
    await take('e');
    await hand.drag([180, 165], [180, 195]);
    await take('w', 'scratch');
    await hand.click(50.5, 50.5);
    await countIs(5);
    await hand.press('Escape', 'f');
    await workbench.screenshot('annotates');
  });

  it('writes a comment: letters are text there and call no tool', async () => {
    await take('v');
    await hand.click(155, 180);
    await hand.press('Enter');
    const comment = page().getByLabel('Comment on dent');
    await comment.and(page().locator(':focus')).waitFor();
    await workbench.page.keyboard.type('good');
    await comment.press('Enter');
    await page().locator('kshot-region-list').getByText('good', { exact: true }).first().waitFor();
    await hand.focus();
  });

  it('takes everything back and makes it again, across tools', async () => {
    const comment = page().locator('kshot-region-list').getByText('good', { exact: true });
    const anomalousIs = (pressed: boolean) =>
      until(
        `anomalous ${pressed ? '' : 'not '}pressed`,
        async () => (await verdict(/Anomalous/).count()) === (pressed ? 1 : 0),
      );
    const painted = regions().filter({ hasText: 'dent mask' }).locator('.area');
    const erased = await painted.innerText();
    // VS Code takes back one step at a time, and drops a key that comes before it is done.
    const step = (key: string) => async (shows: () => Promise<unknown>) => {
      await hand.press(key);
      await shows();
      await workbench.page.waitForTimeout(200); // the page shows it a little sooner
    };
    const undo = step('Control+z');
    const redo = step('Control+y');
    let typed = 0; // a slow machine makes pauses while it types
    for (; (await comment.count()) > 0 && typed < 4; typed++) await undo(() => workbench.page.waitForTimeout(500));
    await undo(() => anomalousIs(false));
    await undo(() => countIs(4));
    await undo(() => painted.filter({ hasNotText: erased }).waitFor());
    for (const count of [3, 2, 1, 0]) await undo(() => countIs(count));
    await dirty().waitFor({ state: 'detached' });
    for (const count of [1, 2, 3, 4]) await redo(() => countIs(count));
    await redo(() => painted.filter({ hasText: erased }).waitFor());
    await redo(() => countIs(5));
    await redo(() => anomalousIs(true));
    for (let i = 0; i < typed; i++) await redo(() => workbench.page.waitForTimeout(500));
    await comment.first().waitFor();
    await dirty().waitFor();
  });

  it('saves a label file like the golden one', async () => {
    await save();
    const file = path.join(plates, 'plate.json');
    const found = readLabelFile(file);
    assert.deepEqual(found.flags, GOLDEN.file.flags);
    found.shapes.forEach((shape, i) => {
      assert.deepEqual(shape, GOLDEN.file.shapes[i], `shape ${i}`);
    });
    assert.deepEqual(found, GOLDEN.file);
  });

  it('finds it all again', async () => {
    await workbench.command('View: Close All Editors');
    await open('plates', 'plate.png');
    await countIs(5);
    assert.equal(await dirty().count(), 0);
    assert.equal(await verdict(/Anomalous/).count(), 1);
  });

  it('draws with every tool by keyboard alone', async () => {
    await workbench.command('View: Close All Editors');
    await open('plates', 'keys.png');
    await hand.focus();
    await hand.press('1');
    await take('b', 'scratch');
    const move = async (right: number, down: number) => {
      for (let i = 0; i < Math.abs(right); i++) await hand.press(right > 0 ? 'ArrowRight' : 'ArrowLeft');
      for (let i = 0; i < Math.abs(down); i++) await hand.press(down > 0 ? 'ArrowDown' : 'ArrowUp');
    };
    await move(1, 0); // the cursor begins in the middle
    await hand.press('Space');
    await move(3, 2);
    await hand.press('Space');
    await countIs(1);
    await hand.press('Escape', 'p');
    await hand.press('Space');
    await move(10, 0);
    await hand.press('Space');
    await move(0, 10);
    await hand.press('Space', 'Enter');
    await countIs(2);
    await hand.press('Escape', 'd', 'Space');
    await countIs(3);
    await hand.press('Escape', 'r', 'Space');
    await move(5, 0);
    await hand.press('Space');
    await countIs(4);
    await hand.press('e', 'Space');
    await move(-3, 0);
    await hand.press('Space', 'Escape', 'w', 'Space');
    await countIs(5);
    await hand.press('Delete');
    await countIs(4);
    await hand.press('Control+z');
    await countIs(5);
    await hand.press('g');
    await until('good pressed', async () => (await verdict(/Good/).count()) === 1);
    await save();
    const { flags, shapes } = readLabelFile(path.join(plates, 'keys.json'));
    assert.deepEqual(flags, { good: true });
    assert.deepEqual(
      shapes.map(({ shape_type }) => shape_type),
      ['rectangle', 'polygon', 'point', 'mask', 'mask'],
    );
    const [[x0, y0], [x1, y1]] = shapes[0]!.points as [[number, number], [number, number]];
    assert.deepEqual(
      [x1 - x0, y1 - y0],
      [7, 5],
      'two pixels a step at this zoom, from pixel to pixel, both in the box',
    );
    const [a, b, c] = shapes[1]!.points as [number[], number[], number[]];
    assert.deepEqual([b[0]! - a[0]!, b[1]! - a[1]!, c[0]! - b[0]!, c[1]! - b[1]!], [20, 0, 0, 20]);
  });

  it('takes drafts of the heat map and a class segment', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.unfold('test', 'logical_anomalies');
    await open('test/logical_anomalies', '000.png');
    await page()
      .locator('kshot-panel')
      .getByText(/the threshold/)
      .first()
      .waitFor();
    await hand.focus();
    await hand.press('m');
    await workbench.page.waitForTimeout(500);
    await workbench.screenshot('annotates-draft');
    await hand.press('Enter');
    const end = Date.now() + 20_000;
    while ((await regions().count()) === 0 && Date.now() < end) await workbench.page.waitForTimeout(100);
    assert.ok((await regions().count()) > 0, 'the heat map of an anomalous image proposes regions');
    const drafted = await regions().count();
    const { labels, map, limit, width } = seen;
    const inside = middleOfClass(labels, width);
    await take('q', 'dent');
    await hand.click(inside.x + 0.5, inside.y + 0.5);
    await countIs(drafted + 1);
    await save();
    const { shapes } = readLabelFile(path.join(workspace.folder, `${ODD}.json`));
    const drafts = pixelsOf(shapes.slice(0, drafted), width, labels.length);
    const both = drafts.filter((draft, i) => draft === 1 && map[i]! > limit).length;
    const either = drafts.filter((draft, i) => draft === 1 || map[i]! > limit).length;
    // The written map is smoothed as well, and what is tiny is no draft.
    assert.ok(
      both / either > 0.96,
      `${both} of ${either} pixels beyond the limit, in the drafts and in the written map`,
    );
    assert.deepEqual(pixelsOf(shapes.slice(-1), width, labels.length), segmentOf(labels, width, inside));
  });
});
