import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Explanation } from '../../../src/domain/explanation.ts';
import { removeFolder } from '../removeFolder.ts';
import { REPOSITORY } from '../vscodeServer.ts';
import { Workbench } from '../workbench.ts';
import { copySample } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';
import { journeySteps } from './steps.ts';

const CLI = path.join(REPOSITORY, 'dist', 'cli.js');
const PHOTOS = path.resolve(REPOSITORY, process.env['KSHOT_TEST_DATA'] ?? '../shared/data', 'aliens');

/** Photos with a project beside them, or null where there are none. */
function copyPhotos(): Workspace {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-photos-')), 'aliens');
  cpSync(PHOTOS, folder, {
    recursive: true,
    filter: (file) => !file.endsWith('.kshot.json') && !file.includes('.kshot'),
  });
  kshot('init', folder, '--shots', '4');
  return {
    folder,
    dispose: () => {
      removeFolder(path.dirname(folder));
    },
  };
}

function kshot(...args: string[]): string {
  return execFileSync(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}

interface DataSet {
  name: string;
  open: () => Workspace;
  project: string;
  /** Folders to unfold, and the image to look at. */
  folders: string[];
  image: string;
}
const DATA_SETS: DataSet[] = [
  {
    name: 'the rendered sample',
    open: () => copySample({ withProject: true }),
    project: 'sample.kshot.json',
    folders: ['test', 'logical_anomalies'],
    image: '000.png',
  },
  { name: 'photos', open: copyPhotos, project: 'aliens.kshot.json', folders: ['test', 'anomaly'], image: '10.png' },
];
if (!existsSync(PHOTOS)) {
  DATA_SETS.pop();
  console.warn(`NOT RUN: the explanation of photos needs ${PHOTOS}; set KSHOT_TEST_DATA to a folder with "aliens".`);
}

/** The panels by their elements, their headings, and the bar that opens each. */
const PANELS = [
  { element: 'kshot-areas', heading: 'Class areas', bar: 'Histogram' },
  { element: 'kshot-colors', heading: 'Class colours', bar: 'Colour' },
  { element: 'kshot-locations', heading: 'Class locations', bar: 'Location' },
  { element: 'kshot-similarity', heading: 'Class embedding', bar: 'Embedding' },
];

for (const { name, open, project, folders, image } of DATA_SETS) {
  describe(`a user asks why an image is odd: ${name}`, () => {
    let workspace: Workspace;
    let workbench: Workbench;
    let explanation: Explanation & { sentence: string };

    before(async () => {
      workspace = open();
      const file = path.join(workspace.folder, project);
      kshot('score', file, `${folders.join('/')}/*.png`);
      explanation = JSON.parse(kshot('explain', file, [...folders, image].join('/'), '--json')) as typeof explanation;
      workbench = await Workbench.open(workspace.folder);
    });
    after(async () => {
      await workbench.close();
      workspace.dispose();
    });
    const shots = `explains-${path.basename(project, '.kshot.json')}`;
    journeySteps(shots, () => workbench);

    const page = () => workbench.inspector();
    const bar = (feature: string) => page().locator('kshot-why').getByRole('button', { name: feature }).first();
    const tool = (heading: string, what: string) => page().getByRole('button', { name: `${heading}: ${what}` });

    it('reads the sentence that the command line prints', async () => {
      await workbench.unfold(...folders);
      await workbench.contextMenu(workbench.row(image).first(), 'Open in Inspector');
      const sentence = page().locator('kshot-score-card .sentence');
      await sentence.waitFor();
      assert.equal((await sentence.innerText()).replaceAll(/\s+/g, ' ').trim(), explanation.sentence);
      const share = `${(explanation.facts[0]!.share * 100).toFixed(0)} %`;
      await page().locator('kshot-differences li').first().filter({ hasText: share }).waitFor();
      await workbench.screenshot(shots);
    });

    for (const { element, heading, bar: feature } of PANELS) {
      it(`opens "${heading}" from its bar by mouse; the table has every class`, async () => {
        await bar(feature).click();
        await page().locator(`${element} h2 button:focus`).waitFor();
        await tool(heading, 'Table').click();
        const rows = page().locator(`${element} tbody tr`);
        await rows.first().waitFor();
        assert.equal(await rows.count(), explanation.classes.length);
        await workbench.screenshot(`${shots}-${element}`);
        await tool(heading, 'Chart').click();
      });

      it(`goes through "${heading}" by keyboard, and every panel follows the class`, async () => {
        await bar(feature).focus();
        await workbench.page.keyboard.press('Enter');
        await page().locator(`${element} h2 button:focus`).waitFor();
        const first = page().locator(`${element} [data-class] [data-rove="classes"]`).first();
        for (let presses = 0; presses < 12 && !(await first.evaluate((node) => node.matches(':focus'))); presses++)
          await workbench.page.keyboard.press('Tab');
        await workbench.page.keyboard.press('ArrowDown');
        const focused = page().locator(`${element} [data-rove="classes"]:focus`).first();
        const id = (await focused.getAttribute('data-key'))!;
        assert.notEqual(id, await first.getAttribute('data-key'));
        for (const other of PANELS)
          await page().locator(`${other.element} .hovered[data-class="${id}"]`).first().waitFor({ state: 'attached' });
      });
    }

    it('goes from a patch feature to the oddest patch and its nearest reference patch', async () => {
      await bar('Patches').click();
      const [oddest] = explanation.patches;
      const label = page().locator('.link-label');
      await label.filter({ hasText: oddest!.distance.toFixed(2) }).waitFor();
      await label.filter({ hasText: oddest!.reference.image }).waitFor({ state: 'attached' });
      await page().locator('canvas').nth(1).waitFor();
      await workbench.screenshot(`${shots}-patch`);
    });

    it('copies a panel as CSV with the numbers of the command line', async () => {
      await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await tool('Class areas', 'Copy as CSV').click();
      await page().getByRole('button', { name: 'Class areas: Copied' }).waitFor();
      const text = await workbench.page.evaluate(() => navigator.clipboard.readText());
      for (const { name: className, area } of explanation.classes)
        assert.ok(text.includes(`${className},${String(area)},`), `${className} in ${text}`);
    });
  });
}
