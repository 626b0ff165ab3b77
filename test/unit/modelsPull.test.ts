import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullProgress } from '../../src/domain/models.ts';
import { HubServer, ProxyServer, sha256, type Serving } from '../fixtures/hubServer.ts';
import { contents, place, tinyModel, tinyPath } from '../fixtures/modelHub.ts';
import { resolveModel } from '../../src/engine/models/resolve.ts';

const quick = { backoffMs: 1, retries: 2 };
const failure = (code: string, message: RegExp): object => ({
  code,
  message: expect.stringMatching(message) as string,
});

describe('pull', () => {
  let hub: HubServer;
  const serve = (serving: Partial<Serving> = {}, file = tinyPath): void => {
    hub.files.set(file, { content: tinyModel, ...serving });
  };
  beforeEach(async () => {
    hub = await HubServer.start();
    serve();
  });
  afterEach(() => hub.stop());

  it('installs a model that projects then find, with where it is from and what it was', async () => {
    const { store, storeDir, modelsDir } = place(hub.url);
    const { manifest, downloaded } = await store.pull('tiny', quick);
    expect(downloaded).toBe(true);
    const resolved = await resolveModel('tiny', 'backbone', { modelsDir, storeDir, folder: modelsDir });
    expect(resolved.manifest).toEqual(manifest);
    expect(manifest).toMatchObject({ id: 'tiny', dim: 4, license: 'MIT', source: `${hub.url}/lab/tiny` });
    expect(readFileSync(path.join(storeDir, 'tiny/model.onnx')).equals(tinyModel)).toBe(true);
    const lock = JSON.parse(await readFile(path.join(storeDir, 'tiny/lock.json'), 'utf8')) as object;
    expect(lock).toEqual({
      'model.onnx': {
        url: `${hub.url}/${tinyPath}`,
        sha256: sha256(tinyModel),
        bytes: tinyModel.length,
        etag: `"${sha256(tinyModel).slice(0, 16)}"`,
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      },
    });
    expect(Object.keys(await contents(storeDir)).sort()).toEqual([
      'tiny/lock.json',
      'tiny/manifest.json',
      'tiny/model.onnx',
    ]);
  });

  it('asks no server for what is there and whole, and fetches again what is damaged', async () => {
    const { store, storeDir } = place(hub.url);
    await store.pull('tiny', quick);
    const requests = hub.seen.length;
    expect((await store.pull('tiny', quick)).downloaded).toBe(false);
    expect(hub.seen.length).toBe(requests);
    writeFileSync(path.join(storeDir, 'tiny/model.onnx'), 'damaged');
    expect((await store.pull('tiny', quick)).downloaded).toBe(true);
    expect((await store.verify(['tiny']))[0]!.ok).toBe(true);
  });

  it('goes on where the connection broke, under the condition that the file is the same', async () => {
    serve({ breakAfter: { bytes: 30_000, times: 2 } });
    const { store, storeDir } = place(hub.url);
    const seen: PullProgress[] = [];
    await store.pull('tiny', { ...quick, onProgress: (progress) => seen.push(progress) });
    const answers = hub.seen.filter((seen) => seen.path.startsWith('cdn/'));
    expect(answers.map(({ status }) => status)).toEqual([200, 206, 206]);
    expect(answers[0]!.range).toBeUndefined();
    expect(answers[2]!.ifRange).toBe(`"${sha256(tinyModel).slice(0, 16)}"`);
    expect(readFileSync(path.join(storeDir, 'tiny/model.onnx')).equals(tinyModel)).toBe(true);
    const bytes = seen.map((progress) => progress.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ id: 'tiny', file: 'model.onnx', bytes: tinyModel.length, total: tinyModel.length });
  });

  it('keeps what came when it gives up, and continues with it the next time', async () => {
    serve({ breakAfter: { bytes: 30_000, times: 1 } });
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('tiny', { ...quick, retries: 0 })).rejects.toMatchObject(
      failure(
        'download-failed',
        /^Expected to receive tiny\/model\.onnx whole[^\n]*Run the same again: it continues\.$/,
      ),
    );
    const { size } = await stat(path.join(storeDir, '.downloads/tiny/model.onnx.part'));
    expect(size).toBeGreaterThan(0);
    expect((await store.list()).find(({ id }) => id === 'tiny')!.state).toBe('available');
    await store.pull('tiny', quick);
    expect(hub.seen.at(-1)).toMatchObject({ range: `bytes=${size}-`, status: 206 });
    expect((await store.verify(['tiny']))[0]!.ok).toBe(true);
  });

  it.each(['no', 'weak'] as const)('starts anew where the server cannot continue (%s)', async (ranges) => {
    serve({ ranges, sha256: null, breakAfter: { bytes: 30_000, times: 1 } });
    const { store } = place(hub.url);
    await store.pull('tiny', quick);
    expect(hub.seen.map(({ range, status }) => [range, status])).toEqual([
      [undefined, 200],
      [undefined, 200],
    ]);
    expect((await store.verify(['tiny']))[0]!.ok).toBe(true);
  });

  it('starts anew where the file changed meanwhile', async () => {
    serve({ breakAfter: { bytes: 30_000, times: 1 } });
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('tiny', { ...quick, retries: 0 })).rejects.toMatchObject({ code: 'download-failed' });
    const newer = Buffer.concat([tinyModel, Buffer.from([0x32, 0x01, 0x21])]); // with a doc_string
    serve({ content: newer });
    await store.pull('tiny', quick);
    expect(readFileSync(path.join(storeDir, 'tiny/model.onnx')).equals(newer)).toBe(true);
  });

  it('takes a part that is complete already', async () => {
    const { store, storeDir } = place(hub.url);
    const part = path.join(storeDir, '.downloads/tiny/model.onnx.part');
    mkdirSync(path.dirname(part), { recursive: true });
    writeFileSync(part, tinyModel);
    writeFileSync(`${part}.json`, JSON.stringify({ validator: null, sha256: sha256(tinyModel) }));
    await store.pull('tiny', quick);
    expect(hub.seen.at(-1)!.status).toBe(416);
    expect((await store.verify(['tiny']))[0]!.ok).toBe(true);
  });

  it('deletes a file whose checksum is not the declared one', async () => {
    serve({ sha256: 'a'.repeat(64) });
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('tiny', quick)).rejects.toMatchObject(
      failure('download-failed', new RegExp(`SHA-256 a{64} of tiny/model\\.onnx; ${sha256(tinyModel)} came.*deleted`)),
    );
    expect(await contents(storeDir)).toEqual({});
  });

  it('fetches nothing that the disk has no room for', async () => {
    serve({ size: 1e17 });
    const { store } = place(hub.url);
    await expect(store.pull('tiny', quick)).rejects.toMatchObject(
      failure('disk-full', /100000000000000000 bytes of free space for tiny\/model\.onnx/),
    );
  });

  it('does not take a page for a model', async () => {
    serve({ content: Buffer.from('<html>Please log in</html>'), sha256: null });
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('tiny', quick)).rejects.toMatchObject(
      failure('model-invalid', /Expected an ONNX model as tiny\/model\.onnx.*proxy answers/),
    );
    expect(await contents(storeDir)).toEqual({});
  });

  it.each([
    [401, /refused \(401\).*--mirror URL.*models add PATH --id tiny\.$/],
    [403, /refused \(403\)/],
    [404, /no such file \(404\).*--mirror/],
    [407, /user and a password \(407\).*HTTPS_PROXY/],
    [503, /answered 503.*Run the same again later/],
  ])('says what to do about status %i', async (status, message) => {
    serve({ status });
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('tiny', quick)).rejects.toMatchObject(failure('download-failed', message));
    expect(hub.seen.length).toBe(status === 503 ? 3 : 1);
    expect(await contents(storeDir)).toEqual({});
  });

  it('says what to do where nobody answers, and about redirects without end', async () => {
    const gone = await HubServer.start();
    await gone.stop();
    await expect(place(gone.url).store.pull('tiny', quick)).rejects.toMatchObject(
      failure(
        'download-failed',
        /Expected to reach 127\.0\.0\.1 for tiny\/model\.onnx; ECONNREFUSED.*KSHOT_MODELS_MIRROR/,
      ),
    );
    serve({ loop: true });
    await expect(place(hub.url).store.pull('tiny', quick)).rejects.toMatchObject(
      failure('download-failed', /more than 5 redirects/),
    );
    expect(hub.seen.length).toBe(6);
  });

  it('gives up a line that stalls, and not one that is slow', async () => {
    serve({ stallAfter: 20_000 });
    const stalled = place(hub.url);
    await expect(stalled.store.pull('tiny', { ...quick, retries: 0, inactivityMs: 150 })).rejects.toMatchObject(
      failure('download-failed', /broke \(nothing came for 0\.15 s\)/),
    );
    const { size } = await stat(path.join(stalled.storeDir, '.downloads/tiny/model.onnx.part'));
    expect(size).toBe(20_000);
    serve({ drip: { bytes: 5_000, ms: 20 } });
    const seen: PullProgress[] = [];
    const slow = place(hub.url);
    await slow.store.pull('tiny', { ...quick, retries: 0, inactivityMs: 400, onProgress: (p) => seen.push(p) });
    expect(seen.length).toBeGreaterThan(10);
  });

  it('keeps what came when it is cancelled', async () => {
    serve({ drip: { bytes: 5_000, ms: 20 } });
    const { store, storeDir } = place(hub.url);
    const stop = new AbortController();
    const pulling = store.pull('tiny', {
      ...quick,
      signal: stop.signal,
      onProgress: ({ bytes }) => {
        if (bytes >= 20_000) stop.abort();
      },
    });
    await expect(pulling).rejects.toMatchObject(failure('cancelled', /kept/));
    expect((await stat(path.join(storeDir, '.downloads/tiny/model.onnx.part'))).size).toBeGreaterThanOrEqual(20_000);
    serve();
    await store.pull('tiny', quick);
    expect(hub.seen.at(-1)!.status).toBe(206);
  });

  it('lets one process at a time download a model, and takes over from one that died', async () => {
    serve({ drip: { bytes: 20_000, ms: 20 } });
    const { store, storeDir } = place(hub.url);
    const results = await Promise.allSettled([store.pull('tiny', quick), store.pull('tiny', quick)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected')!;
    expect(refused.reason).toMatchObject(failure('model-busy', /process \d+.*delete .*pull\.lock/));
    expect((await store.verify(['tiny']))[0]!.ok).toBe(true);

    await store.remove('tiny');
    const lock = path.join(storeDir, '.downloads/tiny/pull.lock');
    mkdirSync(path.dirname(lock), { recursive: true });
    writeFileSync(lock, '4194999 elsewhere\n');
    await expect(store.pull('tiny', quick)).rejects.toMatchObject({ code: 'model-busy' });
    writeFileSync(lock, 'cut');
    expect((await store.pull('tiny', quick)).downloaded).toBe(true);
  });

  it('does not fetch the first of two files again when the second one failed', async () => {
    serve({}, 'lab/two/onnx/model.onnx');
    const { store, storeDir } = place(hub.url);
    await expect(store.pull('two', quick)).rejects.toMatchObject(failure('download-failed', /model\.onnx_data.*404/));
    expect((await store.list()).find(({ id }) => id === 'two')!.state).toBe('available');
    const before = hub.seen.length;
    serve({ content: Buffer.from('weights') }, 'lab/two/onnx/model.onnx_data');
    const { manifest } = await store.pull('two', quick);
    expect(hub.seen.slice(before).every(({ path }) => path.endsWith('model.onnx_data'))).toBe(true);
    expect(manifest.files).toEqual({
      model: { path: 'model.onnx', sha256: sha256(tinyModel) },
      modelData: { path: 'model.onnx_data', sha256: sha256(Buffer.from('weights')) },
    });
    expect(readFileSync(path.join(storeDir, 'two/model.onnx_data'), 'utf8')).toBe('weights');
  });

  it('fetches from a mirror below a path of its host', async () => {
    hub.files.set(`hub/${tinyPath}`, { content: tinyModel });
    const { store } = place('https://hub.invalid');
    const { manifest } = await store.pull('tiny', { ...quick, mirror: `${hub.url}/hub` });
    expect(manifest.source).toBe('https://hub.invalid/lab/tiny');
    expect(hub.seen[0]!.path).toBe(`hub/${tinyPath}`);
    await expect(store.pull('two', { ...quick, mirror: 'hub' })).rejects.toMatchObject(
      failure('download-failed', /mirror's address as https.*"hub".*KSHOT_MODELS_MIRROR/),
    );
  });

  it('logs in to a mirror, and nowhere shows the login', async () => {
    const { store, storeDir } = place('https://hub.invalid');
    const mirror = hub.url.replace('//', '//me:pass%20word@');
    await store.pull('tiny', { ...quick, mirror });
    const login = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
    expect(hub.seen.map(({ authorization }) => authorization)).toEqual([login, login]); // the redirect stays on the host
    expect(JSON.stringify(await contents(storeDir))).not.toContain('word');
    await expect(store.pull('two', { ...quick, mirror })).rejects.toMatchObject({
      message: expect.not.stringContaining('word') as string,
    });
  });

  it('says how to come by what cannot be pulled', async () => {
    const { store } = place(hub.url);
    await expect(store.pull('checkpoint', quick)).rejects.toMatchObject(
      failure('model-missing', /get net\.pth from the lab, run: python export\.py.*models add models\/checkpoint/),
    );
    await expect(store.pull('something-else', quick)).rejects.toMatchObject(
      failure('model-missing', /"something-else" is none\. Known: tiny, two\./),
    );
    await expect(store.pull('tini', quick)).rejects.toMatchObject(failure('model-missing', /Did you mean tiny\?/));
    expect(hub.seen).toEqual([]);
  });
});

describe('pull through a proxy', () => {
  it('forwards http by its whole address, except to hosts of NO_PROXY', async () => {
    const hub = await HubServer.start();
    const proxy = await ProxyServer.start();
    hub.files.set(tinyPath, { content: tinyModel });
    const http = `http://127.0.0.1:${proxy.port}`;
    try {
      const { store } = place(hub.url);
      await store.pull('tiny', { ...quick, proxy: { http, no: 'example.org, .0.1:9' } });
      expect(proxy.seen).toEqual([`GET ${hub.url}/${tinyPath}`, `GET ${hub.url}/cdn/${tinyPath}`]);
      await place(hub.url).store.pull('tiny', { ...quick, proxy: { http, no: 'example.org,127.0.0.1' } });
      expect(proxy.seen.length).toBe(2);
    } finally {
      await proxy.stop();
      await hub.stop();
    }
  });

  it('opens a tunnel for https, with a user and password, and trusts no unknown certificate', async () => {
    const hub = await HubServer.start({ tls: true });
    const proxy = await ProxyServer.start('se:cret');
    const { port } = new URL(hub.url);
    try {
      const { store } = place(hub.url);
      const https = `http://user:se%3Acret@127.0.0.1:${proxy.port}`;
      await expect(store.pull('tiny', { ...quick, proxy: { https } })).rejects.toMatchObject(
        failure('download-failed', /trusted connection.*DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/),
      );
      expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${port}`]);
      await expect(store.pull('tiny', { ...quick, proxy: { https: `127.0.0.1:${proxy.port}` } })).rejects.toMatchObject(
        failure('download-failed', /user and a password \(407\)/),
      );
      await expect(store.pull('tiny', { ...quick, proxy: { https: 'socks5://127.0.0.1' } })).rejects.toMatchObject(
        failure('download-failed', /proxy as http:\/\/HOST:PORT; got socks5/),
      );
      expect(hub.seen).toEqual([]);
    } finally {
      await proxy.stop();
      await hub.stop();
    }
  });
});
