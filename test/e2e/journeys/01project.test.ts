import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { engineProcesses } from '../processes.ts';
import { removeFolder } from '../removeFolder.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { journeySteps } from './steps.ts';

describe('a user makes a project and finds odd images', () => {
  let workspace: Workspace;
  let workbench: Workbench;

  before(async () => {
    workspace = copySample({ withProject: false });
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('project', () => workbench);

  const scoreText = (inspector: FrameLocator) =>
    inspector
      .locator('kshot-panel')
      .getByText(/the threshold/)
      .first();

  it('makes a project from the folder, references picked', async () => {
    await workbench.command('kShot: New Project From Folder');
    await workbench.quickPick(path.basename(workspace.folder));
    await workbench.quickPick('Pick 4 for me');
    await workbench.activeTab().filter({ hasText: 'sample.kshot.json' }).waitFor();
    assert.ok(existsSync(path.join(workspace.folder, 'sample.kshot.json')));
    await workbench.page.locator('.statusbar-item', { hasText: 'sample' }).first().waitFor();
  });

  it('opens an image before anything is scored, and is offered to score it', async () => {
    await workbench.unfold('test', 'logical_anomalies');
    await workbench.contextMenu(workbench.row('000.png').first(), 'Open in Inspector');
    await workbench.inspector().getByRole('button', { name: 'Score this image' }).waitFor();
    await workbench.screenshot('unscored');
  });

  it('starts to score from the notification, and cancels by its button', async () => {
    const ready = await workbench.notification('is ready');
    await ready.getByText('Fit and Score').click();
    const progress = await workbench.notification('Scoring sample');
    await progress.getByText('Cancel').click();
    await progress.waitFor({ state: 'hidden' });
    await workbench.hideNotifications();
  });

  it('kills the engine while it works: the user is told, and the next request starts another', async () => {
    const [first] = engineProcesses(workbench.server.pid);
    assert.ok(first !== undefined);
    removeFolder(path.join(workspace.folder, '.kshot'));
    await workbench.command('kShot: Score');
    await workbench.notification('Scoring sample');
    process.kill(engineProcesses(workbench.server.pid).at(-1)!, 'SIGKILL');
    const failure = await workbench.notification('ended unexpectedly');
    await failure.getByText('Show Log').waitFor();
    await workbench.screenshot('engine-killed');
    await workbench.hideNotifications();
    await workbench.command('kShot: Score');
  });

  it('sees badges in the explorer', async () => {
    const row = workbench.row('000.png').first().locator('.monaco-icon-label');
    await workbench.page.waitForFunction(
      (label) => /kShot: odd, \d+\.\d\d× the threshold/.test(label.getAttribute('aria-label') ?? ''),
      await row.elementHandle(),
    );
    await workbench.screenshot('badges');
  });

  it('sees odd images in Problems', async () => {
    await workbench.command('View: Focus Problems');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: /Odd: \d/ }).first();
    await problem.waitFor();
    await workbench.screenshot('problems');
    await workbench.command('View: Hide Panel');
  });

  it('reads the scores in the inspector', async () => {
    await workbench.unfold('test', 'logical_anomalies');
    await workbench.contextMenu(workbench.row('000.png').first(), 'Open in Inspector');
    const inspector = workbench.inspector();
    await scoreText(inspector).waitFor();
    for (const name of ['Patches', 'Class patches', 'Foreground', 'Embedding', 'Histogram', 'Colour', 'Location']) {
      await inspector.locator('kshot-panel').getByText(name, { exact: true }).first().waitFor();
    }
    await workbench.screenshot('scored');
  });

  it('goes to the next image by key, in the same tab, and on without a click', async () => {
    await workbench.inspector().locator('canvas').first().click();
    await workbench.page.waitForTimeout(500); // where the focus is goes from the page over the host to the workbench
    await workbench.page.keyboard.press('j');
    await workbench.activeTab().filter({ hasText: '001.png' }).waitFor();
    await scoreText(workbench.inspector()).waitFor();
    await workbench.page.keyboard.press('j');
    await workbench.activeTab().filter({ hasText: '002.png' }).waitFor();
    await workbench.page.keyboard.press('k');
    await workbench.activeTab().filter({ hasText: '001.png' }).waitFor();
    await scoreText(workbench.inspector()).waitFor();
    assert.equal(await workbench.page.locator('.tabs-container .tab', { hasText: '.png' }).count(), 1);
  });
});
