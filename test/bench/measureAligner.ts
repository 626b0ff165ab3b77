import type { Tensor } from 'onnxruntime-node';
import { DeaotAligner } from '../../src/engine/align/deaotAligner.ts';
import { ENCODED } from '../../src/engine/align/deaotGraphs.ts';
import { oneHot, passesOf } from '../../src/engine/align/deaotLabels.ts';
import { openDeaot, type DeaotNetwork } from '../../src/engine/align/deaotNetwork.ts';
import { normalizePixels } from '../../src/engine/image/normalize.ts';
import { resizeBicubic, resizeNearest } from '../../src/engine/image/resize.ts';
import type { LabelMap, RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { AlignerModel } from '../../src/engine/models/resolve.ts';
import type { Runtime } from '../../src/engine/runtime/runtime.ts';
import { compare } from './compare.ts';
import { peakMegabytes, type ModelFigures } from './modelFigures.ts';
import { openPlain, plainTensor } from './plainSession.ts';

const ROUNDS = 15;
/** Photos of these sizes, in pixels. */
const SIZES = [
  { width: 550, height: 380 },
  { width: 465, height: 465 },
];

interface Labelled {
  readonly image: RgbImage;
  readonly map: LabelMap;
}

/** Carrying a label map to a photo against `encode` and `propagate` on tensors that are ready. */
export async function measureAligner(
  runtime: Runtime,
  model: AlignerModel,
  reference: Labelled,
  photo: RgbImage,
): Promise<ModelFigures> {
  const network = await openDeaot(runtime, model);
  const cases = [];
  for (const { width, height } of SIZES) {
    const first = { image: await resizeBicubic(reference.image, width, height), map: reference.map };
    const aligner = await DeaotAligner.create(network, first);
    const query = await resizeBicubic(photo, width, height);
    const align = (): Promise<unknown> => aligner.align(query);
    await align();
    await align();
    cases.push({ first, query, align });
  }
  const peak = peakMegabytes();

  const timed = [];
  const plain = await openAll(model);
  for (const { first, query, align } of cases) {
    const run = await plainRun(plain, network, model, first, query);
    const what = `labels of ${query.width} × ${query.height}`;
    timed.push({ what, goal: 1.1, ...(await compare(ROUNDS, align, run)) });
  }
  return { timed, peak, calls: null, grids: null };
}

async function openAll({ files }: AlignerModel) {
  return {
    encode: await openPlain(files.encode!.path),
    memorize: await openPlain(files.memorize!.path),
    propagate: await openPlain(files.propagate!.path),
  };
}

/** What the graphs do for one photo, with everything that is theirs to be fed prepared. */
async function plainRun(
  { encode, memorize, propagate }: Awaited<ReturnType<typeof openAll>>,
  network: DeaotNetwork,
  { manifest }: AlignerModel,
  first: Labelled,
  query: RgbImage,
): Promise<() => Promise<void>> {
  const { width, height } = network.sizeFor(query.width, query.height);
  const pixelsOf = async (image: RgbImage) => {
    const { data } = await resizeBicubic(image, width, height);
    return plainTensor(normalizePixels(data, manifest.mean, manifest.std), [1, 3, height, width]);
  };
  const { emb } = await encode.run({ image: await pixelsOf(first.image) }, ['emb']);
  const map = resizeNearest(first.map, width, height);
  const channels = network.maxObjects + 1;
  const memories: Tensor[] = [];
  for (const classes of passesOf(first.map, network.maxObjects)) {
    const onehot = plainTensor(oneHot(map, classes, channels), [1, channels, height, width]);
    memories.push((await memorize.run({ emb: emb!, onehot }, ['memory'])).memory!);
  }
  const image = await pixelsOf(query);
  return async () => {
    const encoded = await encode.run({ image }, ENCODED);
    for (const memory of memories) await propagate.run({ ...encoded, memory, recent: memory }, ['logits4']);
  };
}
