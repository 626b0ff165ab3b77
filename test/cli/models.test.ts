import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelEntry, ModelVerdict } from '../../src/domain/models.ts';
import type { ScoreRecord } from '../../src/domain/records.ts';
import type { Manifest } from '../../src/engine/models/manifest.ts';
import { HubServer } from '../fixtures/hubServer.ts';
import { localhostTls } from '../fixtures/localhostTls.ts';
import { tinyBackbone } from '../fixtures/tinyBackbone.ts';
import { kshot, type Result } from './kshot.ts';

const root = mkdtempSync(path.join(tmpdir(), 'kshot-cli-models-'));
const store = path.join(root, 'store');
const vit = path.join(root, 'vit.onnx');
const env = {
  KSHOT_MODELS: store,
  KSHOT_MODELS_MIRROR: '',
  HTTPS_PROXY: '',
  https_proxy: '',
  HTTP_PROXY: '',
  http_proxy: '',
};
const models = (...args: string[]): Promise<Result> => kshot(['models', ...args], { env });

/** One document on standard output, nothing else. */
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await models(...args, '--json');
  if (code !== 0) throw new Error(`exited ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const state = async (id: string): Promise<string | undefined> =>
  (await json<ModelEntry[]>('list')).find((entry) => entry.id === id)?.state;

describe('kshot models', () => {
  let hub: HubServer;
  beforeAll(async () => {
    hub = await HubServer.start();
    writeFileSync(vit, tinyBackbone());
  });
  afterAll(() => hub.stop());

  it('lists what ships, and what can be had, without asking anyone', async () => {
    const list = await json<ModelEntry[]>('list');
    expect(list.find(({ id }) => id === 'mobilenet-v2')!.state).toBe('bundled');
    expect(list.find(({ id }) => id === 'dinov2-small')).toMatchObject({ state: 'available', license: 'Apache-2.0' });
    expect(list.find(({ id }) => id === 'deaot-t')!.state).toBe('export');
    const { stdout } = await models('list');
    expect(stdout).toMatch(
      /^dinov2-small +backbone +available +88\.5 MB +Apache-2\.0 +kshot models pull dinov2-small$/m,
    );
  });

  it('pulls from a mirror, and not again', async () => {
    hub.files.set('onnx-community/dinov2-small/resolve/main/onnx/model.onnx', { content: tinyBackbone({ dim: 384 }) });
    const first = await models('pull', 'dinov2-small', '--mirror', hub.url);
    expect(first).toEqual({ code: 0, stdout: 'Installed dinov2-small.\n', stderr: '' });
    expect(await state('dinov2-small')).toBe('installed');
    const asked = hub.seen.length;
    const again = await json<{ id: string; downloaded: boolean }[]>('pull', 'dinov2-small', '--mirror', hub.url);
    expect(again).toMatchObject([{ id: 'dinov2-small', downloaded: false }]);
    expect(hub.seen.length).toBe(asked);
  });

  it('fails with one line where a download fails, and with 2 for what cannot be pulled', async () => {
    const missing = await models('pull', 'sam-vit-base', '--mirror', hub.url);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(
      /^error: Expected sam-vit-base\/vision_encoder\.onnx at http[^\n]* \(404\)[^\n]*\n$/,
    );
    const nowhere = await models('pull', 'sam-vit-base', '--mirror', 'ftp://hub');
    expect([nowhere.code, nowhere.stderr]).toEqual([
      1,
      expect.stringMatching(/mirror's address as https.*"ftp:\/\/hub"/),
    ]);
    const unpublished = await models('pull', 'deaot-t');
    expect(unpublished.code).toBe(2);
    expect(unpublished.stderr).toMatch(
      /tools\/export\/deaot\.py --variant deaott --checkpoint DeAOTT_PRE_YTB_DAV\.pth/,
    );
  });

  it('trusts a certificate that the user names, through the mirror of the environment', async () => {
    const secure = await HubServer.start({ tls: true });
    const authority = path.join(root, 'authority.pem');
    writeFileSync(authority, localhostTls.cert);
    secure.files.set('onnx-community/dinov2-base/resolve/main/onnx/model.onnx', {
      content: tinyBackbone({ dim: 768 }),
    });
    try {
      const environment = { ...env, KSHOT_MODELS_MIRROR: secure.url };
      const untrusted = await kshot(['models', 'pull', 'dinov2-base'], { env: environment });
      expect(untrusted.code).toBe(1);
      expect(untrusted.stderr).toMatch(/NODE_EXTRA_CA_CERTS/);
      const trusted = await kshot(['models', 'pull', 'dinov2-base'], {
        env: { ...environment, NODE_EXTRA_CA_CERTS: authority },
      });
      expect(trusted).toMatchObject({ code: 0, stdout: 'Installed dinov2-base.\n' });
    } finally {
      await secure.stop();
    }
  });

  it('adds a model of the user, which a project then scores with', async () => {
    const manifest = await json<Manifest>('add', vit, '--id', 'mine', '--input-size', '112', '--license', 'MIT');
    expect(manifest).toMatchObject({
      id: 'mine',
      inputSize: 112,
      patchSize: 14,
      dim: 4,
      skipTokens: 1,
      license: 'MIT',
    });
    const data = path.join(root, 'data');
    await kshot(['sample', data, '--count', '2']);
    const project = path.join(data, 'mine.kshot.json');
    const file = {
      version: 1,
      references: ['train/good/000.png'],
      images: ['test/**/*.png'],
      models: { backbone: 'mine' },
    };
    writeFileSync(project, JSON.stringify(file));
    const scored = await kshot(['score', project, '--json', '--models', store]);
    expect(scored).toMatchObject({ code: 0 });
    const records = JSON.parse(scored.stdout) as ScoreRecord[];
    expect(records.length).toBeGreaterThanOrEqual(2);
    for (const { score } of records) expect(score).toBeGreaterThan(0);
  });

  it.each([
    [['add', vit, '--id', 'mine'], 2, /called mine in the store; there is one\. Use --replace/],
    [['add', vit, '--id', 'mobilenet-v2'], 2, /ships with kShot/],
    [['add', vit, '--id', 'm', '--patch-size', '37'], 2, /--skip-tokens/],
    [['add', vit, '--mean', '1,2'], 2, /three numbers/],
    [['remove', 'mobilenet-v2'], 2, /ships with kShot/],
    [['verify', 'nothing'], 2, /"nothing"; there is none/],
    [['list', 'extra'], 2, /too many arguments/],
  ])('answers %j with %i', async (args, code, message) => {
    const result = await models(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(message);
    expect(result.stdout).toBe('');
  });

  it('finds damage, and removes', async () => {
    expect((await json<ModelVerdict[]>('verify')).map(({ id, ok }) => [id, ok])).toEqual([
      ['mobilenet-v2', true],
      ['dinov2-base', true],
      ['dinov2-small', true],
      ['mine', true],
    ]);
    writeFileSync(path.join(store, 'mine/vit.onnx'), tinyBackbone({ dim: 5 }));
    const verdict = await models('verify', 'mine');
    expect(verdict.code).toBe(1);
    expect(verdict.stdout).toMatch(/^mine +vit\.onnx is damaged/m);
    expect(await state('mine')).toBe('damaged');
    expect(await models('remove', 'mine')).toMatchObject({ code: 0, stdout: 'Removed mine.\n' });
    expect(await state('mine')).toBeUndefined();
  });
});
