/** The built backbone against the same network computed apart from it, in numpy (test/golden/backbone/make.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalizePixels } from '../../src/engine/image/normalize.ts';
import { Runtime } from '../../src/engine/runtime/runtime.ts';
import { floatsOf, floatTensor, type Tensor } from '../../src/engine/runtime/tensor.ts';

const root = path.join(__dirname, '../..');
const golden = path.join(root, 'test/golden/backbone');

interface Part {
  offset: number;
  shape: number[];
}
const layout = JSON.parse(readFileSync(path.join(golden, 'golden.json'), 'utf8')) as Record<string, Part>;
const bytes = new Uint8Array(readFileSync(path.join(golden, 'golden.bin')));

function expected(name: string): { shape: number[]; values: Float32Array } {
  const { offset, shape } = layout[name]!;
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: new Float32Array(bytes.slice(offset, offset + 4 * length).buffer) };
}

describe('the default backbone', () => {
  const runtime = new Runtime({ provider: 'cpu' });
  let outputs: Record<string, Tensor>;

  beforeAll(async () => {
    const session = await runtime.createSession(path.join(root, 'dist/models/mobilenet-v2/model.onnx'));
    const { offset, shape } = layout['pixels']!;
    const pixels = bytes.slice(offset, offset + shape[0]! * shape[1]! * 3);
    const planes = normalizePixels(pixels, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
    outputs = await session.run({ pixel_values: floatTensor(planes, [1, 3, shape[0]!, shape[1]!]) });
  });
  afterAll(() => runtime.dispose());

  // Float32 sums of up to 576 terms through 13 blocks, against float64; the taps' values reach 40.
  it.each([
    ['patch_tokens', 2e-6],
    ['tap2', 5e-5],
    ['tap9', 5e-5],
    ['tap12', 1e-4],
  ])('computes %s', (name, tolerance) => {
    const { shape, values } = expected(name);
    const found = floatsOf(outputs[name])!;
    expect(outputs[name]!.dims).toEqual([1, ...shape]);
    let worst = 0;
    values.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - found[i]!))));
    expect(worst).toBeLessThan(tolerance);
  });

  it('gives unit vectors', () => {
    const tokens = floatsOf(outputs['patch_tokens'])!;
    for (let row = 0; row < tokens.length; row += 192) {
      expect(Math.hypot(...tokens.subarray(row, row + 192))).toBeCloseTo(1, 5);
    }
  });
});
