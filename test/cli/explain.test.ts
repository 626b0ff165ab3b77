/** `kshot explain`: its document, and whether it names what was changed in scenes with exact class masks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/domain/explanation.ts';
import { FEATURE_NAMES } from '../../src/domain/features.ts';
import type { ScoreRecord } from '../../src/domain/records.ts';
import { explainSentence } from '../../src/domain/sentence.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { FeatureReport } from '../../src/engine/engineTypes.ts';
import { CHANGES, PARTS, writeScene } from '../fixtures/partScenes.ts';
import type { Altered } from '../fixtures/partScenes.ts';
import { kshot, kshotJson } from './kshot.ts';

/** Of so many scenes, four a kind of change … */
const SCENES: readonly Altered[] = CHANGES.flatMap((change, kind) =>
  [0, 1, 2, 3].map((i) => ({ change, part: (kind + i) % PARTS.length })),
);
/** … so many at least must be explained by the right class and kind. */
const LEAST = 18;

let root: string;
let engine: Engine;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kshot-explain-'));
  engine = new Engine({ modelsDir: path.resolve('dist/models') });
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true, force: true });
});

async function makeProject(shots: number, features: object, seed = 0): Promise<string> {
  const folder = path.join(root, `${shots}-${JSON.stringify(features).replaceAll(/\W/g, '')}-${seed}`);
  const references = Array.from({ length: shots }, (_, index) => `reference${index}.png`);
  references.forEach((_, index) => {
    writeScene(folder, `reference${index}`, seed + index);
  });
  const project = path.join(folder, 'scenes.kshot.json');
  const classes = PARTS.map(({ name }, index) => ({ id: index + 1, name, color: '#4c78a8' }));
  const models = { segmenter: { masks: 'labels/{path}.png' } };
  await writeFile(project, JSON.stringify({ version: 1, references, images: ['*.png'], models, features, classes }));
  return project;
}

describe('facts of scenes with one part changed', () => {
  it.each([
    [4, { preset: 'seven' }, 0],
    [4, {}, 100],
    [2, { preset: 'seven' }, 200],
    [1, { preset: 'seven' }, 300],
  ] as const)('with %i references and features %o', async (shots, features, seed) => {
    const project = await makeProject(shots, features, seed);
    // All at once: one reference is compared with unlabelled images, and a further image would mean a further fit.
    SCENES.forEach((altered, index) => {
      writeScene(path.dirname(project), `scene${index}`, seed + 1000 + index, altered);
    });
    const missed: string[] = [];
    for (const [index, altered] of SCENES.entries()) {
      const { name } = PARTS[altered.part]!;
      const explanation = await engine.explain(project, `scene${index}.png`, path.dirname(project));
      const fact = explanation.facts.find(({ kind }) => kind !== 'texture');
      const sentence = explainSentence(explanation);
      const isRight = fact?.classId === altered.part + 1 && fact.kind === altered.change && sentence.includes(name);
      if (!isRight) missed.push(`${name} ${altered.change}: ${sentence}`);
    }
    console.log(
      `${shots} references, ${JSON.stringify(features)}: ${SCENES.length - missed.length} of ${SCENES.length}`,
    );
    expect(SCENES.length - missed.length, missed.join('\n')).toBeGreaterThanOrEqual(LEAST);
  });
});

describe('kshot explain', () => {
  it('prints one document: score, sentence, facts, classes, patches, as the records have them', async () => {
    const project = await makeProject(4, { preset: 'seven' }, 400);
    writeScene(path.dirname(project), 'odd', 1, { part: 1, change: 'missing' });
    const document = await kshotJson<Explanation & { sentence: string }>('explain', project, 'odd.png');
    const [record] = await kshotJson<ScoreRecord[]>('score', project, 'odd.png', '--format', 'json');
    expect(document).toMatchObject({
      image: 'odd.png',
      score: record!.score,
      verdict: record!.verdict,
      nearestReference: record!.nearestReference,
    });
    expect(document.sentence).toBe(explainSentence(document));
    expect(document.sentence).toContain('red pin');
    expect(
      document.classes.map(({ id, name, area, color, location }) => ({ id, name, area, color, location })),
    ).toEqual(record!.classes.map((measure, index) => ({ ...measure, name: PARTS[index]!.name })));
    for (const { references } of document.classes)
      expect(references.map(({ image }) => image)).toEqual([0, 1, 2, 3].map((index) => `reference${index}.png`));
    const shares = document.facts.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
    for (const { feature } of document.facts) expect(FEATURE_NAMES).toContain(feature);
    expect(document.facts.filter(({ classId }) => classId === 2)).toHaveLength(1);

    const { raw } = record!.features.patch;
    const distances = document.patches.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => b - a));
    expect(distances.reduce((sum, distance) => sum + distance, 0) / distances.length).toBeCloseTo(raw, 6);
    const { grid } = await kshotJson<FeatureReport>('features', project, 'odd.png');
    expect(document.patches).toHaveLength(Math.ceil((grid * grid) / 50));
    for (const { row, column, reference } of document.patches)
      for (const place of [row, column, reference.row, reference.column]) {
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(grid);
      }
  });

  it('explains a reference as one that differs in nothing from itself', async () => {
    const project = await makeProject(2, { preset: 'seven' }, 500);
    const { facts, patches, verdict, nearestReference } = await kshotJson<Explanation>(
      'explain',
      project,
      'reference1.png',
    );
    expect(verdict).toBe('normal');
    expect(nearestReference).toBe('reference1.png');
    expect(facts).toEqual([]);
    for (const { row, column, reference } of patches)
      expect(reference).toEqual({ image: 'reference1.png', row, column });
  });

  it('prints the sentence and a table for people, and says on one line what it cannot explain', async () => {
    const project = await makeProject(2, { preset: 'seven' }, 500);
    writeScene(path.dirname(project), 'odd', 2, { part: 3, change: 'larger' });
    const { stdout, code } = await kshot(['explain', project, 'odd.png']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Odd: .*class Dübel covers \d+ % more than in any reference/m);
    expect(stdout).toMatch(/^Dübel: larger +histogram +\d+ %/m);
    const missing = await kshot(['explain', project, 'nowhere.png']);
    expect(missing.code).toBe(2);
    expect(missing.stderr.trim().split('\n')).toHaveLength(1);
    expect(missing.stderr).toContain('nowhere.png');
  });
});
