import * as assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { HumanVerdict } from '../../../src/domain/annotations/annotations.ts';
import type { Evaluation } from '../../../src/domain/records.ts';
import type { ShownSummary } from '../../../src/host/editors/inspectorSession.ts';
import {
  allProblems,
  closeAll,
  file,
  images,
  problems,
  project,
  settledProblems,
  until,
  workspaceFolder,
} from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const labelFile = (image: vscode.Uri) => vscode.Uri.file(image.fsPath.replace(/\.png$/, '.json'));
const say = (image: vscode.Uri, verdict: HumanVerdict) =>
  writeFile(labelFile(image).fsPath, JSON.stringify({ flags: { [verdict]: true }, shapes: [] }));
const unsay = (image: vscode.Uri) => rm(labelFile(image).fsPath, { force: true });
const nameOf = (image: vscode.Uri) => path.relative(workspaceFolder(), image.fsPath).split(path.sep).join('/');

/** What the review says now: its counts are of the ground truth as the panel knows it. */
const counts = async () => {
  const shown = await run<ShownSummary>('kshot.review', await project(), { order: 'score', filter: 'all' });
  assert.ok(shown?.review);
  return shown.review.counts;
};

describe('the ground truth', () => {
  let odd: vscode.Uri;
  before(async () => {
    await closeAll();
    await run('kshot.score', await project());
    await settledProblems();
    const found = allProblems().find(([uri]) => uri.path.includes('_anomalies/'));
    assert.ok(found, 'an odd image');
    [odd] = found;
  });
  after(async () => {
    for (const image of await images()) await unsay(image);
    await closeAll();
  });

  it('follows label files as they come, change and go, and scores stay', async () => {
    const before = await counts();
    const scores = allProblems().length;
    await say(odd, 'good');
    await until('one more disagreement, reviewed', async () => {
      const { disagreements, unreviewed } = await counts();
      return disagreements === before.disagreements + 1 && unreviewed === before.unreviewed - 1;
    });
    await say(odd, 'excluded');
    await until('an image less to look at', async () => {
      const { disagreements, flagged } = await counts();
      return disagreements === before.disagreements && flagged === before.flagged - 1;
    });
    assert.equal(allProblems().length, scores);
    await unsay(odd);
    await until('all as it was', async () => JSON.stringify(await counts()) === JSON.stringify(before));
  });

  it('counts in evaluations, and is said whose word it is', async () => {
    const before = await run<Evaluation>('kshot.evaluate', await project());
    await say(odd, 'good');
    const after = await run<Evaluation>('kshot.evaluate', await project());
    assert.ok(before && after);
    assert.equal(after.anomalous, before.anomalous - 1);
    assert.deepEqual(after.truth, { ...before.truth, folder: before.truth.folder - 1, annotations: 1 });
    assert.ok(after.atThreshold.falseAlarms.includes(nameOf(odd)));
    const text = () => vscode.window.activeTextEditor?.document.getText() ?? '';
    await until('the figures to say so', () => text().includes('by their annotations: 1.'));
    await unsay(odd);
  });

  it('has Problems: a label file that cannot be read, a reference that is not good', async () => {
    const image = odd;
    const reference = file('train', 'good', '000.png');
    await writeFile(labelFile(image).fsPath, '{ "shapes": [');
    const [unreadable] = await until('a Problem on the label file', () => {
      const found = problems(labelFile(image));
      return found.length > 0 && found;
    });
    assert.equal(unreadable?.code, 'labels-unreadable');
    assert.ok(unreadable.message.includes(labelFile(image).fsPath));
    await unsay(image);
    await until('no Problem there', () => problems(labelFile(image)).length === 0);

    await say(reference, 'anomalous');
    const warning = await until(
      'a Problem on the project file',
      async () => problems(file(path.basename(await project())))[0],
    );
    assert.equal(warning.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(warning.message, /train\/good\/000\.png is annotated as anomalous/);
    assert.equal(warning.relatedInformation?.[0]?.location.uri.path, reference.path);
    await unsay(reference);
    await until('none there', async () => problems(file(path.basename(await project()))).length === 0);
  });
});
