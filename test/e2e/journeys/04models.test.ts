import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import { HubServer } from '../../fixtures/hubServer.ts';
import { tinyBackbone } from '../../fixtures/tinyBackbone.ts';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { journeySteps } from './steps.ts';

const DINO = 'onnx-community/dinov2-small/resolve/main/onnx/model.onnx';

describe('a user looks for better models', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let hub: HubServer;
  let project: string;
  let store: string;

  before(async () => {
    workspace = copySample({ withProject: true });
    project = path.join(workspace.folder, 'sample.kshot.json');
    store = path.join(workspace.folder, '..', 'store');
    mkdirSync(path.join(workspace.folder, 'own'));
    writeFileSync(path.join(workspace.folder, 'own', 'tiny.onnx'), tinyBackbone({ dim: 16 }));
    const cli = path.join(REPOSITORY, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'score', project], { stdio: 'ignore' });
    hub = await HubServer.start();
    // Not the user's settings: of those that are a machine's, a window with a server reads the server's alone.
    const settings = { 'kshot.models.folder': store, 'kshot.models.mirror': hub.url };
    mkdirSync(path.join(workspace.folder, '.vscode'));
    writeFileSync(path.join(workspace.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    await hub.stop();
    workspace.dispose();
  });
  journeySteps('models', () => workbench);

  const view = () => workbench.page.locator('.pane-body .monaco-list[aria-label="Models"]');
  const row = (id: string): Locator =>
    view()
      .locator('.monaco-list-row')
      .filter({ has: workbench.page.getByText(id, { exact: true }) });
  const status = (text: string | RegExp) => workbench.page.locator('.statusbar-item', { hasText: text }).first();
  const dialog = () => workbench.page.locator('.monaco-dialog-box');
  const button = (name: string) => dialog().getByRole('button', { name, exact: true });
  const badge = () => workbench.row('000.png').first().locator('.monaco-icon-label');
  /** A menu ignores a click that comes too soon after the one that opened it. */
  const choose = async (id: string, item: string) => {
    const menu = workbench.page.locator('.monaco-menu .action-label').getByText(item, { exact: true });
    await row(id).click({ button: 'right' });
    await menu.waitFor();
    await workbench.page.waitForTimeout(500);
    await menu.click();
    await menu.waitFor({ state: 'hidden' });
  };
  const verdict = () =>
    workbench
      .inspector()
      .locator('kshot-panel')
      .getByText(/the threshold/)
      .first();
  const readModels = () => (JSON.parse(readFileSync(project, 'utf8')) as Partial<ProjectFile>).models;

  it('is told once, after the first score, that there are better ones', async () => {
    await workbench.command('kShot: Score');
    const offer = await workbench.notification('small default models');
    await offer.getByText('Show Models').waitFor();
    await workbench.screenshot('models-offer');
    await offer.getByText('Not Now').click();
    await workbench.hideNotifications();
    await status('sample').waitFor();
    await workbench.command('kShot: Fit');
    await status(/fitted sample/).waitFor();
    const offers = workbench.page.locator('.notification-list-item', { hasText: 'small default models' });
    assert.equal(await offers.count(), 0);
  });

  it('opens the view by keyboard and walks through it', async () => {
    await workbench.command('View: Show kShot');
    await row('mobilenet-v2')
      .filter({ hasText: /^mobilenet-v2in use · .*ships with kShot$/ })
      .waitFor();
    await row('dinov2-small').filter({ hasText: '88.5 MB · Apache-2.0 · can be downloaded' }).waitFor();
    await workbench.command('kShot: Focus on Models View');
    await workbench.page.keyboard.press('Home');
    await view().locator('.monaco-list-row.focused', { hasText: 'Backbones' }).waitFor();
    await workbench.page.keyboard.press('ArrowDown');
    await view().locator('.monaco-list-row.focused', { hasText: 'mobilenet-v2' }).waitFor();
    assert.equal(hub.seen.length, 0);
  });

  for (const [theme, label] of [
    ['light', 'Light Modern'],
    ['contrast', 'Dark High Contrast'],
    ['dark', 'Dark Modern'],
  ] as const) {
    it(`sees it in the ${theme} theme`, async () => {
      await workbench.theme(label);
      await workbench.hideNotifications();
      await row('dinov2-small').hover();
      await row('dinov2-small').getByRole('button', { name: 'Download Model…' }).waitFor();
      await workbench.screenshot(`models-${theme}`);
    });
  }

  it('adds one from a file', async () => {
    await workbench.command('kShot: Add Model From Files');
    await workbench.quickPick('An ONNX file');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'own' }).waitFor();
    await input.fill(path.join(workspace.folder, 'own', 'tiny.onnx'));
    await workbench.page.waitForTimeout(500); // the dialog looks at the folder while one types
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.quick-input-widget', { hasText: 'The name that projects call it by' }).waitFor();
    assert.equal(await input.inputValue(), 'tiny');
    await workbench.page.keyboard.press('Enter');
    await row('tiny').filter({ hasText: 'installed' }).waitFor();
    await workbench.hideNotifications();
  });

  it('uses it in the project: what was scored is stale', async () => {
    await workbench.command('View: Show Explorer');
    await workbench.unfold('test', 'logical_anomalies');
    await workbench.contextMenu(workbench.row('000.png').first(), 'Open in Inspector');
    await verdict().waitFor();
    await workbench.command('View: Show kShot');
    await choose('tiny', 'Use Model in Project');
    await status('sample is stale: models changed — score again').waitFor();
    assert.equal(readModels()?.backbone, 'tiny');
    await row('tiny').filter({ hasText: 'in use' }).waitFor();
    await workbench.inspector().getByText('The models have changed').first().waitFor();
    await verdict().waitFor(); // the last result stays on show
    await workbench.command('View: Show Explorer');
    assert.doesNotMatch((await badge().getAttribute('aria-label')) ?? '', /kShot/);
    await workbench.screenshot('models-stale');
  });

  it('scores again by a click on the status bar, and reads there what computes', async () => {
    await status('score again').locator('a').click();
    await workbench.page.waitForFunction(
      (label) => /kShot: .*the threshold/.test(label.getAttribute('aria-label') ?? ''),
      await badge().elementHandle(),
    );
    await status('score again').waitFor({ state: 'hidden' });
    await workbench.inspector().getByText('The models have changed').first().waitFor({ state: 'hidden' });
    await verdict().waitFor();
    await workbench.page.waitForTimeout(2500); // the engine is asked once it is quiet
    await workbench.page.locator('[id="kshot.kshot.kshot.project"], [id$="kshot.project"]').first().hover();
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'Provider: cpu' }).first();
    await hover.waitFor();
    const text = (await hover.innerText()).replaceAll('\n', ' | ');
    console.log(`    ${text}`);
    assert.match(text, /Provider: cpu.*(cpu|webgpu|cuda|dml|coreml)[^|]*: \w/s);
    await workbench.screenshot('models-provider');
  });

  it('downloads only when asked, after size and licence; stops, and goes on where it was', async () => {
    const content = tinyBackbone({ dim: 384 });
    hub.files.set(DINO, { content, drip: { bytes: 32_000, ms: 200 } });
    await workbench.command('View: Show kShot');
    await choose('dinov2-small', 'Download Model…');
    await dialog().getByText('Licence: Apache-2.0').waitFor();
    await dialog().getByText('about 88.5 MB').waitFor();
    await dialog().getByText(`From: ${hub.url}`).waitFor();
    await workbench.screenshot('models-confirm');
    await button('Cancel').click();
    await dialog().waitFor({ state: 'hidden' });
    assert.equal(hub.seen.length, 0, 'nothing was asked of the server');

    await choose('dinov2-small', 'Download Model…');
    await button('Download').click();
    const progress = await workbench.notification('Downloading dinov2-small');
    await progress.filter({ hasText: /0\.[1-9]\d MB of/ }).waitFor();
    await workbench.screenshot('models-download');
    await progress.getByText('Cancel').click();
    await progress.waitFor({ state: 'hidden' });
    await row('dinov2-small').filter({ hasText: 'can be downloaded' }).waitFor();

    hub.files.set(DINO, { content });
    await choose('dinov2-small', 'Download Model…');
    await button('Download').click();
    await row('dinov2-small').filter({ hasText: 'installed' }).waitFor();
    assert.match(hub.seen.at(-1)?.range ?? '', /^bytes=[1-9]\d*-$/);
    await workbench.hideNotifications();
  });

  it('is led to the models when one is damaged', async () => {
    truncateSync(path.join(store, 'tiny', 'tiny.onnx'), 1000);
    await workbench.command('kShot: Refresh Models');
    await row('tiny').filter({ hasText: 'damaged' }).waitFor();
    await workbench.screenshot('models-damaged');
    await workbench.command('View: Show Explorer');
    await workbench.command('kShot: Score');
    const failure = await workbench.notification(/SHA-256/);
    await failure.getByText('Show Models').click();
    await row('tiny').waitFor();
    await workbench.hideNotifications();
  });

  it('removes it, after a question', async () => {
    await choose('tiny', 'Remove Model…');
    await button('Remove').click();
    await row('tiny').waitFor({ state: 'hidden' });
    assert.equal(await row('dinov2-small').count(), 1);
  });

  it('is shown how to get one that nobody publishes', async () => {
    await choose('deaot-t', 'Show How to Get Model…');
    const message = await workbench.notification('deaot-t is not published as ONNX');
    await message.getByText('Copy Command').waitFor();
    await workbench.screenshot('models-export');
    await workbench.hideNotifications();
  });
});
