import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownModels, resolveModel } from '../../src/engine/models/resolve.ts';
import { VerifiedFiles } from '../../src/engine/models/verifiedFiles.ts';

const bytes = Buffer.from('the network');
const manifest = {
  id: 'tiny',
  kind: 'backbone',
  files: { model: { path: 'model.onnx', sha256: createHash('sha256').update(bytes).digest('hex') } },
  inputSize: 112,
  patchSize: 14,
  dim: 16,
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
  resize: 'bicubic',
  input: 'pixel_values',
  output: 'patch_tokens',
  skipTokens: 0,
  license: 'Apache-2.0',
  source: 'made up',
};

/** A project's folder with `models/tiny`, and a folder of bundled models with `bundled`. */
function place(
  changes: object = {},
  { content = bytes, text }: { content?: Buffer; text?: string } = {},
): { folder: string; modelsDir: string } {
  const root = mkdtempSync(path.join(tmpdir(), 'kshot-models-'));
  for (const folder of ['project/models/tiny', 'dist/bundled']) {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, 'model.onnx'), content);
    writeFileSync(path.join(root, folder, 'manifest.json'), text ?? JSON.stringify({ ...manifest, ...changes }));
  }
  return { folder: path.join(root, 'project'), modelsDir: path.join(root, 'dist') };
}

const failure = (code: string, message: RegExp): object => ({
  code,
  message: expect.stringMatching(message) as string,
});

describe('resolveModel', () => {
  it('finds a model by its path beside the project and by its id', async () => {
    const places = place();
    const byPath = await resolveModel('./models/tiny', 'backbone', places);
    expect(byPath.manifest).toEqual(manifest);
    expect(byPath.files['model']).toEqual({
      path: path.join(places.folder, 'models/tiny/model.onnx'),
      sha256: manifest.files.model.sha256,
    });
    const byId = await resolveModel('bundled', 'backbone', places);
    expect(byId.folder).toBe(path.join(places.modelsDir, 'bundled'));
    expect(byId.key).not.toBe(byPath.key);
    expect(await knownModels(places)).toEqual(['bundled']);
  });

  it('searches the store after the bundled models', async () => {
    const places = place();
    const store = place().modelsDir;
    mkdirSync(path.join(store, 'empty'));
    expect(await knownModels({ modelsDir: places.modelsDir, storeDir: store })).toEqual(['bundled', 'empty']);
    await expect(resolveModel('empty', 'backbone', { ...places, storeDir: store })).rejects.toMatchObject(
      failure('model-missing', /manifest\.json/),
    );
  });

  it('says which models there are when one is not', async () => {
    await expect(resolveModel('dinov2', 'backbone', place())).rejects.toMatchObject(
      failure('model-missing', /dinov2.*bundled/),
    );
    await expect(resolveModel('../bundled', 'backbone', place())).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('refuses a path that leaves the folder', async () => {
    await expect(resolveModel('./../dist/bundled', 'backbone', place())).rejects.toMatchObject({
      code: 'path-outside',
    });
    const outside = place({ files: { model: { ...manifest.files.model, path: '../model.onnx' } } });
    await expect(resolveModel('bundled', 'backbone', outside)).rejects.toMatchObject(
      failure('model-unreadable', /files\.model\.path: expected a path inside/),
    );
  });

  it('refuses a file whose checksum is another, with both and a way out', async () => {
    const places = place({}, { content: Buffer.from('the netwerk') });
    await expect(resolveModel('bundled', 'backbone', places)).rejects.toMatchObject(
      failure('model-unreadable', new RegExp(`${manifest.files.model.sha256}.*model\\.onnx.*Get the model anew`)),
    );
  });

  it('reads a file again only when it changed', async () => {
    const places = { ...place(), verified: new Map<string, string>() };
    await resolveModel('bundled', 'backbone', places);
    const file = path.join(places.modelsDir, 'bundled/model.onnx');
    expect([...places.verified.keys()]).toEqual([file]);
    writeFileSync(file, 'something longer');
    await expect(resolveModel('bundled', 'backbone', places)).rejects.toMatchObject({ code: 'model-unreadable' });
  });

  it('says when a listed file is not there', async () => {
    const places = place({
      files: { ...manifest.files, weights: { path: 'model.onnx_data', sha256: '0'.repeat(64) } },
    });
    await expect(resolveModel('bundled', 'backbone', places)).rejects.toMatchObject(
      failure('model-missing', /model\.onnx_data/),
    );
  });

  it.each([
    [{ mean: [0.5, 0.5] }, /mean/],
    [{ std: [0.5, 0, 0.5] }, /std\.1/],
    [{ kind: 'classifier' }, /kind: expected "backbone" or "segmenter" or "aligner"/],
    [{ dim: '16' }, /dim: expected/],
    [{ inputSize: 100 }, /inputSize.*multiple of patchSize 14, got 100/],
    [{ files: {} }, /files\.model/],
    [{ files: { model: { path: 'model.onnx', sha256: 'abc' } } }, /files\.model\.sha256: expected a SHA-256/],
    [{ license: '' }, /license/],
  ])('names the field that is wrong: %j', async (changes, message) => {
    await expect(resolveModel('bundled', 'backbone', place(changes))).rejects.toMatchObject(
      failure('model-unreadable', message),
    );
    await expect(resolveModel('bundled', 'backbone', place(changes))).rejects.toMatchObject(
      failure('model-unreadable', /^[^\n]*manifest\.json[^\n]*$/),
    );
  });

  it('reads a file again only when it changed, also in the next run', async () => {
    const places = place();
    const memory = path.join(places.folder, 'verified.json');
    const first = await VerifiedFiles.open(memory);
    await resolveModel('bundled', 'backbone', { ...places, verified: first });
    await first.save();
    const second = await VerifiedFiles.open(memory);
    expect([...second]).toEqual([...first]);
    expect(second.size).toBe(1);
    const [[file]] = [...second] as [[string, string]];
    writeFileSync(file, 'another network of the same length'.slice(0, bytes.length));
    await expect(resolveModel('bundled', 'backbone', { ...places, verified: second })).rejects.toMatchObject({
      code: 'model-unreadable',
    });
    writeFileSync(memory, '{"damaged": 1}');
    expect((await VerifiedFiles.open(memory)).size).toBe(0);
  });

  it('says what a model is that was named as something else', async () => {
    await expect(resolveModel('bundled', 'aligner', place())).rejects.toMatchObject(
      failure('model-missing', /Expected an aligner called bundled; it is a backbone/),
    );
  });

  it('refuses a manifest that is no JSON', async () => {
    await expect(resolveModel('bundled', 'backbone', place({}, { text: '{' }))).rejects.toMatchObject(
      failure('model-unreadable', /manifest\.json: expected JSON/),
    );
  });
});
