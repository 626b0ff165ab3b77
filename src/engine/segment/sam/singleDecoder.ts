import { floatTensor, type Tensor } from '../../runtime/tensor.ts';
import type { SamCandidate, SamDecoder } from './samDecoder.ts';
import { isAmbiguous, surestOf, type SamPrompt } from './samPrompt.ts';
import {
  checkFinite,
  checkOutputs,
  fixedSize,
  floatOutput,
  numbersFor,
  type OpenedGraph,
} from '../../runtime/openedGraph.ts';

const embeddings = ['image_embeddings'];
export const singleInputs = [
  ...embeddings,
  'point_coords',
  'point_labels',
  'mask_input',
  'has_mask_input',
  'orig_im_size',
];

/** Labels of points in and outside of the mask that is asked for, of a box's corners, and of the point that fills up where there is no box. */
const INSIDE = 1;
const OUTSIDE = 0;
const FIRST_CORNER = 2;
const SECOND_CORNER = 3;
const PADDING = -1;

/** The points of a prompt as the graph takes them: flat coordinates, and their labels. */
interface LabelledPoints {
  readonly coordinates: readonly number[];
  readonly labels: readonly number[];
}

/**
 * The decoder as segment-anything exports it: one prompt a run, `point_coords` (1, points, 2) in pixels of the encoder's input →
 * `iou_predictions` (1, masks) and the masks: the first for prompts that mean one thing, three for a single point; or one, which the graph has chosen.
 * @throws EngineError `model-unreadable`.
 */
export function singleDecoder(graph: OpenedGraph, inputSize: number): SamDecoder {
  const { session } = graph;
  const hasLow = session.outputs.some(({ name }) => name === 'low_res_masks');
  const masksName = hasLow ? 'low_res_masks' : 'masks';
  checkOutputs(graph, ['iou_predictions', masksName]);
  const side = fixedSize(session.inputs.find(({ name }) => name === 'mask_input')!.dims[3]) ?? inputSize / 4;
  const ask = async (
    tensors: Readonly<Record<string, Tensor>>,
    { coordinates, labels }: LabelledPoints,
    former: Float32Array | null,
  ): Promise<SamCandidate[]> => {
    const outputs = await session.run(
      {
        ...tensors,
        mask_input: floatTensor(former ?? new Float32Array(side * side), [1, 1, side, side]),
        has_mask_input: floatTensor(Float32Array.of(former === null ? 0 : 1), [1]),
        // `masks` for an image of this size are the low-resolution ones, a little blurred, padding included: what the filters want.
        orig_im_size: numbersFor(graph, 'orig_im_size', [side, side], [2]),
        point_coords: floatTensor(Float32Array.from(coordinates), [1, labels.length, 2]),
        point_labels: numbersFor(graph, 'point_labels', labels, [1, labels.length]),
      },
      ['iou_predictions', masksName],
    );
    return candidatesOf(outputs, graph, masksName, side);
  };
  return {
    embeddings,
    promptsARun: 1,
    decode: async (tensors, [point]) => {
      const { x, y } = point!;
      const found = await ask(tensors, { coordinates: [x, y, 0, 0], labels: [INSIDE, PADDING] }, null);
      return [forOnePoint(found)];
    },
    feedsBack: hasLow,
    prompt: async (tensors, prompt, former) => {
      const found = await ask(tensors, labelledPoints(prompt), hasLow ? former : null);
      return isAmbiguous(prompt) ? surestOf(forOnePoint(found)) : found[0]!;
    },
  };
}

/** The graph's masks but the first, which is for several points; all of them where it is the only one. */
function forOnePoint(candidates: readonly SamCandidate[]): SamCandidate[] {
  return candidates.slice(candidates.length > 1 ? 1 : 0);
}

/** Points, then the box's corners; a point that counts for nothing takes the place of a box that is not there (`SamPredictor`). */
function labelledPoints({ points, box }: SamPrompt): LabelledPoints {
  const ends = box === null ? [0, 0] : [box.x0, box.y0, box.x1, box.y1];
  return {
    coordinates: [...points.flatMap(({ x, y }) => [x, y]), ...ends],
    labels: [
      ...points.map(({ positive }) => (positive ? INSIDE : OUTSIDE)),
      ...(box === null ? [PADDING] : [FIRST_CORNER, SECOND_CORNER]),
    ],
  };
}

function candidatesOf(
  outputs: Readonly<Record<string, Tensor>>,
  graph: OpenedGraph,
  masksName: string,
  side: number,
): SamCandidate[] {
  const scores = floatOutput(outputs, 'iou_predictions', [1, null], graph.file);
  checkFinite(scores.data, 'iou_predictions', graph);
  const count = scores.dims[1]!;
  const masks = floatOutput(outputs, masksName, [1, count, side, side], graph.file);
  return Array.from({ length: count }, (_, i) => ({
    predictedIou: scores.data[i]!,
    logits: masks.data.subarray(i * side * side, (i + 1) * side * side),
    side,
  }));
}
