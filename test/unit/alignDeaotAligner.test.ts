import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DeaotAligner, KEPT_SIZES } from '../../src/engine/align/deaotAligner.ts';
import { openDeaot, type DeaotNetwork } from '../../src/engine/align/deaotNetwork.ts';
import { resizeNearest } from '../../src/engine/image/resize.ts';
import type { LabelMap } from '../../src/engine/image/rgbImage.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { picture, tinyDeaot, tinyGraphs, type Part } from '../fixtures/tinyDeaot.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kshot-deaot-'));
const runtime = new Runtime({ provider: 'cpu', threads: 1 });
afterAll(() => runtime.dispose());
const network = openDeaot(runtime, tinyDeaot(folder, 'plain'));

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;
/** As near to red as to blue. */
const purple = [200, 0, 200] as const;

const part = (x: number, y: number, width: number, height: number, colour: Part['colour'], label: number): Part => ({
  x,
  y,
  width,
  height,
  colour,
  label,
});

/** Labels found where `drawn` shows one label for four pixels around: elsewhere the grid of every fourth pixel decides. */
function expectCarried(found: LabelMap, drawn: LabelMap): void {
  const { width, height, data } = drawn;
  const margin = 4;
  expect([found.width, found.height]).toEqual([width, height]);
  const wrong: string[] = [];
  let compared = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = data[y * width + x]!;
      let uniform = true;
      for (let row = Math.max(0, y - margin); row <= Math.min(height - 1, y + margin); row++)
        for (let column = Math.max(0, x - margin); column <= Math.min(width - 1, x + margin); column++)
          uniform &&= data[row * width + column] === label;
      if (!uniform) continue;
      compared += 1;
      if (found.data[y * width + x] !== label) wrong.push(`${x},${y}: ${found.data[y * width + x]} for ${label}`);
    }
  }
  expect(compared).toBeGreaterThan(0.4 * data.length);
  expect(wrong.slice(0, 5)).toEqual([]);
}

interface Calls {
  encode: string[];
  memorize: { channels: number[] }[];
  propagate: { memory: number; recent: number }[];
}

/** The network, and what was asked of it; `before` is called first. */
function watched(to: DeaotNetwork, before?: (step: keyof Calls) => void): { network: DeaotNetwork; calls: Calls } {
  const calls: Calls = { encode: [], memorize: [], propagate: [] };
  return {
    calls,
    network: {
      key: to.key,
      providerName: to.providerName,
      maxObjects: to.maxObjects,
      sizeFor: (width, height) => to.sizeFor(width, height),
      encode: (image, size) => {
        before?.('encode');
        calls.encode.push(`${image.width}x${image.height}${size ? ` at ${size.width}x${size.height}` : ''}`);
        return to.encode(image, size);
      },
      memorize: (encoded, onehot) => {
        before?.('memorize');
        const area = encoded.size.width * encoded.size.height;
        const channels = Array.from({ length: to.maxObjects + 1 }, (_, channel) =>
          onehot.subarray(channel * area, (channel + 1) * area).reduce((sum, value) => sum + value, 0),
        );
        calls.memorize.push({ channels });
        return to.memorize(encoded, onehot);
      },
      propagate: (encoded, memory, recent) => {
        before?.('propagate');
        calls.propagate.push({ memory: memory.rows, recent: recent.rows });
        return to.propagate(encoded, memory, recent);
      },
      dispose: () => to.dispose(),
    },
  };
}

const first = picture(129, 97, [
  part(0, 0, 48, 48, red, 5),
  part(64, 0, 48, 32, green, 2),
  part(32, 64, 64, 33, blue, 9),
]);

describe('DeaotAligner', () => {
  it('gives parts the classes that the first reference has, wherever they are', async () => {
    const aligner = await DeaotAligner.create(await network, first);
    const query = picture(129, 97, [
      part(64, 48, 64, 49, red, 5),
      part(0, 0, 32, 97, green, 2),
      part(64, 0, 40, 32, blue, 9),
    ]);
    expectCarried(await aligner.align(query.image), query.map);
  });

  it('finds what is drawn to half a step of its grid', async () => {
    const aligner = await DeaotAligner.create(await network, first);
    const query = picture(129, 97, [part(40, 20, 60, 60, green, 2)]);
    const { data } = await aligner.align(query.image);
    // Places 40 … 96 across are green; background wins the middle between two.
    const row = Array.from(data.subarray(50 * 129, 51 * 129));
    expect(row).toEqual(Array.from({ length: 129 }, (_, x) => (x > 38 && x < 98 ? 2 : 0)));
  });

  it('takes a label map of another size than the image', async () => {
    const small = resizeNearest(first.map, 43, 32);
    const aligner = await DeaotAligner.create(await network, { image: first.image, map: small });
    expectCarried(await aligner.align(first.image), first.map);
  });

  it('gives a map of the image’s size, the long side at most 1024', async () => {
    const tiny = await openDeaot(runtime, tinyDeaot(folder, 'tiny', tinyGraphs(), { shortSide: 97 }));
    const aligner = await DeaotAligner.create(tiny, first);
    const large = picture(1600, 1200, [part(0, 0, 800, 1200, green, 2)]);
    const { width, height, data } = await aligner.align(large.image);
    expect([width, height]).toEqual([1024, 768]);
    // A place of the network's grid is 32 pixels here, and the border is between two.
    const columns = Array.from({ length: 1024 }, (_, x) => (x < 480 ? 2 : x >= 544 ? 0 : null));
    expect(columns.every((label, x) => label === null || data[300 * 1024 + x] === label)).toBe(true);
    expect(await aligner.align(picture(20, 9, []).image)).toEqual({ width: 20, height: 9, data: new Uint8Array(180) });
    const dot = picture(1, 1, [part(0, 0, 1, 1, green, 2)]);
    expect(await aligner.align(dot.image)).toEqual(dot.map);
  });

  it('asks nothing of the network where there is no class', async () => {
    const { network: quiet, calls } = watched(await network);
    const aligner = await DeaotAligner.create(quiet, picture(60, 40, []));
    expect(await aligner.align(first.image)).toEqual({ width: 129, height: 97, data: new Uint8Array(129 * 97) });
    expect(calls).toEqual({ encode: [], memorize: [], propagate: [] });
  });

  it('knows only images that it remembers', async () => {
    const aligner = await DeaotAligner.create(await network, first);
    await expect(aligner.align(first.image, { recent: 1 })).rejects.toThrow(RangeError);
  });
});

describe('more classes than a pass takes', () => {
  const levels = [0, 128, 255];
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => [r, g, b] as const))).slice(1, 14);
  /** Thirteen squares, the one of label n of n's own colour; `order` says which label has which place. */
  const squares = (order: (i: number) => number) =>
    picture(
      321,
      193,
      colours.map((_, i) => {
        const label = order(i) + 1;
        return part(64 * (i % 5), 64 * Math.floor(i / 5), 48, 48, colours[label - 1]!, label);
      }),
    );
  const reference = squares((i) => i);
  const query = squares((i) => (5 * i + 3) % 13);

  it('gives the same map as if there were no limit', async () => {
    const { network: limited, calls } = watched(await network);
    const unlimited = await openDeaot(
      runtime,
      tinyDeaot(folder, 'unlimited', tinyGraphs({ objects: 20 }), { maxObjects: 20 }),
    );
    const [inTwo, inOne] = await Promise.all([limited, unlimited].map((net) => DeaotAligner.create(net, reference)));
    const found = await inTwo!.align(query.image);
    expect(calls.propagate).toHaveLength(2);
    expectCarried(found, query.map);
    const whole = await inOne!.align(query.image);
    expect(new Set(whole.data).size).toBe(14);
    const apart = found.data.reduce((count, label, i) => count + Number(label !== whole.data[i]), 0);
    expect(apart).toBeLessThan(0.02 * found.data.length);
  });

  it('puts the largest first, each with an id of its own, the others in the background', async () => {
    const sizes = [30, 20, 40, 20];
    const shown = picture(
      113,
      113,
      sizes.map((size, i) => part(56 * (i % 2), 56 * Math.floor(i / 2), size, size, colours[i]!, i + 1)),
    );
    const three = await openDeaot(runtime, tinyDeaot(folder, 'three', tinyGraphs({ objects: 3 }), { maxObjects: 3 }));
    const { network: seen, calls } = watched(three);
    await DeaotAligner.create(seen, shown);
    const area = 113 * 113;
    expect(calls.encode).toHaveLength(1);
    expect(calls.memorize.map(({ channels }) => channels)).toEqual([
      [area - 1600 - 900 - 400, 1600, 900, 400],
      [area - 400, 400, 0, 0],
    ]);
  });
});

describe('several remembered images', () => {
  const left = part(16, 16, 32, 65, red, 1);
  const right = part(80, 16, 32, 65, blue, 2);
  const mirrored = [part(80, 16, 32, 65, red, 1), part(16, 16, 32, 65, blue, 2)];
  const unsure = picture(129, 97, [part(16, 16, 32, 65, purple, 1), part(80, 16, 32, 65, purple, 2)]);
  /** The classes in the middle of the two parts. */
  const sides = ({ width, height, data }: LabelMap): number[] =>
    [32 / 129, 96 / 129].map((x) => data[Math.floor(height / 2) * width + Math.floor(x * width)]!);

  it('know what any of them shows', async () => {
    const aligner = await DeaotAligner.create(await network, picture(129, 97, [left, right]));
    // Class 1 comes in green, too: the first reference alone takes it for background.
    const other = picture(129, 97, [part(16, 16, 32, 65, green, 1), right]);
    const query = picture(129, 97, [part(40, 32, 48, 48, green, 1)]);
    expect(new Set((await aligner.align(query.image)).data)).toEqual(new Set([0]));
    expect(await aligner.remember(other)).toBe(1);
    for (const recent of [0, 1]) expectCarried(await aligner.align(query.image, { recent }), query.map);
  });

  it('decide by the one that is named where colours do not', async () => {
    const { network: seen, calls } = watched(await network);
    const aligner = await DeaotAligner.create(seen, picture(129, 97, [left, right]));
    expect(await aligner.remember(picture(129, 97, mirrored))).toBe(1);
    expect(await aligner.remember(picture(129, 97, [left, right]))).toBe(2);
    const found = [];
    for (const recent of [undefined, 1, 2]) found.push(sides(await aligner.align(unsure.image, { recent })));
    expect(found).toEqual([
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
    const cells = 9 * 7;
    expect(calls.propagate).toEqual(Array(3).fill({ memory: 3 * cells, recent: cells }));
  });

  it('count classes that the first has not as background', async () => {
    const aligner = await DeaotAligner.create(await network, picture(129, 97, [left]));
    await aligner.remember(picture(129, 97, [part(16, 16, 32, 65, green, 7)]));
    const query = picture(129, 97, [part(0, 0, 64, 97, green, 0), part(64, 0, 65, 97, red, 1)]);
    expectCarried(await aligner.align(query.image), query.map);
  });

  it('may differ in size: the recent one is seen at the query’s', async () => {
    const { network: seen, calls } = watched(await network);
    const aligner = await DeaotAligner.create(seen, picture(97, 65, [part(0, 0, 48, 65, green, 1)]));
    // As large as the query in cells, in another shape; and with the same parts as in `sides`.
    await aligner.remember(picture(129, 97, mirrored));
    const tall = picture(97, 129, [part(12, 0, 24, 129, purple, 1), part(60, 0, 24, 129, purple, 2)]);
    const wide = await DeaotAligner.create(await network, picture(129, 97, [left, right]));
    await wide.remember(picture(257, 97, [part(32, 16, 64, 65, blue, 2), part(160, 16, 64, 65, red, 1)]));
    expect(sides(await wide.align(unsure.image, { recent: 1 }))).toEqual([2, 1]);
    expect(sides(await wide.align(tall.image, { recent: 0 }))).toEqual([1, 2]);
    await wide.remember(picture(129, 97, mirrored));
    expect(sides(await wide.align(tall.image, { recent: 2 }))).toEqual([2, 1]);
    calls.encode.length = 0;
    calls.memorize.length = 0;
    for (let i = 0; i < 3; i++) await aligner.align(tall.image, { recent: 1 });
    expect(calls.encode).toEqual(['97x129', '129x97 at 97x129', '97x129', '97x129']);
    expect(calls.memorize).toHaveLength(1);
    expect(calls.propagate).toEqual(Array(3).fill({ memory: 7 * 5 + 9 * 7, recent: 7 * 9 }));
  });

  it('are kept at the last few other sizes, and small', async () => {
    const tiny = await openDeaot(runtime, tinyDeaot(folder, 'small', tinyGraphs(), { shortSide: 65 }));
    const { network: seen, calls } = watched(tiny);
    const aligner = await DeaotAligner.create(seen, picture(900, 900, [part(0, 0, 450, 900, red, 1)]));
    const encoded = async (widths: readonly number[]): Promise<string[]> => {
      calls.encode.length = 0;
      for (const width of widths) await aligner.align(picture(width, 65, []).image);
      return calls.encode.filter((call) => call.includes(' at '));
    };
    expect(KEPT_SIZES).toBe(4);
    expect(await encoded([65, 81, 97, 113, 129])).toEqual([81, 97, 113, 129].map((width) => `130x130 at ${width}x65`));
    // The one used last is kept the longest.
    expect(await encoded([81, 145, 81, 97])).toEqual(['130x130 at 145x65', '130x130 at 97x65']);
  });
});

describe('cancelling', () => {
  const cancelled = { code: 'cancelled' };

  it('before the start asks nothing of the network', async () => {
    const { network: seen, calls } = watched(await network);
    await expect(DeaotAligner.create(seen, first, { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
    expect(calls.encode).toEqual([]);
    const aligner = await DeaotAligner.create(seen, first);
    await expect(aligner.align(first.image, { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
    await expect(aligner.remember(first, { signal: AbortSignal.abort() })).rejects.toMatchObject(cancelled);
    expect(calls.encode).toHaveLength(1);
    expectCarried(await aligner.align(first.image), first.map);
  });

  it('ends between two runs', async () => {
    const controller = new AbortController();
    const { network: seen, calls } = watched(await network, (step) => {
      if (step === 'encode' && calls.memorize.length > 0) controller.abort();
    });
    const aligner = await DeaotAligner.create(seen, first);
    await expect(aligner.align(first.image, { signal: controller.signal })).rejects.toMatchObject(cancelled);
    expect(calls.encode).toHaveLength(2);
    expect(calls.propagate).toEqual([]);
  });

  it('has its turn between runs, even where they leave none', async () => {
    // Its answers are there at once, as those of a run that blocks.
    const size = { width: 17, height: 17 };
    const memory = { rows: 4, columns: 1, data: new Float32Array(4) };
    const encoded = await (await network).encode(first.image, size);
    const blocking: DeaotNetwork = {
      ...watched(await network).network,
      sizeFor: () => size,
      encode: () => Promise.resolve(encoded),
      memorize: () => Promise.resolve(memory),
      propagate: () => Promise.resolve({ width: 5, height: 5, data: new Float32Array(11 * 25) }),
    };
    const aligner = await DeaotAligner.create(blocking, first);
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort();
    });
    await expect(aligner.align(first.image, { signal: controller.signal })).rejects.toMatchObject(cancelled);
  });
});
