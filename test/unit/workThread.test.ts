import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resample } from '../../src/engine/image/resample.ts';
import { WorkThread } from '../../src/engine/thread/workThread.ts';
import { gradient } from '../fixtures/images.ts';

const script = path.resolve('dist/workThread.js'); // `npm run build` makes it
const kernels = ['cubic', 'linear', 'area'] as const;

function scriptThat(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kshot-thread-')), 'thread.js');
  writeFileSync(file, text);
  return file;
}

describe('the work thread', () => {
  it('answers many requests at once, each with what the own thread computes', async () => {
    const thread = new WorkThread(script);
    const image = gradient(97, 61);
    const sizes = [20, 33, 64, 97, 130];
    const found = await Promise.all(
      kernels.flatMap((kernel) => sizes.map((size) => thread.run('resample', image, size, 40, kernel))),
    );
    const expected = kernels.flatMap((kernel) => sizes.map((size) => resample(image, size, 40, kernel)));
    expect(found).toEqual(expected);
    expect(image.data.length).toBe(97 * 61 * 3); // the pixels were not taken away
    await thread.dispose();
  });

  it('fails as the own thread does, and goes on', async () => {
    const thread = new WorkThread(script);
    const broken = { width: -1, height: 1, data: new Uint8Array(3) };
    await expect(thread.run('resample', broken, 2, -2, 'cubic')).rejects.toThrow(RangeError);
    expect((await thread.run('resample', gradient(), 9, 9, 'area')).width).toBe(9);
    await thread.dispose();
  });

  it.each([
    ['is not there', path.join(tmpdir(), 'kshot-no-such-thread.js')],
    ['fails', scriptThat('throw new Error("broken")')],
    [
      'ends with work undone',
      scriptThat('require("node:worker_threads").parentPort.on("message", () => process.exit(3))'),
    ],
  ])('a thread that %s loses nothing', async (_, broken) => {
    const thread = new WorkThread(broken);
    const image = gradient();
    const found = await Promise.all([10, 11].map((size) => thread.run('resample', image, size, size, 'cubic')));
    expect(found).toEqual([10, 11].map((size) => resample(image, size, size, 'cubic')));
    expect((await thread.run('resample', image, 12, 12, 'area')).data).toEqual(resample(image, 12, 12, 'area').data);
    await thread.dispose();
  });
});

describe('the linear kernel', () => {
  it('is the mean of the nearest pixels by distance, widened where it shrinks', () => {
    const ramp = { width: 4, height: 1, data: Uint8Array.from([0, 40, 80, 120].flatMap((v) => [v, v, v])) };
    // Twice as large: quarter steps between the centres, edges repeated.
    expect(Array.from(resample(ramp, 8, 1, 'linear').data.filter((_, i) => i % 3 === 0))).toEqual([
      0, 10, 30, 50, 70, 90, 110, 120,
    ]);
    // Half as large: weights 1/8 3/8 3/8 1/8 over the four pixels around each centre, of which one lies outside and is left out.
    expect(Array.from(resample(ramp, 2, 1, 'linear').data.filter((_, i) => i % 3 === 0))).toEqual([
      Math.round((3 * 0 + 3 * 40 + 1 * 80) / 7),
      Math.round((1 * 40 + 3 * 80 + 3 * 120) / 7),
    ]);
  });
});
