import { execSync } from 'node:child_process';
import { Workbench } from './workbench.ts';
import { copySample } from './workspace.ts';
async function main() {
  const ws = copySample({ withProject: true });
  execSync(`node dist/cli.js score ${ws.folder}/sample.kshot.json`, { stdio: 'ignore' });
  const wb = await Workbench.open(ws.folder);
  try {
    await wb.unfold('test', 'good');
    await wb.contextMenu(wb.row('000.png').first(), 'Open in Inspector');
    const f = wb.inspector();
    await f.locator('kshot-inspector').waitFor();
    await f.locator('canvas').first().click();
    await wb.page.waitForTimeout(1500);
    for (const key of ['j', 'j', 'j', 'k', 'j', 'j', 'j']) {
      await wb.page.keyboard.press(key);
      await wb.page.waitForTimeout(300);
      console.log(key, await wb.page.locator('.breadcrumbs-control').first().textContent(), await wb.page.locator('.tabs-container .tab').count());
    }
    await wb.page.waitForTimeout(3000);
    await wb.screenshot('try-6');
    console.log(await wb.page.locator('.breadcrumbs-control').first().textContent());
    await wb.page.keyboard.press('h');
    await wb.page.waitForTimeout(1000);
    await wb.screenshot('try-7');
    await wb.command('Developer: Show Running Extensions');
    await wb.page.waitForTimeout(1500);
    await wb.screenshot('try-8');
    console.log(await wb.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'kShot' }).first().textContent());
    console.log(execSync(`find ${wb.server.data} -name '*kShot*.log' -exec cat {} +`).toString());
  } catch (e) { console.log(e); await wb.screenshot('try-failed'); }
  await wb.close(); ws.dispose();
}
void main();
