import { EngineError } from '../../errors.ts';
import type { Tensor } from '../../runtime/tensor.ts';
import { batchedDecoder, batchedInputs } from './batchedDecoder.ts';
import { listed, type OpenedGraph } from '../../runtime/openedGraph.ts';
import type { SamPrompt } from './samPrompt.ts';
import { singleDecoder, singleInputs } from './singleDecoder.ts';

/** A place in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One of the masks that a prompt may mean. */
export interface SamCandidate {
  readonly predictedIou: number;
  /** side × side, row-major, of the network's whole input, padding included; above 0 is mask. */
  readonly logits: Float32Array;
  readonly side: number;
}

/** A prompt decoder of one of the field's two exports. */
export interface SamDecoder {
  /** The encoder's outputs that it wants, by these names. */
  readonly embeddings: readonly string[];
  /** Most prompts that one run takes. */
  readonly promptsARun: number;
  /**
   * The candidates for each point, in one run.
   * @param points one at least, `promptsARun` at most, in pixels of the encoder's input.
   */
  decode(embeddings: Readonly<Record<string, Tensor>>, points: readonly Point[]): Promise<SamCandidate[][]>;
  /** Whether {@link prompt} takes the logits of its last answer: the graph gives them at low resolution, as it wants them. */
  readonly feedsBack: boolean;
  /**
   * The mask of one prompt, in one run where the graph knows all of it.
   * @param prompt in pixels of the encoder's input. @param former the logits of the answer before the last click, or null.
   */
  prompt(
    embeddings: Readonly<Record<string, Tensor>>,
    prompt: SamPrompt,
    former: Float32Array | null,
  ): Promise<SamCandidate>;
}

/**
 * The decoder of a graph, told by the names of its inputs.
 * @param inputSize the side of the encoder's input in pixels.
 * @throws EngineError `model-unreadable` where they are neither export's.
 */
export function decoderOf(graph: OpenedGraph, inputSize: number): SamDecoder {
  const names = new Set(graph.session.inputs.map(({ name }) => name));
  const are = (expected: readonly string[]): boolean =>
    names.size === expected.length && expected.every((name) => names.has(name));
  if (are(batchedInputs)) return batchedDecoder(graph, inputSize);
  if (are(singleInputs)) return singleDecoder(graph, inputSize);
  throw new EngineError(
    'model-unreadable',
    `Expected a SAM decoder's inputs in ${graph.file}: ${batchedInputs.join(', ')}; or ${singleInputs.join(', ')}. There are: ${listed(graph.session.inputs)}. Name another file as decoder in its manifest, or export the model anew.`,
  );
}
