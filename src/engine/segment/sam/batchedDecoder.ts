import { EngineError } from '../../errors.ts';
import { floatTensor, type Tensor } from '../../runtime/tensor.ts';
import type { SamCandidate, SamDecoder } from './samDecoder.ts';
import { isAmbiguous, mostFitting, surestOf, type PromptBox, type PromptPoint, type SamPrompt } from './samPrompt.ts';
import {
  checkFinite,
  checkOutputs,
  fixedSize,
  floatOutput,
  listed,
  numbersFor,
  type OpenedGraph,
} from '../../runtime/openedGraph.ts';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];
export const batchedInputs = ['input_points', 'input_labels', ...embeddings];

/** More prompts at once gain nothing on a CPU, and 64 take 4 GB. */
export const PROMPTS_A_RUN = 8;

/** Places in a box, as parts of its sides, that are asked about where the graph knows no boxes: its middle, and around it. */
const BOX_PLACES = [0.25, 0.5, 0.75] as const;

/**
 * The decoder as `transformers` exports it: any number of prompts a run, `input_points` (1, prompts, points, 2) in pixels of the encoder's
 * input → `iou_scores` (1, prompts, masks), `pred_masks` (1, prompts, masks, side, side), the three masks for a single point each.
 * It knows neither boxes nor former masks. @throws EngineError `model-unreadable`.
 */
export function batchedDecoder(graph: OpenedGraph, inputSize: number): SamDecoder {
  checkOutputs(graph, ['iou_scores', 'pred_masks']);
  const limit = promptLimit(graph);
  const decode = (tensors: Readonly<Record<string, Tensor>>, prompts: readonly (readonly PromptPoint[])[]) =>
    ask(graph, tensors, prompts);
  return {
    embeddings,
    promptsARun: limit,
    decode: (tensors, points) =>
      decode(
        tensors,
        points.map((point) => [{ ...point, positive: true }]),
      ),
    feedsBack: false,
    prompt: async (tensors, prompt) => {
      const prompts = promptsOf(prompt);
      if (prompts.some(({ length }) => length > 1)) checkManyPoints(graph);
      const found: SamCandidate[] = [];
      for (const run of runsOf(prompts, limit)) found.push(...(await decode(tensors, run)).flat());
      return isAmbiguous(prompt) ? surestOf(found) : mostFitting(found, prompt, inputSize);
    },
  };
}

/** What the graph is asked: all points at once, and places in the box one by one; of the answers the one that fits the box is taken. */
function promptsOf({ points, box }: SamPrompt): PromptPoint[][] {
  const clicks = points.some(({ positive }) => positive) ? [[...points]] : [];
  return box === null ? clicks : [...clicks, ...placesIn(box).map((place) => [place])];
}

function placesIn({ x0, y0, x1, y1 }: PromptBox): PromptPoint[] {
  return BOX_PLACES.flatMap((v) =>
    BOX_PLACES.map((u) => ({ x: x0 + u * (x1 - x0), y: y0 + v * (y1 - y0), positive: true })),
  );
}

/** Prompts in runs of at most `limit`, all of one run with as many points. */
function runsOf(prompts: readonly PromptPoint[][], limit: number): PromptPoint[][][] {
  const runs: PromptPoint[][][] = [];
  for (const prompt of prompts) {
    const last = runs.at(-1);
    if (last && last.length < limit && last[0]!.length === prompt.length) last.push(prompt);
    else runs.push([prompt]);
  }
  return runs;
}

/** The candidates of each prompt, in one run. @param prompts each with as many points. */
async function ask(
  graph: OpenedGraph,
  tensors: Readonly<Record<string, Tensor>>,
  prompts: readonly (readonly PromptPoint[])[],
): Promise<SamCandidate[][]> {
  const { session, file } = graph;
  const [count, points] = [prompts.length, prompts[0]!.length];
  const coordinates = Float32Array.from(prompts.flat().flatMap(({ x, y }) => [x, y]));
  const labels = prompts.flat().map(({ positive }) => (positive ? 1 : 0));
  const outputs = await session.run(
    {
      ...tensors,
      input_points: floatTensor(coordinates, [1, count, points, 2]),
      input_labels: numbersFor(graph, 'input_labels', labels, [1, count, points]),
    },
    ['iou_scores', 'pred_masks'],
    { mayTakeLess: count > 1 },
  );
  const scores = floatOutput(outputs, 'iou_scores', [1, count, null], file);
  checkFinite(scores.data, 'iou_scores', graph);
  const masksEach = scores.dims[2]!;
  const side = outputs['pred_masks']?.dims[4] ?? 0;
  const masks = floatOutput(outputs, 'pred_masks', [1, count, masksEach, side, side], file);
  return prompts.map((_, prompt) =>
    Array.from({ length: masksEach }, (__, mask) => {
      const at = prompt * masksEach + mask;
      return {
        predictedIou: scores.data[at]!,
        logits: masks.data.subarray(at * side * side, (at + 1) * side * side),
        side,
      };
    }),
  );
}

/** One where the graph was exported for one prompt. */
function promptLimit({ session, file }: OpenedGraph): number {
  const input = session.inputs.find(({ name }) => name === 'input_points')!;
  const [batch, prompts, points, two] = input.dims.map(fixedSize);
  const isOne = (size: number | null | undefined): boolean => size === null || size === 1;
  if (
    input.type === 'float32' &&
    input.dims.length === 4 &&
    isOne(batch) &&
    isOne(prompts) &&
    isOne(points) &&
    (two === null || two === 2)
  )
    return prompts ?? PROMPTS_A_RUN;
  throw new EngineError(
    'model-unreadable',
    `Expected input_points float32 (1, prompts, points, 2) in ${file}, prompts and points free or 1; there is: ${listed([input])}. Export the model anew.`,
  );
}

/** @throws EngineError `model-unsupported` where the graph was exported for one point a prompt. */
function checkManyPoints({ session, file }: OpenedGraph): void {
  const input = session.inputs.find(({ name }) => name === 'input_points')!;
  if (fixedSize(input.dims[2]) === null) return;
  throw new EngineError(
    'model-unsupported',
    `Expected several points a prompt in ${file}; it was exported for one: ${listed([input])}. Click once, draw a box, or export the model anew with free points.`,
  );
}
