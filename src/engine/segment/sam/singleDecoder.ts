import { floatTensor } from '../../runtime/tensor.ts';
import type { SamDecoder } from './samDecoder.ts';
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

/** Labels of a point in the mask that is asked for, and of the point that fills up where there is no box. */
const INSIDE = 1;
const PADDING = -1;

/**
 * The decoder as segment-anything exports it: one prompt a run, `point_coords` (1, points, 2) in pixels of the encoder's input →
 * `iou_predictions` (1, masks) and the masks, whose first, the one for several points, is left out where there are more.
 * @throws EngineError `model-unreadable`.
 */
export function singleDecoder(graph: OpenedGraph, inputSize: number): SamDecoder {
  const { session, file } = graph;
  const hasLow = session.outputs.some(({ name }) => name === 'low_res_masks');
  const masksName = hasLow ? 'low_res_masks' : 'masks';
  checkOutputs(graph, ['iou_predictions', masksName]);
  const side = fixedSize(session.inputs.find(({ name }) => name === 'mask_input')!.dims[3]) ?? inputSize / 4;
  const unused = {
    mask_input: floatTensor(new Float32Array(side * side), [1, 1, side, side]),
    has_mask_input: floatTensor(Float32Array.of(0), [1]),
    // `masks` for an image of this size are the low-resolution ones, a little blurred, padding included: what the filters want.
    orig_im_size: numbersFor(graph, 'orig_im_size', [side, side], [2]),
  };
  return {
    embeddings,
    promptsARun: 1,
    async decode(tensors, [point]) {
      const outputs = await session.run(
        {
          ...tensors,
          ...unused,
          point_coords: floatTensor(Float32Array.of(point!.x, point!.y, 0, 0), [1, 2, 2]),
          point_labels: numbersFor(graph, 'point_labels', [INSIDE, PADDING], [1, 2]),
        },
        ['iou_predictions', masksName],
      );
      const scores = floatOutput(outputs, 'iou_predictions', [1, null], file);
      checkFinite(scores.data, 'iou_predictions', graph);
      const count = scores.dims[1]!;
      const masks = floatOutput(outputs, masksName, [1, count, side, side], file);
      const first = count > 1 ? 1 : 0;
      const candidates = Array.from({ length: count - first }, (_, i) => {
        const at = first + i;
        return {
          predictedIou: scores.data[at]!,
          logits: masks.data.subarray(at * side * side, (at + 1) * side * side),
          side,
        };
      });
      return [candidates];
    },
  };
}
