import { createBackbone } from '../../src/engine/backbone/onnxBackbone.ts';
import { normalizePixels } from '../../src/engine/image/normalize.ts';
import { resizeBicubic } from '../../src/engine/image/resize.ts';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { BackboneModel } from '../../src/engine/models/resolve.ts';
import type { Runtime } from '../../src/engine/runtime/runtime.ts';
import { compare } from './compare.ts';
import { peakMegabytes, type ModelFigures } from './modelFigures.ts';
import { openPlain, plainTensor } from './plainSession.ts';

const ROUNDS = 15;

/** Patches of a photo, resizing and all, against a run on a tensor that is ready. */
export async function measureBackbone(runtime: Runtime, model: BackboneModel, photo: RgbImage): Promise<ModelFigures> {
  const backbone = await createBackbone(runtime, model);
  const describe = (): Promise<unknown> => backbone.describe(photo);
  await describe();
  await describe();
  const peak = peakMegabytes();

  const { inputSize, input, output, mean, std } = model.manifest;
  const plain = await openPlain(model.files.model!.path);
  const resized = await resizeBicubic(photo, inputSize, inputSize);
  const pixels = plainTensor(normalizePixels(resized.data, mean, std), [1, 3, inputSize, inputSize]);
  const timed = await compare(ROUNDS, describe, () => plain.run({ [input]: pixels }, [output]));
  const what = `patches of ${photo.width} × ${photo.height}`;
  return { timed: [{ what, goal: 1.1, ...timed }], peak, calls: null, grids: null };
}
