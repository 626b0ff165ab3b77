import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { RgbImage } from '../../src/engine/image/rgbImage.ts';
import type { SegmenterModel } from '../../src/engine/models/resolve.ts';
import type { Runtime } from '../../src/engine/runtime/runtime.ts';
import { automaticMasks } from '../../src/engine/segment/sam/automaticMasks.ts';
import { pointGrid } from '../../src/engine/segment/sam/pointGrid.ts';
import { frameOf } from '../../src/engine/segment/sam/samFrame.ts';
import { samInput } from '../../src/engine/segment/sam/samInput.ts';
import { openSam } from '../../src/engine/segment/sam/samNetwork.ts';
import { compare, median, timeOf } from './compare.ts';
import { compareGrids } from './compareGrids.ts';
import { peakMegabytes, type ModelFigures } from './modelFigures.ts';
import { openPlain, plainTensor } from './plainSession.ts';

const ROUNDS = 5;
/** Points a side: METHOD's 32 would take minutes an image. */
const SIDE = 8;
/** Of segment-anything's encoders. */
const INPUT = 1024;
const BATCHES = [1, 8, 16];

/** The whole mask generator against one run of the encoder and as many prompts in the same batches. */
export async function measureSegmenter(
  runtime: Runtime,
  model: SegmenterModel,
  photo: RgbImage,
  gridSide: number | null,
): Promise<ModelFigures> {
  const network = await openSam(runtime, model);
  const generate = () => automaticMasks(network, photo, { grid: 'adaptive', pointsASide: SIDE });
  await generate();
  const { prompts } = await generate();
  const peak = peakMegabytes();

  const encoder = await openPlain(model.files.encoder!.path, { planMemory: false });
  const decoder = await openPlain(model.files.decoder!.path, { planMemory: false });
  const pixels = await inputOf(photo, model);
  const batches = batchesOf(prompts, network.promptsARun);
  const timed = await compare(ROUNDS, generate, async () => {
    const embeddings = await encode(encoder, pixels);
    for (const batch of batches) await decode(decoder, embeddings, batch);
  });
  const what = `masks of ${photo.width} × ${photo.height}, ${prompts} prompts`;
  return {
    timed: [{ what, goal: 1.15, ...timed }],
    peak,
    calls: await timeCalls(encoder, decoder, pixels),
    grids: gridSide === null ? null : await compareGrids(network, photo, gridSide),
  };
}

type Embeddings = Readonly<Record<string, Tensor>>;
type Prompts = Readonly<Record<'input_points' | 'input_labels', Tensor>>;

async function inputOf(photo: RgbImage, { manifest }: SegmenterModel): Promise<Tensor> {
  const frame = frameOf(photo.width, photo.height, INPUT);
  return plainTensor(await samInput(photo, frame, manifest.mean, manifest.std), [1, 3, INPUT, INPUT]);
}

function encode(encoder: InferenceSession, pixels: Tensor): Promise<Embeddings> {
  return encoder.run({ pixel_values: pixels }, ['image_embeddings', 'image_positional_embeddings']);
}

function decode(decoder: InferenceSession, embeddings: Embeddings, prompts: Prompts): Promise<unknown> {
  return decoder.run({ ...embeddings, ...prompts }, ['iou_scores', 'pred_masks']);
}

/** So many points all over the input, in batches as the decoder takes them. */
function batchesOf(prompts: number, batch: number): Prompts[] {
  const points = pointGrid(Math.ceil(Math.sqrt(prompts))).slice(0, prompts);
  return Array.from({ length: Math.ceil(prompts / batch) }, (_, i) => {
    const part = points.slice(i * batch, (i + 1) * batch);
    return {
      input_points: plainTensor(Float32Array.from(part.flatMap(({ x, y }) => [x * INPUT, y * INPUT])), [
        1,
        part.length,
        1,
        2,
      ]),
      input_labels: plainTensor(new BigInt64Array(part.length).fill(1n), [1, part.length, 1]),
    };
  });
}

/** The first round is not timed. */
async function timeCalls(
  encoder: InferenceSession,
  decoder: InferenceSession,
  pixels: Tensor,
): Promise<ModelFigures['calls']> {
  const embeddings = await encode(encoder, pixels);
  const encodings: number[] = [];
  const prompts = BATCHES.map(() => [] as number[]);
  for (let round = 0; round <= ROUNDS; round++) {
    encodings.push((await timeOf(() => encode(encoder, pixels))).seconds);
    for (const [index, batch] of BATCHES.entries()) {
      const [points] = batchesOf(batch, batch);
      prompts[index]!.push((await timeOf(() => decode(decoder, embeddings, points!))).seconds / batch);
    }
  }
  const usual = (seconds: readonly number[]): number => median(seconds.slice(1));
  return {
    encode: usual(encodings),
    prompts: BATCHES.map((batch, index) => ({ batch, seconds: usual(prompts[index]!) })),
  };
}
