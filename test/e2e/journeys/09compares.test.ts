import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { journeySteps } from './steps.ts';

interface Box {
  label: string;
  left: number;
  comment?: string;
}

/** A label file of boxes, 60 pixels wide and high, on an image of the sample. */
function labels(verdict: string, ...boxes: Box[]): string {
  const shapes = boxes.map(({ label, left, comment = '' }) => ({
    label,
    points: [
      [left, 100],
      [left + 60, 160],
    ],
    group_id: null,
    description: comment,
    shape_type: 'rectangle',
    flags: {},
    mask: null,
  }));
  const image = { imagePath: 'photo.png', imageData: null, imageHeight: 384, imageWidth: 512 };
  return JSON.stringify({ version: '5.5.0', flags: { [verdict]: true }, shapes, ...image }, null, 2);
}

describe('a user compares labels', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let folder: string;

  const write = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
  };
  before(async () => {
    workspace = copySample({ withProject: true });
    folder = path.join(workspace.folder, 'labelled');
    mkdirSync(folder);
    copyFileSync(path.join(workspace.folder, 'test', 'logical_anomalies', '000.png'), path.join(folder, 'photo.png'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
    git('init', '--quiet');
    write('photo.json', labels('good', { label: 'dent', left: 40 }, { label: 'scratch', left: 200 }));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    write(
      'photo.json',
      labels('anomalous', { label: 'scratch', left: 210, comment: 'deep' }, { label: 'hole', left: 400 }),
    );
    write('other.json', labels('good', { label: 'dent', left: 40 }));
    workbench = await Workbench.open(workspace.folder);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('compares', () => workbench);

  const page = () => workbench.inspector();
  const rows = () => page().locator('kshot-comparison .scroll li');
  const counts = (text: string) => page().locator('kshot-comparison .counts').filter({ hasText: text }).waitFor();
  const tab = (title: string) => workbench.page.locator('.tabs-container .tab.active', { hasText: title }).waitFor();

  it('from the explorer: a label file with the last commit', async () => {
    await workbench.unfold('labelled');
    await workbench.contextMenu(workbench.row('photo.json').first(), 'Compare Labels');
    await tab('photo.json (HEAD ↔ now)');
    await counts('+1 added −1 removed ≠1 changed');
    await page().getByText('Verdict: Good, now Anomalous').waitFor();
    assert.deepEqual(
      (await rows().allInnerTexts()).map((text) => text.split('\n')[0]!.trim()),
      ['hole added', 'dent removed', 'scratch changed'],
    );
    await workbench.screenshot('compares');
  });

  it('shows a region that is picked from the list, and nothing can be changed', async () => {
    await rows().nth(1).locator('.region').click();
    await page().locator('kshot-comparison .details').getByText('3 600 px').waitFor();
    await workbench.page.keyboard.press('ArrowDown');
    await page().locator('kshot-comparison .details').getByText('+600 −600 px').waitFor();
    assert.equal(await page().locator('kshot-verdict-bar button, kshot-annotations').count(), 0);
    for (const key of ['f', 'Delete']) await workbench.page.keyboard.press(key);
    await counts('+1 added −1 removed ≠1 changed');
  });

  it('follows the file', async () => {
    write('photo.json', labels('good', { label: 'dent', left: 40 }, { label: 'scratch', left: 200 }));
    await page().getByText('The two versions say the same.').waitFor();
    write('photo.json', '{ "shapes": [');
    await page().getByRole('alert').getByText('photo.json: expected JSON').waitFor();
    write('photo.json', labels('good', { label: 'dent', left: 40 }));
    await counts('+0 added −1 removed ≠0 changed');
  });

  it('says that a file is not in the last commit, and offers another one', async () => {
    await workbench.contextMenu(workbench.row('other.json').first(), 'Compare Labels');
    const message = await workbench.notification('other.json is not in the last commit');
    await message.getByText('Compare with Another File…').waitFor();
    await workbench.hideNotifications();
  });

  it('compares two selected files', async () => {
    await workbench.row('other.json').first().click();
    await workbench
      .row('photo.json')
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    await workbench.contextMenu(workbench.row('photo.json').first(), 'Compare Labels');
    await workbench.page.locator('.tabs-container .tab.active', { hasText: ' ↔ ' }).waitFor();
    await page().getByText('The two versions say the same.').waitFor();
  });
});
