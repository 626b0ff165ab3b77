import * as assert from 'node:assert/strict';
import { engineProcesses } from '../processes.ts';
import { QUIET_SETTINGS } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
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
