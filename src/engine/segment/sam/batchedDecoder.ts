import { EngineError } from '../../errors.ts';
import { floatTensor } from '../../runtime/tensor.ts';
import type { SamDecoder } from './samDecoder.ts';
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

/**
 * The decoder as `transformers` exports it: any number of prompts a run, `input_points` (1, prompts, points, 2) in pixels of the encoder's
 * input → `iou_scores` (1, prompts, masks), `pred_masks` (1, prompts, masks, side, side). @throws EngineError `model-unreadable`.
 */
export function batchedDecoder(graph: OpenedGraph): SamDecoder {
  const { session, file } = graph;
  checkOutputs(graph, ['iou_scores', 'pred_masks']);
  const limit = promptLimit(graph);
  return {
    embeddings,
    promptsARun: limit,
    async decode(tensors, points) {
      const coordinates = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
      const labels = points.map(() => 1);
      const outputs = await session.run(
        {
          ...tensors,
          input_points: floatTensor(coordinates, [1, points.length, 1, 2]),
          input_labels: numbersFor(graph, 'input_labels', labels, [1, points.length, 1]),
        },
        ['iou_scores', 'pred_masks'],
        { mayTakeLess: points.length > 1 },
      );
      const scores = floatOutput(outputs, 'iou_scores', [1, points.length, null], file);
      checkFinite(scores.data, 'iou_scores', graph);
      const count = scores.dims[2]!;
      const side = outputs['pred_masks']?.dims[4] ?? 0;
      const masks = floatOutput(outputs, 'pred_masks', [1, points.length, count, side, side], file);
      return points.map((_, point) =>
        Array.from({ length: count }, (__, mask) => {
          const at = point * count + mask;
          return {
            predictedIou: scores.data[at]!,
            logits: masks.data.subarray(at * side * side, (at + 1) * side * side),
            side,
          };
        }),
      );
    },
  };
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
