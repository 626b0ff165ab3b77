import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PullProgress } from '../../../src/domain/models.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { PullOptions } from '../../../src/engine/models/pull.ts';
import { requestHandlers } from '../../../src/worker/requestHandlers.ts';
import type { TaskChannel } from '../../../src/worker/requestHandlers.ts';

describe('a download', () => {
  let told: Parameters<TaskChannel['onProgress']>[0][];
  beforeEach(() => {
    told = [];
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const pull = async (steps: readonly (Omit<PullProgress, 'id'> & { after?: number })[]) => {
    let asked: PullOptions | undefined;
    const engine = {
      models: {
        pull: (id: string, options: PullOptions) => {
          asked = options;
          for (const { after = 0, ...step } of steps) {
            vi.advanceTimersByTime(after);
            options.onProgress?.({ id, ...step });
          }
          return Promise.resolve({ downloaded: true });
        },
      },
    } as unknown as Engine;
    const signal = new AbortController().signal;
    const result = await requestHandlers.pullModel(
      engine,
      { id: 'tiny', mirror: 'https://mirror.example', proxy: { https: 'proxy.example' } },
      { signal, onProgress: (progress) => told.push(progress), onRecord: () => undefined },
    );
    return { result, asked, signal };
  };

  it('hears of the mirror, the proxy and the cancellation', async () => {
    const { result, asked, signal } = await pull([]);
    expect(result).toEqual({ downloaded: true });
    expect(asked).toMatchObject({ mirror: 'https://mirror.example', proxy: { https: 'proxy.example' } });
    expect(asked!.signal).toBe(signal);
  });

  it('tells bytes now and then, and each file’s first and last', async () => {
    await pull([
      { file: 'a', bytes: 0, total: null },
      { file: 'a', bytes: 5, total: 10, after: 20 },
      { file: 'a', bytes: 7, total: 10, after: 200 },
      { file: 'a', bytes: 10, total: 10, after: 1 },
      { file: 'b', bytes: 0, total: 3, after: 1 },
    ]);
    expect(told.map(({ file, done, total }) => [file, done, total])).toEqual([
      ['a', 0, 0],
      ['a', 7, 10],
      ['a', 10, 10],
      ['b', 0, 3],
    ]);
    expect(new Set(told.map(({ stage }) => stage))).toEqual(new Set(['download']));
  });
});
