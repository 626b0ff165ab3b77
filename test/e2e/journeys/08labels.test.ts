import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { encode } from 'fast-png';
import type { DefectEntry, ProjectFile } from '../../../src/domain/projectFile.ts';
import { installModel } from '../../fixtures/modelStore.ts';
import { promptSingleDecoder } from '../../fixtures/tinyPromptSam.ts';
import { tinyEncoder, tinyParts } from '../../fixtures/tinySam.ts';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { Hand } from './drawing.ts';
import { journeySteps } from './steps.ts';

/** The picture of parts is drawn this many times as large: its cells are wide enough to click. */
const SCALE = 4;

describe('a user says what is true', () => {
  let workspace: Workspace;
  let workbench: Workbench;
  let hand: Hand;
  let project: string;

  before(async () => {
    workspace = copySample({ withProject: true });
    project = path.join(workspace.folder, 'sample.kshot.json');
    writeParts();
    const text = readFileSync(project, 'utf8').replace('"test/**/*.png"', '"test/**/*.png", "parts/*.png"');
    writeFileSync(project, text.replace('"layout"', '// as the camera writes them\n  "layout"'));
    const store = path.join(workspace.folder, '..', 'store');
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], license: 'CC0-1.0', source: 'these tests' };
    installModel(store, { id: 'tiny-sam', kind: 'segmenter', family: 'sam', ...half } as { id: string }, {
      encoder: tinyEncoder(),
      decoder: promptSingleDecoder(),
    });
    const cli = path.join(REPOSITORY, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'score', project], { stdio: 'ignore' });
    mkdirSync(path.join(workspace.folder, '.vscode'));
    const settings = JSON.stringify({ 'kshot.models.folder': store });
    writeFileSync(path.join(workspace.folder, '.vscode', 'settings.json'), settings);
    workbench = await Workbench.open(workspace.folder);
    hand = new Hand(workbench);
  });
  after(async () => {
    await workbench.close();
    workspace.dispose();
  });
  journeySteps('labels', () => workbench);

  function writeParts(): void {
    const { width, height, data } = tinyParts();
    const large = new Uint8Array(width * height * SCALE ** 2 * 3);
    for (let i = 0; i < width * height * SCALE ** 2; i++) {
      const [x, y] = [i % (width * SCALE), Math.floor(i / (width * SCALE))];
      const at = 3 * (Math.floor(y / SCALE) * width + Math.floor(x / SCALE));
      large.set(data.subarray(at, at + 3), 3 * i);
    }
    mkdirSync(path.join(workspace.folder, 'parts'));
    const png = encode({ width: width * SCALE, height: height * SCALE, data: large, channels: 3, depth: 8 });
    writeFileSync(path.join(workspace.folder, 'parts', 'parts.png'), png);
  }

  const page = () => workbench.inspector();
  const readText = () => readFileSync(project, 'utf8');
  const defects = (): DefectEntry[] =>
    (JSON.parse(readText().replace(/^ *\/\/.*$/m, '')) as Pick<ProjectFile, 'defects'>).defects;
  const until = async (what: string, test: () => boolean | Promise<boolean>) => {
    const end = Date.now() + 20_000;
    while (!(await test())) {
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
      await workbench.page.waitForTimeout(100);
    }
  };
  const picker = () => workbench.page.locator('.quick-input-widget');
  const entry = (text: string) => picker().locator('.monaco-list-row', { hasText: text }).first();
  const choose = async (text: string) => {
    await entry(text).waitFor();
    await entry(text).click();
  };
  const type = async (title: string, text: string) => {
    await picker().locator('.quick-input-title').getByText(title, { exact: true }).waitFor();
    await picker().locator('input.input').fill(text);
    await workbench.page.keyboard.press('Enter');
  };
  const chosenLabel = () => page().locator('kshot-label-choice select').first().inputValue();
  const badge = async (folder: string, name: string, expected: RegExp) => {
    const row = workbench.row(name).first().locator('.monaco-icon-label');
    await until(`${folder}/${name}: ${expected}`, async () =>
      expected.test((await row.getAttribute('aria-label')) ?? ''),
    );
  };

  it('adds a label: its name, its kind, its saturation', async () => {
    await workbench.page.locator('.statusbar-item', { hasText: 'sample' }).first().waitFor();
    await workbench.command('kShot: Edit Labels');
    await entry('missing_nut').waitFor();
    await workbench.screenshot('labels-list');
    await choose('New label…');
    await type('New Label', 'crack');
    await choose('structural');
    await choose('A part of the region');
    await type('Saturation of crack', '0.5');
    await until('the label in the file', () => defects().at(-1)?.name === 'crack');
    assert.deepEqual(defects().at(-1), { name: 'crack', kind: 'structural', saturation: 0.5, relative: true });
    assert.ok(readText().includes('// as the camera writes them\n'));
  });

  it('changes it, and refuses what cannot be', async () => {
    await choose('crack');
    await choose('Make it a logical defect');
    await until('another kind', () => defects().at(-1)?.kind === 'logical');
    await choose('crack');
    await choose('Move up');
    await until('another place', () => defects().at(-2)?.name === 'crack');
    await choose('crack');
    await choose('Change its saturation');
    await choose('So many pixels');
    await type('Saturation of crack', '1.5');
    await picker().getByText('A whole number of at least 1').first().waitFor();
    await workbench.screenshot('labels-refused');
    await picker().locator('input.input').fill('40');
    await workbench.page.keyboard.press('Enter');
    await until('pixels', () => defects().at(-2)?.saturation === 40);
    await picker().locator('.quick-input-title').getByText('Labels of the Project', { exact: true }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await picker().waitFor({ state: 'hidden' });
  });

  it('clicks on a part, and a model draws its outline', async () => {
    await workbench.unfold('parts');
    await workbench.contextMenu(workbench.row('parts.png').first(), 'Open in Inspector');
    await page().locator('kshot-tool-strip button:not([aria-disabled=true])').first().waitFor();
    await hand.focus();
    await hand.press('y', 'Shift+Digit1');
    await hand.click(72 * SCALE, 42 * SCALE);
    await workbench.page.waitForTimeout(2500);
    await workbench.screenshot('labels-prompt');
    await hand.press('Enter');
    await page().locator('kshot-region-list .region').first().waitFor();
    await hand.press('Control+s');
    const file = path.join(workspace.folder, 'parts', 'parts.json');
    await until('the label file', () => hasMask(file));
    const [{ label, points }] = shapesOf(file);
    assert.equal(label, 'missing_nut');
    // The blue part, 60 … 84 × 30 … 54, give or take half a cell of the network's.
    const [[x0, y0], [x1, y1]] = points as [[number, number], [number, number]];
    for (const [end, wanted] of [
      [x0, 60],
      [y0, 30],
      [x1 + 1, 84],
      [y1 + 1, 54],
    ] as const)
      assert.ok(Math.abs(end / SCALE - wanted) <= 3, `${end / SCALE} for ${wanted}`);
  });

  it('renames a label in its regions too', async () => {
    await badge('parts', 'parts.png', /kShot: .*annotated as anomalous \(1 region\)/);
    await workbench.page.waitForTimeout(1000);
    await workbench.command('kShot: Edit Labels');
    await choose('missing_nut');
    await choose('Rename');
    await type('Name of the Label', 'nut gone');
    await choose('Rename regions too');
    await (await workbench.notification('Regions renamed to nut gone: 1, in 1 label files.')).waitFor();
    await workbench.hideNotifications();
    await workbench.page.keyboard.press('Escape');
    const file = path.join(workspace.folder, 'parts', 'parts.json');
    assert.equal(shapesOf(file)[0].label, 'nut gone');
    assert.equal(defects()[0]?.name, 'nut gone');
    await page().locator('kshot-region-list').getByText('nut gone').first().waitFor();
    await until('the label in its list', async () => (await chosenLabel()) === 'nut gone');
  });

  it('sees in the explorer what people say beside what the detector says', async () => {
    const say = (image: string, verdict: string) => {
      const file = path.join(workspace.folder, `${image}.json`);
      writeFileSync(file, JSON.stringify({ flags: { [verdict]: true }, shapes: [] }));
    };
    await workbench.unfold('test', 'good');
    await badge('good', '000.png', /kShot: normal/);
    say('test/good/000', 'anomalous');
    await badge('good', '000.png', /kShot: normal, .*annotated as anomalous, missed/);
    say('test/good/001', 'good');
    await badge('good', '001.png', /kShot: normal, .*annotated as good$/);
    say('test/good/002', 'excluded');
    await badge('good', '002.png', /annotated as excluded/);
    await workbench.screenshot('labels-badges');
  });
});

interface RawShape {
  label: string;
  points: number[][];
}

function shapesOf(file: string): [RawShape, ...RawShape[]] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { shapes: [RawShape, ...RawShape[]] }).shapes;
}

function hasMask(file: string): boolean {
  try {
    return shapesOf(file)[0].points.length === 2;
  } catch {
    return false;
  }
}
