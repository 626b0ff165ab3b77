import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { engineProcesses } from '../processes.ts';
import { QUIET_SETTINGS } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { Hand, readLabelFile } from './drawing.ts';
import { journeySteps } from './steps.ts';

describe('a user opens a workspace that is not trusted', () => {
  let workspace: Workspace;
  let workbench: Workbench;

  before(async () => {
    workspace = copySample({ withProject: true });
    const trust = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    };
    workbench = await Workbench.open(workspace.folder, {
      workspaceTrust: true,
      settings: { ...QUIET_SETTINGS, ...trust },
    });
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('trust', () => workbench);

  it('sees the image and why there are no scores; no engine starts', async () => {
    await workbench.unfold('test', 'good');
    await workbench.contextMenu(workbench.row('000.png').first(), 'Open in Inspector');
    await workbench.inspector().getByText('512 × 384').first().waitFor();
    await workbench
      .inspector()
      .getByText(/once the workspace is trusted/)
      .first()
      .waitFor();
    await workbench.screenshot('untrusted');
    assert.deepEqual(engineProcesses(workbench.server.pid), []);
  });

  it('annotates and saves; no engine starts', async () => {
    const hand = new Hand(workbench);
    await hand.focus();
    await hand.press('b', 'Shift+Digit1');
    await hand.drag([100, 100], [160, 150]);
    await hand.press('Escape', 'f');
    await workbench
      .inspector()
      .getByRole('button', { name: /Anomalous/, pressed: true })
      .waitFor();
    const dirty = workbench.page.locator('.tabs-container .tab.active.dirty');
    await dirty.waitFor();
    await hand.press('Control+s');
    await dirty.waitFor({ state: 'detached' });
    const { flags, shapes } = readLabelFile(path.join(workspace.folder, 'test', 'good', '000.json'));
    assert.deepEqual(flags, { anomalous: true });
    assert.equal(shapes.length, 1);
    await workbench.screenshot('untrusted-annotated');
    assert.deepEqual(engineProcesses(workbench.server.pid), []);
  });

  it('reads in the view Models that it waits for trust; no engine starts', async () => {
    await workbench.command('View: Show kShot');
    await workbench.page.getByText('Models can be used and downloaded once the workspace is trusted').waitFor();
    await workbench.screenshot('models-untrusted');
    assert.deepEqual(engineProcesses(workbench.server.pid), []);
    await workbench.command('View: Show Explorer');
  });

  it('trusts the workspace, and is offered to score', async () => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ })
      .first()
      .click();
    await workbench.page.locator('.monaco-modal-editor-block').click({ position: { x: 5, y: 5 } });
    await workbench.page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
    await workbench.inspector().getByRole('button', { name: 'Score this image' }).waitFor();
    assert.equal(engineProcesses(workbench.server.pid).length, 1);
    await workbench.screenshot('trusted');
  });
});
