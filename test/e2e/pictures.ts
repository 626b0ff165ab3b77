/**
 * Makes the pictures of the docs in a real workbench: `npx tsx test/e2e/pictures.ts [docs/images]`. The rendered sample with its exact class masks,
 * three themes each. Needs `npm run build`; look at what it wrote before you commit it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { defaultClassColor } from '../../src/domain/palette.ts';
import { PART_KINDS } from '../../src/engine/sample/catalog.ts';
import { removeFolder } from './removeFolder.ts';
import { REPOSITORY } from './vscodeServer.ts';
import { Workbench } from './workbench.ts';

const THEMES = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Dark High Contrast' } as const;
/** An image whose parts have changed places. */
const IMAGE = '002.png';
const DEFECTS = [
  { name: 'wrong part', kind: 'logical', saturation: 1, relative: true },
  { name: 'scratch', kind: 'structural', saturation: 0.5, relative: true },
];
/** The panels by their elements; the file's name is the last part. */
const PANELS = ['score-card', 'differences', 'why', 'areas', 'colors', 'locations', 'similarity'];

async function main(): Promise<void> {
  const out = path.resolve(process.argv[2] ?? 'docs/images');
  mkdirSync(out, { recursive: true });
  const folder = await renderSample();
  const workbench = await Workbench.open(folder);
  try {
    await workbench.unfold('test', 'logical_anomalies');
    await workbench.contextMenu(workbench.row(IMAGE).first(), 'Open in Inspector');
    await workbench.inspector().locator('kshot-score-card .sentence').waitFor();
    const themes = Object.keys(THEMES) as (keyof typeof THEMES)[];
    for (const theme of themes) await pictures(workbench, theme, out);
    await annotate(workbench);
    for (const theme of themes) {
      await show(workbench, theme);
      await workbench.page.screenshot({ path: path.join(out, `annotate-${theme}.png`) });
    }
  } finally {
    await workbench.close();
    removeFolder(folder);
  }
}

async function renderSample(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kshot-pictures-'));
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, [path.join(REPOSITORY, 'dist', 'cli.js'), ...args], { stdio: 'ignore' });
  cli('sample', folder, '--count', '24');
  const project = path.join(folder, 'sample.kshot.json');
  const file = JSON.parse(readFileSync(project, 'utf8')) as object;
  const models = { segmenter: { masks: 'labels/{path}.png' } };
  const classes = PART_KINDS.map((name, index) => ({ id: index + 1, name, color: defaultClassColor(index + 1) }));
  writeFileSync(
    project,
    JSON.stringify({ ...file, models, features: { preset: 'seven' }, classes, defects: DEFECTS }, null, 2),
  );
  cli('score', project);
  return folder;
}

/** The inspector in a theme, from the top, with the keys on the image. */
async function show(workbench: Workbench, theme: keyof typeof THEMES): Promise<void> {
  const page = workbench.inspector();
  await workbench.theme(THEMES[theme]);
  await workbench.hideNotifications();
  await page.locator('kshot-status').click();
  await page.locator('kshot-score-card').scrollIntoViewIfNeeded();
  await workbench.page.waitForTimeout(1000);
}

/** Takes what the heat map proposes, says that the image is anomalous, and selects a region. */
async function annotate(workbench: Workbench): Promise<void> {
  const page = workbench.inspector();
  for (const key of ['h', 'm', 'Enter', 'f', 'v', '.']) {
    await workbench.page.keyboard.press(key);
    await workbench.page.waitForTimeout(700);
  }
  await page.locator('kshot-region-list li.selected').waitFor();
}

async function pictures(workbench: Workbench, theme: keyof typeof THEMES, out: string): Promise<void> {
  const page = workbench.inspector();
  const file = (name: string): string => path.join(out, `${name}-${theme}.png`);
  await show(workbench, theme);
  await workbench.page.screenshot({ path: file('inspector') });
  for (const panel of PANELS) await page.locator(`kshot-${panel}`).screenshot({ path: file(`panel-${panel}`) });
  await page.locator('kshot-why').getByRole('button', { name: 'Patches' }).first().click();
  await page.locator('.link-label').waitFor();
  await page.locator('kshot-view').nth(1).waitFor();
  await workbench.page.waitForTimeout(1500);
  await workbench.page.screenshot({ path: file('compare') });
  await page.locator('kshot-status').click();
  await workbench.page.keyboard.press('s');
  await page.locator('kshot-compare-bar').waitFor({ state: 'hidden' });
}

void main();
