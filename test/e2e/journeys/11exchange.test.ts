import * as assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { removeFolder } from '../removeFolder.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { journeySteps } from './steps.ts';

describe('a user takes annotations from one tool to another', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let out: string;

  before(async () => {
    workspace = copySample({ withProject: true });
    out = mkdtempSync(path.join(tmpdir(), 'kshot-exchange-'));
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
    removeFolder(out);
  });
  journeySteps('exchange', () => workbench);

  const widget = () => workbench.page.locator('.quick-input-widget');
  /** Answers VS Code's own dialog for a file or folder. */
  const choose = async (button: string, place?: string): Promise<void> => {
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'validation' }).waitFor();
    if (place !== undefined) {
      await widget().locator('input.input').fill(place);
      await workbench.page.waitForTimeout(500); // the dialog looks at the folder while one types
    }
    await widget().locator('.quick-input-action', { hasText: button }).click();
  };
  const labelFiles = (): string[] =>
    readdirSync(path.join(workspace.folder, 'test'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json'));

  it('imports the ground truth of a data set: told first what that would do, then done', async () => {
    await workbench.contextMenu(workbench.row('sample.kshot.json'), 'Import Annotations…');
    await workbench.quickPick('MVTec LOCO AD');
    await choose('Import');
    await workbench.quickPick('Merge');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('Nothing has been written yet.').waitFor();
    await workbench.screenshot('import-asked');
    assert.deepEqual(labelFiles(), []);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await workbench.notification(/Images that changed: 8, new regions: \d+/);
    assert.equal(labelFiles().length, 8);
    await workbench.screenshot('imported');
    await workbench.hideNotifications();
  });

  it('exports them, and reads what the other tool cannot hold', async () => {
    await workbench.command('kShot: Export Annotations…');
    await workbench.quickPick('YOLO');
    await choose('Export Here', `${out}/`);
    await workbench.page.getByText('## The format holds no verdicts').first().waitFor();
    await workbench.screenshot('exported');
    assert.match(readFileSync(path.join(out, 'data.yaml'), 'utf8'), /^names:$/m);
  });

  it('is asked before an export goes where something else is', async () => {
    await workbench.command('kShot: Export Annotations…');
    await workbench.quickPick('Datumaro');
    await choose('Export Here', `${out}/`);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText(/is not empty\. Export into it/).waitFor();
    await workbench.screenshot('export-refused');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.ok(!readdirSync(out).includes('annotations'));
  });
});
