import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOG, catalogSchema, isDownload } from '../../src/engine/models/catalog.ts';
import { parseManifest, type BackboneManifest } from '../../src/engine/models/manifest.ts';
import { knownModels } from '../../src/engine/models/resolve.ts';
import { ModelStore } from '../../src/engine/models/store.ts';
import { sha256 } from '../fixtures/hubServer.ts';
import { contents, place } from '../fixtures/modelHub.ts';
import { tinyBackbone } from '../fixtures/tinyBackbone.ts';

const bytes = tinyBackbone();
const manifest = {
  id: 'shipped',
  kind: 'backbone',
  files: { model: { path: 'model.onnx', sha256: sha256(bytes) } },
  inputSize: 112,
  patchSize: 14,
  dim: 4,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: 'bicubic',
  input: 'pixel_values',
  output: 'last_hidden_state',
  skipTokens: 1,
  license: 'MIT',
  source: 'the lab',
};

/** A bundled model, `shipped`, and one in the store, `tiny`. */
async function filled() {
  const there = place('https://hub.invalid');
  const shipped = path.join(there.modelsDir, 'shipped');
  mkdirSync(shipped, { recursive: true });
  writeFileSync(path.join(shipped, 'model.onnx'), bytes);
  writeFileSync(path.join(shipped, 'manifest.json'), JSON.stringify(manifest));
  await there.store.add(shipped, { id: 'tiny' });
  return { ...there, shipped, tiny: path.join(there.storeDir, 'tiny') };
}

describe('the catalog', () => {
  it('has what its schema asks for, in a file that says no more', async () => {
    const file: unknown = JSON.parse(await readFile('src/engine/models/catalog.json', 'utf8'));
    expect(catalogSchema.parse(file)).toEqual(CATALOG);
    const ids = CATALOG.models.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['dinov2-small', 'dinov2-giant-registers', 'sam-vit-base', 'mobilesam', 'deaot-r50-l']),
    );
  });

  it.each(CATALOG.models)('describes $id so that a manifest comes of it', (entry) => {
    const names = isDownload(entry)
      ? Object.keys(entry.files)
      : { backbone: ['model'], segmenter: ['encoder', 'decoder'], aligner: ['encode', 'memorize', 'propagate'] }[
          entry.kind
        ];
    const files = Object.fromEntries(names.map((name) => [name, { path: `${name}.onnx`, sha256: '0'.repeat(64) }]));
    const { id, kind, license, repository } = entry;
    const made = parseManifest({ id, kind, files, license, source: repository, ...entry.manifest }, id);
    expect(made.kind).toBe(kind);
    if (!isDownload(entry)) return;
    for (const file of Object.values(entry.files)) {
      expect(file.url.startsWith(`${repository}/resolve/`)).toBe(true);
      expect(path.posix.basename(file.url)).toBe(file.path);
    }
  });

  it('skips the class token of DINOv2, and four registers where there are some', () => {
    const backbones = CATALOG.models.filter(({ kind }) => kind === 'backbone');
    expect(backbones.length).toBe(8);
    for (const { id, manifest: about } of backbones) {
      expect((about as Partial<BackboneManifest>).skipTokens).toBe(id.endsWith('-registers') ? 5 : 1);
    }
  });
});

describe('list', () => {
  it('has the bundled models, those of the store, then what can be had', async () => {
    const { store, storeDir, modelsDir } = await filled();
    const list = await store.list();
    expect(list.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['shipped', 'bundled', 'ships with kShot'],
      ['tiny', 'installed', 'ready'],
      ['two', 'available', 'kshot models pull two'],
      ['checkpoint', 'export', expect.stringContaining('python export.py') as string],
    ]);
    expect(list[1]).toMatchObject({ kind: 'backbone', title: 'Tiny', license: 'MIT', parameters: 9 });
    expect(list[1]!.bytes).toBeGreaterThan(bytes.length);
    expect(list[2]!.bytes).toBe(2000);
    expect(await knownModels({ modelsDir, storeDir })).toEqual(['shipped', 'tiny']);
  });

  it('works without a store, which nothing else does', async () => {
    const store = new ModelStore({ modelsDir: '/nowhere' });
    expect((await store.list()).map(({ id }) => id)).toEqual(CATALOG.models.map(({ id }) => id));
    await expect(store.pull('dinov2-small')).rejects.toMatchObject({ code: 'store-missing' });
    await expect(store.remove('dinov2-small')).rejects.toMatchObject({ code: 'store-missing' });
  });

  it('tells damaged models', async () => {
    const { store, tiny } = await filled();
    const tinyEntry = async () => (await store.list()).find(({ id }) => id === 'tiny')!;
    truncateSync(path.join(tiny, 'model.onnx'), 10);
    expect(await tinyEntry()).toMatchObject({
      state: 'damaged',
      reason: expect.stringMatching(/has 10 bytes instead/) as string,
    });
    rmSync(path.join(tiny, 'model.onnx'));
    expect(await tinyEntry()).toMatchObject({ state: 'damaged', reason: 'model.onnx is missing' });
    writeFileSync(path.join(tiny, 'manifest.json'), '{');
    expect(await tinyEntry()).toMatchObject({ state: 'damaged', kind: 'backbone', title: 'Tiny' });
  });
});

describe('verify', () => {
  it('reads all files of all models, or of those named', async () => {
    const { store, tiny, shipped } = await filled();
    expect(await store.verify()).toEqual([
      { id: 'shipped', ok: true, faults: [] },
      { id: 'tiny', ok: true, faults: [] },
    ]);
    const other = Uint8Array.from(bytes);
    other[other.length - 3]! ^= 1; // the same size: only its checksum tells
    writeFileSync(path.join(tiny, 'model.onnx'), other);
    rmSync(path.join(shipped, 'model.onnx'));
    expect(await store.verify()).toEqual([
      { id: 'shipped', ok: false, faults: ['model.onnx is missing'] },
      { id: 'tiny', ok: false, faults: ['model.onnx is damaged: its SHA-256 is another'] },
    ]);
    expect((await store.verify(['tiny'])).map(({ id }) => id)).toEqual(['tiny']);
    await expect(store.verify(['two'])).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/"two".*shipped, tiny/) as string,
    });
  });
});

describe('remove', () => {
  it('deletes a model of the store and its unfinished download', async () => {
    const { store, storeDir } = await filled();
    const part = path.join(storeDir, '.downloads/two/model.onnx.part');
    mkdirSync(path.dirname(part), { recursive: true });
    writeFileSync(part, 'half');
    await store.remove('tiny');
    expect(Object.keys(await contents(storeDir))).toEqual(['.downloads/two/model.onnx.part']);
    await store.remove('two');
    expect(await contents(storeDir)).toEqual({});
  });

  it('refuses what ships with the product, what is not there, and what is no id', async () => {
    const { store, shipped, storeDir } = await filled();
    const before = await contents(storeDir);
    await expect(store.remove('shipped')).rejects.toMatchObject({ code: 'model-bundled' });
    await expect(store.remove('two')).rejects.toMatchObject({ code: 'model-missing' });
    for (const id of ['..', '.downloads', 'tiny/..', '']) {
      await expect(store.remove(id)).rejects.toMatchObject({ code: 'model-missing' });
    }
    expect(await contents(storeDir)).toEqual(before);
    expect(Object.keys(await contents(shipped)).length).toBe(2);
  });
});
