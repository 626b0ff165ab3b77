import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { encode } from 'fast-png';
import * as vscode from 'vscode';
import type { ModelEntry, ModelVerdict } from '../../../src/domain/models.ts';
import type { ProjectFile } from '../../../src/domain/projectFile.ts';
import { installTinyModels } from '../../fixtures/modelStore.ts';
import { tinyBackbone } from '../../fixtures/tinyBackbone.ts';
import { picture } from '../../fixtures/tinyDeaot.ts';
import { allProblems, project, until, workspaceFolder } from './support.ts';

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T | undefined>(command, ...args);
const list = async () => (await run<ModelEntry[]>('kshot.models.refresh')) ?? [];
const find = async (id: string) => (await list()).find((entry) => entry.id === id);

/** Two parts on grey, moved to the right by so many pixels: what the tiny networks can tell apart. */
function drawn(shift: number): Uint8Array {
  const { image } = picture(384, 288, [
    { x: 0, y: 0, width: 384, height: 288, colour: [128, 128, 128], label: 0 },
    { x: 24 + shift, y: 24, width: 144, height: 120, colour: [250, 10, 10], label: 1 },
    { x: 216, y: 144, width: 96, height: 96, colour: [10, 10, 250], label: 2 },
  ]);
  return encode({ width: image.width, height: image.height, data: image.data, channels: 3 });
}

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
    const shown = path.join(workspaceFolder(), 'networks');
    await mkdir(shown);
    for (const [index, name] of ['first.png', 'second.png', 'third.png'].entries())
      await writeFile(path.join(shown, name), drawn(24 * index));
    const target = path.join(shown, 'networks.kshot.json');
    const references = ['first.png', 'second.png'];
    await writeFile(target, JSON.stringify({ version: 1, references, images: ['third.png'], models: ids }));
    try {
      assert.deepEqual(await run('kshot.score', target), { scored: 1, failed: 0 });
    } finally {
      await rm(shown, { recursive: true });
    }
  });

  it('that ship with kShot stay', async () => {
    await run('kshot.models.remove', 'mobilenet-v2');
    assert.equal((await find('mobilenet-v2'))?.state, 'bundled');
  });
});
