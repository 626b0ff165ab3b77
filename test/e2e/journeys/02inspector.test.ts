import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import sharp from 'sharp';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { extensionLog } from './extensionLog.ts';
import { journeySteps } from './steps.ts';

describe('a user looks at scored images', () => {
  let workspace: Workspace;
  let workbench: Workbench;

  before(async () => {
    workspace = copySample({ withProject: true });
    const image = path.join(workspace.folder, 'test', 'good', '000.png');
    await sharp(image)
      .toColourspace('rgb16')
      .tiff()
      .toFile(path.join(workspace.folder, 'test', 'good', 'deep.tif'));
    const cli = path.join(REPOSITORY, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'score', path.join(workspace.folder, 'sample.kshot.json')], {
      stdio: 'ignore',
    });
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('inspector', () => workbench);

  const verdict = () =>
    workbench
      .inspector()
      .locator('kshot-panel')
      .getByText(/the threshold/)
      .first();
  const openOdd = async () => {
    await workbench.unfold('test', 'logical_anomalies');
    await workbench.contextMenu(workbench.row('000.png').first(), 'Open in Inspector');
    await verdict().waitFor();
    await workbench.inspector().locator('canvas').first().click();
    await workbench.page.waitForTimeout(500);
  };

  it('finds the scores of the last session without computing', async () => {
    await openOdd();
    await workbench.inspector().getByText('Anomalous').first().waitFor();
  });

  it('shows and hides classes and heat map by key', async () => {
    for (const [key, name] of [
      ['c', /Classes/],
      ['h', /Heat map/],
    ] as const) {
      const button = workbench.inspector().getByRole('button', { name }).first();
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      await workbench.page.keyboard.press(key);
      await button.and(workbench.inspector().locator('[aria-pressed="false"]')).waitFor();
      await workbench.page.keyboard.press(key);
      await button.and(workbench.inspector().locator('[aria-pressed="true"]')).waitFor();
    }
  });

  for (const [theme, label] of [
    ['light', 'Light Modern'],
    ['dark', 'Dark Modern'],
    ['contrast', 'Dark High Contrast'],
  ] as const) {
    it(`is accessible in the ${theme} theme`, async () => {
      await workbench.theme(label);
      await workbench.hideNotifications();
      await workbench.screenshot(`inspector-${theme}`);
      const frame = ['iframe.webview.ready', '#active-frame', 'kshot-inspector'];
      const { violations, passes } = await new AxeBuilder({ page: workbench.page }).include(frame).analyze();
      assert.ok(passes.length > 0, 'axe saw the page');
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      );
    });
  }

  it('shows a 16-bit TIFF as a preview', async () => {
    await workbench.unfold('good');
    await workbench.contextMenu(workbench.row('deep.tif').first(), 'Open in Inspector');
    await workbench.activeTab().filter({ hasText: 'deep.tif' }).waitFor();
    await workbench.inspector().getByText('512 × 384').first().waitFor();
    await workbench.inspector().getByText('No project for this image').waitFor(); // the sample's globs name PNG alone
    await workbench.screenshot('tiff');
  });

  it('tells when the next image with its scores is on screen', async () => {
    await openOdd();
    for (let i = 0; i < 4; i++) {
      await workbench.page.keyboard.press('j');
      await verdict().waitFor();
      await workbench.page.waitForTimeout(1000);
    }
    const painted = [...extensionLog(workbench.server.data).matchAll(/painted \S+ after (\d+) ms/g)].map(([, ms]) =>
      Number(ms),
    );
    console.log(`    painted after ${painted.join(', ')} ms`);
    assert.ok(painted.length >= 4, 'the page tells when it has painted');
  });

  it('is activated', async () => {
    await workbench.command('Developer: Show Running Extensions');
    const row = workbench.page
      .locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'kshot.kshot' })
      .first();
    const milliseconds = Number(/Activation: (\d+)ms/.exec((await row.textContent()) ?? '')?.[1]);
    console.log(`    VS Code says it was activated in ${milliseconds} ms, loading included`);
    assert.ok(milliseconds >= 0, 'VS Code lists the extension as activated');
  });
});
