import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { removeFolder } from '../removeFolder.ts';
import { Workbench, appears } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { Hand, extendProject, readLabelFile, writePlate } from './drawing.ts';
import { journeySteps } from './steps.ts';

describe('a user loses no stroke', () => {
  let workspace: Workspace;
  let profile: string;
  let workbench: Workbench;
  let hand: Hand;
  let plates: string;

  before(async () => {
    workspace = copySample({ withProject: true });
    profile = mkdtempSync(path.join(tmpdir(), 'kshot-profile-'));
    plates = path.join(workspace.folder, 'plates');
    mkdirSync(plates);
    await writePlate(path.join(plates, 'plate.png'));
    extendProject(path.join(workspace.folder, 'sample.kshot.json'), ['plates/*.png']);
    workbench = await Workbench.open(workspace.folder, { profile });
    hand = new Hand(workbench);
  });
  after(async () => {
    await workbench.close();
    removeFolder(profile);
    workspace.dispose();
  });
  journeySteps('recovers', () => workbench);

  const page = () => workbench.inspector();
  const dirty = () => workbench.page.locator('.tabs-container .tab.active.dirty');
  const clean = () => dirty().waitFor({ state: 'detached' });
  const regions = (frame: FrameLocator = page()) => frame.locator('kshot-region-list .region');
  const countIs = async (count: number, frame: FrameLocator = page()) => {
    await workbench.until(`${count} regions`, async () => (await regions(frame).count()) === count);
  };
  const isAnomalous = (frame: FrameLocator = page()) => frame.getByRole('button', { name: /Anomalous/, pressed: true });
  const draw = async (from: [number, number], to: [number, number]) => {
    await hand.press('b', 'Shift+Digit1');
    await hand.drag(from, to);
    await hand.press('Escape');
  };
  const open = async () => {
    await workbench.unfold('plates');
    await workbench.contextMenu(workbench.row('plate.png').first(), 'Open in Inspector');
    await page().locator('kshot-tool-strip button:not([aria-disabled=true])').first().waitFor();
  };
  const backups = () => {
    const { data } = workbench.server;
    return readdirSync(data, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.includes('workspaceStorage') && isBackup(path.join(data, name)),
    );
  };

  it('draws and says, and saves nothing', async () => {
    await open();
    await hand.focus();
    await hand.press('1');
    await draw([40, 30], [90, 70]);
    await countIs(1);
    await draw([150, 100], [200, 140]);
    await countIs(2);
    await hand.press('f');
    await isAnomalous().waitFor();
    await dirty().waitFor();
    assert.ok(!existsSync(path.join(plates, 'plate.json')));
  });

  it('has it all again after browser and server were killed', async () => {
    await workbench.until('a backup', () => backups().length > 0);
    const { server } = workbench;
    await workbench.leave();
    await server.kill();
    workbench = await Workbench.open(workspace.folder, { profile, after: server });
    hand = new Hand(workbench);
    // VS Code notes now and then which tabs are open: it may have been killed before.
    const tab = workbench.activeTab().filter({ hasText: 'plate.png' });
    if (!(await appears(tab))) await open();
    await countIs(2);
    await isAnomalous().waitFor();
    await dirty().waitFor();
    await workbench.screenshot('recovers');
    assert.ok(!existsSync(path.join(plates, 'plate.json')));
    await hand.focus();
    await hand.press('Control+s');
    await clean();
    const { flags, shapes } = readLabelFile(path.join(plates, 'plate.json'));
    assert.deepEqual(flags, { anomalous: true });
    assert.deepEqual(
      shapes.map(({ label, shape_type }) => [label, shape_type]),
      [
        ['scratch', 'rectangle'],
        ['scratch', 'rectangle'],
      ],
    );
  });

  it('sees the same in two editors of one image, whichever it draws in', async () => {
    await workbench.command('View: Split Editor Down');
    const frames = workbench.page.locator('iframe.webview.ready');
    await workbench.until('two pages', async () => (await frames.count()) === 2);
    const [one, two] = [0, 1].map((i) => frames.nth(i).contentFrame().frameLocator('iframe#active-frame'));
    await countIs(2, one);
    await countIs(2, two);
    await workbench.page.waitForTimeout(500); // the pages settle at their new sizes
    await hand.focus();
    await hand.press('1');
    await draw([60, 100], [100, 140]);
    await countIs(3, one);
    await countIs(3, two);
    await hand.press('f');
    for (const frame of [one, two]) await isAnomalous(frame).waitFor({ state: 'detached' });
    await workbench.screenshot('recovers-two-editors');
    await hand.press('Control+z');
    for (const frame of [one, two]) await isAnomalous(frame).waitFor();
    await workbench.page.waitForTimeout(200);
    await hand.press('Control+z');
    await countIs(2, one);
    await countIs(2, two);
    await clean();
    await workbench.command('View: Close Editor');
    await workbench.until('one page', async () => (await frames.count()) === 1);
  });

  it('takes back what was typed, inside the field too', async () => {
    await hand.focus();
    await hand.press('v', '.', 'Enter');
    const comment = page().getByLabel(/Comment on scratch/);
    await comment.first().and(page().locator(':focus')).waitFor();
    await workbench.page.keyboard.type('deep');
    await dirty().waitFor();
    assert.equal(await comment.first().inputValue(), 'deep');
    await workbench.page.waitForTimeout(500);
    await hand.press('Control+z');
    await workbench.until('the field as it was', async () => (await comment.first().inputValue()) === '');
    await clean();
    assert.equal(await comment.first().and(page().locator(':focus')).count(), 1, 'the field keeps the keys');
    await hand.press('Control+y');
    await workbench.until('the text again', async () => (await comment.first().inputValue()) === 'deep');
    await hand.focus();
    await hand.press('Control+s');
    await clean();
    const { shapes } = readLabelFile(path.join(plates, 'plate.json'));
    assert.deepEqual(shapes.map(({ description }) => description).sort(), ['', 'deep']);
  });

  it('saves image and labels under another name', async () => {
    const before = readFileSync(path.join(plates, 'plate.json'), 'utf8');
    await hand.focus();
    await hand.press('g');
    await dirty().waitFor();
    await workbench.command('File: Save As...');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await workbench.until('the dialog', async () => (await input.inputValue()).endsWith('/plate.png'));
    await workbench.page.waitForTimeout(500); // it fills in the name a little later
    await input.fill(path.join(plates, 'copy.png'));
    await workbench.page.waitForTimeout(500);
    await hand.press('Enter');
    await workbench.until('the label file', () => existsSync(path.join(plates, 'copy.json')));
    await workbench.activeTab().filter({ hasText: 'copy.png' }).waitFor();
    assert.deepEqual(readFileSync(path.join(plates, 'copy.png')), readFileSync(path.join(plates, 'plate.png')));
    const copy = JSON.parse(readFileSync(path.join(plates, 'copy.json'), 'utf8')) as { imagePath: string };
    assert.equal(copy.imagePath, 'copy.png');
    assert.deepEqual(readLabelFile(path.join(plates, 'copy.json')).flags, { good: true });
    assert.equal(readFileSync(path.join(plates, 'plate.json'), 'utf8'), before, 'the first one as it was');
  });
});

function isBackup(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').startsWith('{"format":1');
  } catch {
    return false; // a folder
  }
}
