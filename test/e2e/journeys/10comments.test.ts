import * as assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { Hand, writePlate } from './drawing.ts';
import { journeySteps } from './steps.ts';

describe('a user comments on a region', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let hand: Hand;

  before(async () => {
    workspace = copySample({ withProject: true });
    const plates = path.join(workspace.folder, 'plates');
    mkdirSync(plates);
    await writePlate(path.join(plates, 'plate.png'));
    workbench = await Workbench.open(workspace.folder);
    hand = new Hand(workbench);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('comments', () => workbench);

  const page = () => workbench.inspector();
  const regions = () => page().locator('kshot-region-list .region');
  const comment = () => page().locator('kshot-comment textarea');
  const says = (text: string) =>
    workbench.until(`the comment "${text}"`, async () => (await comment().inputValue()) === text);
  const type = (text: string) => workbench.page.keyboard.type(text);

  it('draws a region on an image of no project, and goes to its comment by Enter', async () => {
    await workbench.unfold('plates');
    await workbench.contextMenu(workbench.row('plate.png').first(), 'Open in Inspector');
    await page().locator('kshot-tool-strip button:not([aria-disabled=true])').first().waitFor();
    await hand.focus();
    await hand.press('1', 'b');
    await hand.drag([150, 30], [210, 80]);
    await regions().first().waitFor();
    await hand.press('Enter');
    await comment().and(page().locator(':focus')).waitFor();
  });

  it('takes back what is typed, and nothing else', async () => {
    await type('oops');
    await workbench.page.keyboard.press('Control+z');
    await says('');
    await workbench.page.waitForTimeout(1000); // had it been passed on, the region would go now
    assert.equal(await regions().count(), 1);
  });

  it('types letters that are keys elsewhere; undo and redo of the document reach the field', async () => {
    await comment().focus();
    await type('good');
    await regions().getByText('good', { exact: true }).waitFor();
    await workbench.page.waitForTimeout(500); // a pause: the typing is an edit
    assert.equal(await page().getByRole('button', { name: /^Good/, pressed: true }).count(), 0);
    // A slow machine makes pauses while it types, and each is a step.
    for (let tries = 0; tries < 4 && (await comment().inputValue()) !== ''; tries++) {
      await workbench.page.keyboard.press('Control+z');
      await workbench.page.waitForTimeout(500);
    }
    await says('');
    assert.equal(await regions().count(), 1);
    for (let tries = 0; tries < 4 && (await comment().inputValue()) !== 'good'; tries++) {
      await workbench.page.keyboard.press('Control+y');
      await workbench.page.waitForTimeout(500);
    }
    await says('good');
    await workbench.screenshot('comments');
  });

  it('leaves with Enter: keys are keys again', async () => {
    await workbench.page.keyboard.press('Enter');
    await page().locator('kshot-region-list .selected .region:focus').waitFor();
    await workbench.page.waitForTimeout(300); // the host hears where the keys belong
    await workbench.page.keyboard.press('g');
    await page().getByRole('button', { name: /^Good/, pressed: true }).waitFor();
    await workbench.page.keyboard.press('Delete');
    await regions().first().waitFor({ state: 'detached' });
  });
});
