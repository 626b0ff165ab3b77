import { describe, expect, it } from 'vitest';
import { automaticMasks } from '../../src/engine/segment/sam/automaticMasks.ts';
import type { Point, SamCandidate } from '../../src/engine/segment/sam/samDecoder.ts';
import { frameOf } from '../../src/engine/segment/sam/samFrame.ts';
import type { SamNetwork } from '../../src/engine/segment/sam/samNetwork.ts';

const side = 64;
const image = { width: 128, height: 96, data: new Uint8Array(0) };

interface Disc extends Point {
  readonly radius: number;
}

/** A candidate that is a disc, in pixels of the image; a cell of the logits is two of them. */
function disc({ x, y, radius }: Disc, predictedIou = 0.95): SamCandidate {
  const logits = Float32Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [2 * (i % side) + 1, 2 * Math.floor(i / side) + 1];
    return (radius - Math.hypot(u - x, v - y)) * 10;
  });
  return { predictedIou, logits, side };
}

/** Answers a point with the discs that it lies in, and remembers the runs. */
function fakeNetwork(
  discs: readonly Disc[],
  onRun: (run: number) => void = () => undefined,
): SamNetwork & { readonly runs: Point[][] } {
  const runs: Point[][] = [];
  const candidates = discs.map((one) => disc(one));
  return {
    runs,
    key: 'fake',
    providerName: 'none',
    promptsARun: 8,
    encode: ({ width, height }) => Promise.resolve({ frame: frameOf(width, height, side), tensors: {} }),
    decode: (_, points) => {
      runs.push([...points]);
      onRun(runs.length);
      return Promise.resolve(
        points.map(({ x, y }) =>
          candidates.filter((__, i) => Math.hypot(x - discs[i]!.x, y - discs[i]!.y) < discs[i]!.radius),
        ),
      );
    },
    feedsBack: false,
    prompt: () => Promise.reject(new Error('not asked here')),
    dispose: () => Promise.resolve(),
  };
}

const large = { x: 40, y: 48, radius: 24 };
const small = { x: 100, y: 48, radius: 4 }; // 50 of 12288 px, 0.4 %
const tiny = { x: 86, y: 66, radius: 2.4 }; // between the points of the coarse grid, on one of the fine grid's

describe('automaticMasks', () => {
  it('asks about 32 × 32 points, eight a run, in pixels of the image', async () => {
    const network = fakeNetwork([large]);
    const { prompts } = await automaticMasks(network, image, { grid: 'full' });
    expect(prompts).toBe(1024);
    expect(network.runs.map((run) => run.length)).toEqual(new Array<number>(128).fill(8));
    expect(network.runs.flat().slice(0, 2)).toEqual([
      { x: 2, y: 1.5 },
      { x: 6, y: 1.5 },
    ]);
    expect(network.runs.flat().at(-1)).toEqual({ x: 126, y: 94.5 });
  });

  it('asks first about 16 × 16 and then where no small mask is', async () => {
    const network = fakeNetwork([large, small, tiny]);
    const found = await automaticMasks(network, image, { grid: 'adaptive' });
    const asked = network.runs.flat();
    expect(found.prompts).toBe(asked.length);
    expect(asked[0]).toEqual({ x: 4, y: 3 });
    const second = asked.slice(256);
    const inside = (points: readonly Point[], { x, y, radius }: Disc): number =>
      points.filter((point) => Math.hypot(point.x - x, point.y - y) < radius).length;
    expect(inside(second, { ...small, radius: 3 })).toBe(0);
    expect(inside(second, large)).toBeGreaterThan(100);
    expect(inside(asked.slice(0, 256), tiny)).toBe(0); // only the second round can find it
    expect(second.length).toBeGreaterThan(1000);
    expect(found.masks).toHaveLength(3);
    expect(new Set(found.map.data)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('asks about fewer points where it is told to', async () => {
    const full = fakeNetwork([large]);
    const { prompts } = await automaticMasks(full, image, { grid: 'full', pointsASide: 8 });
    expect(prompts).toBe(64);
    expect(full.runs[0]![0]).toEqual({ x: 8, y: 6 });
    const adaptive = fakeNetwork([large]);
    await automaticMasks(adaptive, image, { grid: 'adaptive', pointsASide: 8 });
    expect(adaptive.runs.flat()).toHaveLength(16 + 64);
    expect(adaptive.runs[0]![0]).toEqual({ x: 16, y: 12 });
  });

  it('finds the same whatever a run holds', async () => {
    const one = { ...fakeNetwork([large, small, tiny]), promptsARun: 1 };
    expect(await automaticMasks(one, image, { grid: 'adaptive' })).toEqual(
      await automaticMasks(fakeNetwork([large, small, tiny]), image, { grid: 'adaptive' }),
    );
  });

  it('keeps of candidates those that are sure, stable and not empty', async () => {
    const network = fakeNetwork([]);
    const unstable = disc(large);
    const flat = { ...unstable, logits: unstable.logits.map((logit) => logit / 100) };
    const empty = { ...disc(large), logits: new Float32Array(side * side).fill(-4) };
    const candidates = [disc(large, 0.879), flat, empty, disc(small, 0.88), disc(large, NaN)];
    const decode: SamNetwork['decode'] = (_, points) => Promise.resolve(points.map(() => candidates));
    const { masks } = await automaticMasks({ ...network, decode }, image, { grid: 'full' });
    expect(masks).toHaveLength(1);
    const [mask] = masks;
    expect(mask).toMatchObject({ predictedIou: 0.88, box: { x0: 96, y0: 44, x1: 103, y1: 51 } });
    expect(Math.abs(mask!.area - Math.PI * 16)).toBeLessThan(4);
  });

  it('maps what finds nothing to background', async () => {
    const found = await automaticMasks(fakeNetwork([]), image, { grid: 'adaptive' });
    expect(found).toMatchObject({ masks: [], prompts: 1280, width: 128, height: 96 });
    expect(found.map.data).toEqual(new Uint8Array(128 * 96));
  });

  it('tells how far it is', async () => {
    const steps: [number, number][] = [];
    const onProgress = (done: number, total: number): unknown => steps.push([done, total]);
    const { prompts } = await automaticMasks(fakeNetwork([small]), image, { grid: 'adaptive', onProgress });
    expect(steps[0]).toEqual([8, 1280]);
    expect(steps.at(-1)).toEqual([prompts, prompts]);
    expect(prompts).toBeLessThan(1280);
    steps.forEach(([done, total], i) => {
      expect(done / total).toBeGreaterThanOrEqual(i > 0 ? steps[i - 1]![0] / steps[i - 1]![1] : 0);
    });
  });

  it('asks nothing when cancelled before', async () => {
    const network = fakeNetwork([]);
    const cancelled = automaticMasks(network, image, { grid: 'full', signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(network.runs).toHaveLength(0);
  });

  it('ends between two runs, and hears of it there', async () => {
    const controller = new AbortController();
    const network = fakeNetwork([], (run) => {
      // Not at once: a message from outside comes only when the event loop has its turn.
      if (run === 3)
        setImmediate(() => {
          controller.abort();
        });
    });
    const cancelled = automaticMasks(network, image, { grid: 'full', signal: controller.signal });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(network.runs.length).toBeGreaterThanOrEqual(3);
    expect(network.runs.length).toBeLessThanOrEqual(4);
  });

  it('passes on what the network throws', async () => {
    const failure = new Error('device lost');
    const network = fakeNetwork([], () => {
      throw failure;
    });
    await expect(automaticMasks(network, image, { grid: 'full' })).rejects.toBe(failure);
  });
});
