import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { extensionLog } from './extensionLog.ts';
import { journeySteps } from './steps.ts';

describe('a user reviews a project', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let project: string;
  let names: string[];

  before(async () => {
    workspace = copySample({ withProject: true });
    project = path.join(workspace.folder, 'sample.kshot.json');
    // A comment of the user's own, which edits of the classes must keep.
    const text = readFileSync(project, 'utf8');
    writeFileSync(project, text.replace('"layout"', '// as the camera writes them\n  "layout"'));
    const cli = path.join(REPOSITORY, 'dist', 'cli.js');
    const json = execFileSync(process.execPath, [cli, 'score', project, '--format', 'json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const records = JSON.parse(json.toString()) as { image: string; score: number }[];
    names = records.sort((a, b) => b.score - a.score).map(({ image }) => image);
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('review', () => workbench);

  const page = () => workbench.inspector();
  const heading = () => page().locator('kshot-inspector h1');
  const shows = (name: string) => heading().getByText(name, { exact: true }).waitFor({ state: 'attached' });
  const scored = () =>
    page()
      .locator('kshot-panel')
      .getByText(/the threshold/)
      .first()
      .waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  const focusCanvas = async () => {
    await page().locator('kshot-status').click(); // a click on the image itself compares
    await workbench.page.waitForTimeout(300);
  };
  const view = () => workbench.page.locator('.pane-body .monaco-list[aria-label="Classes"]');
  const row = (name: string): Locator =>
    view()
      .locator('.monaco-list-row')
      .filter({ has: workbench.page.getByText(name, { exact: true }) });
  const choose = async (name: string, item: string) => {
    const menu = workbench.page.locator('.monaco-menu .action-label').getByText(item, { exact: true });
    await row(name).click({ button: 'right' });
    await menu.waitFor();
    await workbench.page.waitForTimeout(500); // a menu ignores a click that comes too soon after the one that opened it
    await menu.click();
    await menu.waitFor({ state: 'hidden' });
  };
  const status = (text: string | RegExp) => workbench.page.locator('.statusbar-item', { hasText: text }).first();
  const classes = () => (JSON.parse(readFileSync(project, 'utf8').replace(/^ *\/\/.*$/m, '')) as ProjectFile).classes;

  it('opens it from the project file: the oddest image comes first', async () => {
    await workbench.contextMenu(workbench.row('sample.kshot.json').first(), 'Review Images');
    await workbench.activeTab().filter({ hasText: 'Review sample' }).waitFor();
    await scored();
    await shows(names[0]!);
    await workbench.screenshot('review');
  });

  it('walks by key, in one tab, by score', async () => {
    await focusCanvas();
    for (const name of names.slice(1)) {
      await press('j');
      await shows(name);
      await scored();
      await workbench.page.waitForTimeout(300); // neighbours are read ahead
    }
    for (let i = 0; i < 5; i++) await press('j'); // references that no score is asked of come last, then nothing
    await page()
      .getByText(/^12 of 12$/)
      .first()
      .waitFor();
    for (let i = 0; i < 5; i++) await press('k');
    await shows(names.at(-2)!);
    assert.equal(await workbench.page.locator('.tabs-container .tab').count(), 1);
    const swaps = [...extensionLog(workbench.server.data).matchAll(/Swapped to \S+ after (\d+) ms \((\d+) ms/g)];
    console.log(`    swapped after ${swaps.map(([, total, inPage]) => `${total!} (page ${inPage!})`).join(', ')} ms`);
    assert.ok(swaps.length >= names.length - 1, 'the page tells when it has swapped');
  });

  it('walks through what is flagged alone', async () => {
    const flagged = page().getByLabel('Which images');
    await flagged.selectOption('flagged');
    const count = Number(/\d+/.exec((await flagged.locator('option:checked').textContent()) ?? '')?.[0]);
    assert.ok(count > 0 && count < names.length);
    await shows(names[0]!);
    await focusCanvas();
    for (let i = 0; i < names.length; i++) await press('j');
    await shows(names[count - 1]!);
    await page().getByLabel('Which images').selectOption('all');
    await page().getByText(`${count} of 12`, { exact: true }).first().waitFor();
    await page().getByLabel('Order of the images').selectOption('folder');
    const place = [...names].sort().indexOf(names[count - 1]!) + 1;
    await page().getByText(`${place} of 12`, { exact: true }).first().waitFor();
    await shows(names[count - 1]!);
    await page().getByLabel('Order of the images').selectOption('score');
    await page().getByText(`${count} of 12`, { exact: true }).first().waitFor();
  });

  it('compares with the nearest reference, with the next one and with the image before, by key', async () => {
    await focusCanvas();
    const previous = (await heading().textContent())!;
    await press('k');
    await heading().getByText(previous, { exact: true }).waitFor({ state: 'detached' });
    await scored();
    await press('s');
    const bar = page().locator('kshot-compare-bar');
    await bar
      .getByText(/train\/good\//)
      .first()
      .waitFor({ state: 'attached' });
    await page().locator('canvas').nth(1).waitFor();
    await workbench.page.waitForTimeout(500);
    await workbench.screenshot('review-compare');
    await press('n');
    const chosen = bar.getByRole('combobox').locator('option:checked');
    await chosen.filter({ hasText: /^Reference: train\/good/ }).waitFor({ state: 'attached' });
    await bar.getByRole('combobox').selectOption('previous');
    await chosen.filter({ hasText: previous }).waitFor({ state: 'attached' });
    await workbench.screenshot('review-previous');
    await focusCanvas();
    await press('s');
    await bar.waitFor({ state: 'hidden' });
  });

  it('sees the classes in a view, each with its colour and its size', async () => {
    await workbench.command('View: Show kShot');
    await row('class 1')
      .filter({ hasText: /\d\.\d %/ })
      .waitFor();
    assert.ok((await view().locator('.monaco-list-row').count()) >= 3);
    const icon = await row('class 1')
      .locator('.custom-view-tree-node-item-icon')
      .evaluate((node) => getComputedStyle(node).backgroundImage);
    assert.match(icon, /^url\("data:image\/svg/);
    await workbench.screenshot('classes');
  });

  it('renames a class by key: the page says the new name at once, and the file keeps its comment', async () => {
    await workbench.command('kShot: Focus on Classes View');
    await press('Home', 'ArrowDown');
    await view().locator('.monaco-list-row.focused', { hasText: 'class 2' }).waitFor();
    await press('F2');
    const widget = workbench.page.locator('.quick-input-widget').filter({ hasText: 'Rename Class 2' });
    await widget.waitFor();
    const input = widget.locator('input.input');
    assert.equal(await input.inputValue(), 'class 2');
    await input.fill('long bolt');
    await press('Enter');
    await row('long bolt').waitFor();
    await page().locator('kshot-panel').getByText('long bolt').first().waitFor({ state: 'attached' });
    await focusCanvas();
    await press('j'); // read ahead before the class had its name
    await page()
      .getByText(/^5 of 12$/)
      .first()
      .waitFor();
    await page().locator('kshot-panel').getByText('long bolt').first().waitFor({ state: 'attached' });
    assert.equal(await page().locator('kshot-panel').getByText('class 2', { exact: true }).count(), 0);
    assert.equal(classes()[0]?.name, 'long bolt');
    assert.match(readFileSync(project, 'utf8'), /\/\/ as the camera writes them\n/);
  });

  it('recolours and hides it by mouse', async () => {
    await choose('long bolt', 'Change Colour of Class…');
    await workbench.quickPick('#e45756');
    await workbench.page.waitForTimeout(500);
    assert.equal(classes()[0]?.color, '#e45756');
    await row('long bolt').hover();
    await row('long bolt').getByRole('button', { name: 'Hide Class' }).click();
    await row('long bolt').filter({ hasText: 'hidden' }).waitFor();
    await workbench.screenshot('classes-hidden');
    assert.equal(classes()[0]?.hidden, true);
  });

  it('takes it all back by key', async () => {
    await row('long bolt').click();
    await press('Control+z');
    await row('long bolt').filter({ hasNotText: 'hidden' }).waitFor();
    await press('Control+z', 'Control+z');
    await row('class 2').waitFor();
    await page().locator('kshot-panel').getByText('class 2').first().waitFor({ state: 'attached' });
    assert.equal(readFileSync(project, 'utf8').includes('"classes"'), false);
  });

  it('merges two: the scores on show stay and say that they are stale', async () => {
    const place = (await page()
      .getByText(/^\d+ of \d+$/)
      .first()
      .textContent())!.trim();
    await row('class 2').click();
    await row('class 3').click({ modifiers: ['Control'] });
    await choose('class 3', 'Merge Classes…');
    await view()
      .locator('.monaco-list-row', { hasText: /merged into class [23]/ })
      .waitFor();
    await page().getByText('The classes have changed').first().waitFor();
    await scored();
    await status('sample is stale: classes changed — score again').waitFor();
    await workbench.page.getByText('Sizes are of an earlier fit.').waitFor();
    await page().getByText(place, { exact: true }).first().waitFor(); // the way stays what it was
    await workbench.screenshot('review-stale');
  });

  it('scores the image again by key', async () => {
    await focusCanvas();
    await press('Control+Enter');
    await status('score again').waitFor({ state: 'hidden' });
    await page().getByText('The classes have changed').first().waitFor({ state: 'hidden' });
    await workbench.page.getByText('Sizes are of an earlier fit.').waitFor({ state: 'hidden' });
    await scored();
    await workbench.screenshot('review-refreshed');
  });

  it('has verdicts saved as they are given, and takes them back by key, each in its image', async () => {
    const verdictIn = (name: string) => {
      const file = path.join(workspace.folder, name.replace(/\.png$/, '.json'));
      if (!existsSync(file)) return null;
      const { flags } = JSON.parse(readFileSync(file, 'utf8')) as { flags: Record<string, boolean> };
      return Object.keys(flags).find((flag) => flags[flag]) ?? null;
    };
    const says = (name: string, verdict: string | null) =>
      workbench.until(`${name} to be ${String(verdict)}`, () => verdictIn(name) === verdict);
    const isPressed = (label: string) => page().getByRole('button', { name: label, pressed: true }).waitFor();
    await focusCanvas();
    const first = (await heading().textContent())!;
    await press('f');
    await isPressed('Anomalous');
    await says(first, 'anomalous');
    await press(first === names.at(-1) ? 'k' : 'j');
    await heading().filter({ hasNotText: first }).waitFor({ state: 'attached' });
    const second = (await heading().textContent())!;
    await press('g');
    await isPressed('Good');
    await says(second, 'good');
    await press('Control+z');
    await says(second, null);
    await shows(second);
    await press('Control+z');
    await says(first, null);
    await shows(first);
    await press('Control+Shift+z');
    await says(first, 'anomalous');
    await isPressed('Anomalous');
    await press('Control+y');
    await says(second, 'good');
    await shows(second);
    await workbench.screenshot('review-verdicts');
    await press('Control+z', 'Control+z');
    await says(second, null);
    await says(first, null);
  });

  it('goes from a class on the page to its line in the view', async () => {
    await page().locator('kshot-panel').getByTitle('class 4: edit in the Classes view').first().click();
    await view().locator('.monaco-list-row.focused.selected', { hasText: 'class 4' }).waitFor();
  });

  it('finds the panel where it was once the window is loaded again', async () => {
    const shown = (await heading().textContent())!;
    await workbench.page.reload();
    await workbench.activeTab().filter({ hasText: 'Review sample' }).waitFor();
    await page().locator('kshot-panel').waitFor();
    await page().getByLabel('Which images').waitFor();
    await shows(shown);
    await scored();
    await workbench.screenshot('review-restored');
  });
});
