import { createHash } from 'node:crypto';
import { normalizePixels } from '../image/normalize.ts';
import { resizeBicubic } from '../image/resize.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import type { AlignerModel } from '../models/resolve.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { floatTensor, type Tensor } from '../runtime/tensor.ts';
import type { TrialSizes } from '../runtime/trial.ts';
import { checkFinite, floatOutput } from '../runtime/openedGraph.ts';
import { ALIGN_OPTIONS } from './alignOptions.ts';
import { ENCODED, GRAPH_NAMES, checkGraphs, type DeaotGraph, type DeaotGraphs, type GraphName } from './deaotGraphs.ts';
import { memoryRows, networkSize, type Size } from './deaotSize.ts';

/** An image as the network knows it. */
export interface DeaotEncoded {
  /** Of the network's input, in pixels: sides 16n + 1. */
  readonly size: Size;
  readonly tensors: Readonly<Record<(typeof ENCODED)[number], Tensor>>;
}

/** What the network remembers of one or several labelled images: a row for each cell of their grids. */
export interface DeaotMemory {
  readonly rows: number;
  readonly columns: number;
  /** rows × columns, row-major. */
  readonly data: Float32Array;
}

/** Logits at a quarter of the network's size: `maxObjects` + 1 planes. */
interface DeaotLogits extends Size {
  readonly data: Float32Array;
}

/** Carries labels from labelled images to another (MODELS, DeAOT). Owns three sessions: call `dispose`. */
export interface DeaotNetwork {
  /** Identifies what is computed: checksums of the files, preprocessing, provider. Part of cache keys. */
  readonly key: string;
  readonly providerName: string;
  /** Objects a pass. */
  readonly maxObjects: number;
  /** At which size the network sees an image of this one. */
  sizeFor(width: number, height: number): Size;
  /** @param size of the network's input; the image's own by {@link DeaotNetwork.sizeFor} unless told otherwise. */
  encode(image: RgbImage, size?: Size): Promise<DeaotEncoded>;
  /** @param onehot `maxObjects` + 1 planes of the network's size. */
  memorize(encoded: DeaotEncoded, onehot: Float32Array): Promise<DeaotMemory>;
  /**
   * @param memory of all remembered images. @param recent of one of them, seen at the size of `encoded`: its rows are places, which are compared
   * with those around the same place.
   */
  propagate(encoded: DeaotEncoded, memory: DeaotMemory, recent: DeaotMemory): Promise<DeaotLogits>;
  dispose(): Promise<void>;
}

/**
 * Opens a DeAOT. Errors, also of its methods: `model-missing`, `model-unreadable` (no ONNX model, or one with other inputs or outputs than
 * MODELS says), `model-unsupported`, `out-of-memory`, `provider-unavailable`, `cancelled`.
 */
export async function openDeaot(runtime: Runtime, model: AlignerModel, signal?: AbortSignal): Promise<DeaotNetwork> {
  const trials = trialSizes(model.manifest);
  const opened: Partial<Record<GraphName, DeaotGraph>> = {};
  try {
    for (const name of GRAPH_NAMES) {
      const { path, sha256 } = model.files[name]!;
      const session = await runtime.createSession(path, { sha256, trial: trials[name], signal });
      opened[name] = { session, file: path };
    }
    const graphs = opened as DeaotGraphs;
    checkGraphs(graphs, model.manifest.maxObjects);
    return new OnnxDeaot(model, graphs);
  } catch (error) {
    await Promise.all(Object.values(opened).map(({ session }) => session.dispose()));
    throw error;
  }
}

/** What providers are compared on: a square image with one remembered, by the names of free dimensions that this product's exporter gives. */
function trialSizes({ shortSide, maxObjects }: AlignerModel['manifest']): Record<GraphName, TrialSizes> {
  const size = networkSize(shortSide, shortSide, shortSide);
  const side = size.height;
  const [h4, h8, h] = [4, 8, ALIGN_OPTIONS.stride].map((stride) => cells(size, stride).height) as [
    number,
    number,
    number,
  ];
  const free = { H: side, W: side, h4, w4: h4, h8, w8: h8, h, w: h, M: h * h, 'h*w': h * h };
  return {
    encode: { ...free, image: [1, 3, side, side] },
    memorize: { ...free, onehot: [1, maxObjects + 1, side, side] },
    propagate: free,
  };
}

/** The grid of a stride: the first and last cell lie on the first and last pixel. */
function cells({ width, height }: Size, stride: number): Size {
  return { width: (width - 1) / stride + 1, height: (height - 1) / stride + 1 };
}

class OnnxDeaot implements DeaotNetwork {
  /** The last call: one run at a time keeps the memory at one run's. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly model: AlignerModel,
    private readonly graphs: DeaotGraphs,
  ) {}

  get key(): string {
    const { manifest, files } = this.model;
    const checksums = Object.entries(files)
      .map(([name, { sha256 }]) => `${name} ${sha256}`)
      .sort();
    const preprocessing = [manifest.mean, manifest.std, manifest.shortSide, manifest.maxObjects];
    const providers = Object.values(this.graphs).map(({ session }) => session.providerName);
    return createHash('sha256')
      .update(JSON.stringify([checksums, preprocessing, providers]))
      .digest('hex');
  }

  get providerName(): string {
    const names = Object.values(this.graphs).map(({ session }) => session.providerName);
    return [...new Set(names)].join(', ');
  }

  get maxObjects(): number {
    return this.model.manifest.maxObjects;
  }

  sizeFor(width: number, height: number): Size {
    return networkSize(width, height, this.model.manifest.shortSide);
  }

  encode(image: RgbImage, size = this.sizeFor(image.width, image.height)): Promise<DeaotEncoded> {
    return this.inTurn(async () => {
      const { session, file } = this.graphs.encode;
      const { mean, std } = this.model.manifest;
      const { data } = await resizeBicubic(image, size.width, size.height);
      const pixels = floatTensor(normalizePixels(data, mean, std), [1, 3, size.height, size.width]);
      const outputs = await session.run({ image: pixels }, ENCODED);
      const read = (name: (typeof ENCODED)[number], stride: number): Tensor => {
        const { width, height } = cells(size, stride);
        const output = floatOutput(outputs, name, [1, null, height, width], file);
        return floatTensor(output.data, output.dims);
      };
      const { stride } = ALIGN_OPTIONS;
      const tensors = {
        feat4: read('feat4', 4),
        feat8: read('feat8', 8),
        feat16: read('feat16', stride),
        emb: read('emb', stride),
      };
      return { size, tensors };
    });
  }

  memorize({ size, tensors }: DeaotEncoded, onehot: Float32Array): Promise<DeaotMemory> {
    return this.inTurn(async () => {
      const { session, file } = this.graphs.memorize;
      const labels = floatTensor(onehot, [1, this.maxObjects + 1, size.height, size.width]);
      const outputs = await session.run({ emb: tensors.emb, onehot: labels }, ['memory']);
      const { data, dims } = floatOutput(outputs, 'memory', [memoryRows(size), null], file);
      return { rows: dims[0]!, columns: dims[1]!, data };
    });
  }

  propagate({ size, tensors }: DeaotEncoded, memory: DeaotMemory, recent: DeaotMemory): Promise<DeaotLogits> {
    return this.inTurn(async () => {
      const { session, file } = this.graphs.propagate;
      const outputs = await session.run({ ...tensors, memory: asTensor(memory), recent: asTensor(recent) }, [
        'logits4',
      ]);
      const { width, height } = cells(size, 4);
      const { data } = floatOutput(outputs, 'logits4', [1, this.maxObjects + 1, height, width], file);
      checkFinite(data, 'logits4', this.graphs.propagate);
      return { width, height, data };
    });
  }

  async dispose(): Promise<void> {
    await this.queue;
    await Promise.all(Object.values(this.graphs).map(({ session }) => session.dispose()));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

function asTensor({ data, rows, columns }: DeaotMemory): Tensor {
  return floatTensor(data, [rows, columns]);
}
