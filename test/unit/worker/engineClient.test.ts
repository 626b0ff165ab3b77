import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineClient } from '../../../src/worker/engineClient.ts';
import type { RequestOptions } from '../../../src/worker/engineChild.ts';
import { escapeGlob } from '../../../src/worker/requestHandlers.ts';

const CANCEL_MILLISECONDS = 300;

describe('EngineClient', () => {
  let client: EngineClient;
  let states: string[];
  let threads: number;

  beforeEach(() => {
    states = [];
    threads = 1;
    client = new EngineClient({
      entry: path.join(import.meta.dirname, 'fakeProcess.mjs'),
      settings: () => ({ modelsDir: '/models', threads }),
      log: { info: () => undefined, error: () => undefined },
      cancelMilliseconds: CANCEL_MILLISECONDS,
    });
    client.onDidChangeState((state) => states.push(state));
  });
  afterEach(() => {
    client.dispose();
  });

  const ask = (behaviour: string, options?: RequestOptions): Promise<unknown> =>
    client.request('inspect', { project: behaviour, image: '' }, options);

  it('starts with the first request and keeps typed arrays', async () => {
    expect(client.state).toBe('stopped');
    const result = (await ask('arrays')) as { map: { distances: Float32Array } };
    expect(result.map.distances).toBeInstanceOf(Float32Array);
    expect([...result.map.distances]).toEqual([0, 0.5, 1, 2]);
    expect(states).toEqual(['starting', 'ready']);
  });

  it('passes the code of a failure on', async () => {
    await expect(ask('refuse')).rejects.toMatchObject({ code: 'project-missing', message: 'No such project.' });
  });

  it('fails what is pending when the process ends, and starts another', async () => {
    const first = await ask('pid');
    const pending = ask('slow');
    const crash = ask('crash');
    await expect(crash).rejects.toMatchObject({ code: 'engine-crashed' });
    await expect(pending).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(client.state).toBe('stopped');
    expect(await ask('pid')).not.toBe(first);
  });

  it('cancels, and keeps a process that listens', async () => {
    const first = await ask('pid');
    const abort = new AbortController();
    const pending = ask('slow', { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 50);
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
    expect(await ask('pid')).toBe(first);
  });

  it('kills a process that does not listen', async () => {
    const first = await ask('pid');
    const abort = new AbortController();
    const pending = ask('deaf', { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 50);
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
    expect(await ask('pid')).not.toBe(first);
  });

  it('waits for other work before it kills a process that does not listen', async () => {
    const abort = new AbortController();
    const deaf = ask('deaf', { signal: abort.signal });
    const other = ask('wait');
    await ask('pid');
    abort.abort();
    await expect(other).resolves.toBe('waited');
    await expect(deaf).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is stopped again when it cannot start', async () => {
    const broken = new EngineClient({
      entry: 'none',
      settings: () => {
        throw new Error('No settings.');
      },
      log: { info: () => undefined, error: () => undefined },
    });
    await expect(broken.request('images', { project: '' })).rejects.toThrow('No settings.');
    expect(broken.state).toBe('stopped');
  });

  it('sends nothing for a signal that is aborted already', async () => {
    await expect(ask('pid', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('hears progress and records of its own task', async () => {
    const heard: unknown[] = [];
    await ask('progress', {
      onProgress: ({ done, total, image }) => heard.push([done, total, image]),
      onRecord: ({ image }) => heard.push(image),
    });
    expect(heard).toEqual([[1, 2, 'a.png'], 'a.png']);
  });

  it('lets work end before a restart, and reads the settings again', async () => {
    const first = await ask('pid');
    const abort = new AbortController();
    const pending = ask('slow', { signal: abort.signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    threads = 3;
    client.restart();
    expect(await ask('settings')).toMatchObject({ threads: 3 });
    expect(await ask('pid')).not.toBe(first);
    abort.abort();
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fails what is pending when it is disposed', async () => {
    const pending = ask('slow');
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'engine-stopped' });
    await expect(ask('pid')).rejects.toMatchObject({ code: 'engine-stopped' });
  });
});

describe('escapeGlob', () => {
  it('leaves nothing that means something in a glob', () => {
    expect(escapeGlob('a[1]/b (2)*.png')).toBe('a\\[1\\]/b \\(2\\)\\*.png');
  });
});
