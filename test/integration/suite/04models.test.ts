import * as assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ModelEntry, ModelVerdict } from '../../../src/domain/models.ts';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import { installTinyModels } from '../../fixtures/modelStore.ts';
import { tinyBackbone } from '../../fixtures/tinyBackbone.ts';
import { allProblems, images, project, until } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const list = async () => (await run<ModelEntry[]>('kshot.models.refresh')) ?? [];
const find = async (id: string) => (await list()).find((entry) => entry.id === id);

describe('models in the editor', () => {
  it('are listed: what ships, and what can be had', async () => {
    assert.equal((await find('mobilenet-v2'))?.state, 'bundled');
    const dino = await find('dinov2-small');
    assert.equal(dino?.state, 'available');
    assert.equal(dino.license, 'Apache-2.0');
    assert.equal((await find('deaot-t'))?.state, 'export');
  });

  it('come from files, and are whole', async () => {
    const source = path.join(await mkdtemp(path.join(tmpdir(), 'kshot-model-')), 'tiny.onnx');
    await writeFile(source, tinyBackbone({ dim: 16 }));
    assert.deepEqual(await run('kshot.models.add', { source }), { id: 'tiny', kind: 'backbone' });
    assert.equal((await find('tiny'))?.state, 'installed');
    assert.deepEqual(await run<ModelVerdict>('kshot.models.verify', 'tiny'), { id: 'tiny', ok: true, faults: [] });
    assert.equal(await run('kshot.models.add', { source }), undefined, 'the name is taken');
  });

  it('are written into the project, whose scores go; they come back with the former models', async () => {
    const target = await project();
    await run('kshot.score', target);
    await until('odd images in Problems', () => allProblems().length > 0);
    const text = await readFile(target, 'utf8');
    await run('kshot.models.use', 'tiny', target);
    const changed = await readFile(target, 'utf8');
    assert.deepEqual((JSON.parse(changed) as ProjectFile).models, { backbone: 'tiny' });
    assert.deepEqual(
      { ...(JSON.parse(changed) as object), models: undefined },
      { ...(JSON.parse(text) as object), models: undefined },
    );
    await until('no Problems of the former models', () => allProblems().length === 0);
    const result = await run<{ scored: number }>('kshot.score', target);
    assert.ok(result && result.scored > 0, 'the model computes');
    await writeFile(target, text);
    await until('Problems from the cache again', () => allProblems().length > 0);
  });

  it('of all three kinds fit and score: SAM segments, DeAOT carries on, a vision transformer describes', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kshot-networks-'));
    installTinyModels(folder);
    const ids = { backbone: 'tiny-vit', segmenter: 'tiny-sam', aligner: 'tiny-deaot' };
    for (const id of Object.values(ids)) await run('kshot.models.add', { source: path.join(folder, id) });
    const target = await project();
    const text = await readFile(target, 'utf8');
    await writeFile(target, JSON.stringify({ ...(JSON.parse(text) as object), models: ids }));
    try {
      const result = await until('the scores of all images', async () => {
        const scored = await run<{ scored: number; failed: number }>('kshot.score', target);
        return scored !== undefined && scored.scored > 0 && scored;
      });
      assert.equal(result.failed, 0);
      assert.equal(result.scored, (await images('test/**/*.png')).length);
    } finally {
      await writeFile(target, text);
    }
  });

  it('that ship with kShot stay', async () => {
    await run('kshot.models.remove', 'mobilenet-v2');
    assert.equal((await find('mobilenet-v2'))?.state, 'bundled');
  });
});
