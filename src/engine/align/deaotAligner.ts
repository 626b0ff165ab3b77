import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.ts';
import { resizeBicubic, resizeNearest } from '../image/resize.ts';
import type { LabelMap, RgbImage } from '../image/rgbImage.ts';
import { labelMapSize } from '../image/labelMaps.ts';
import { ALIGN_OPTIONS } from './alignOptions.ts';
import { oneHot, passesOf } from './deaotLabels.ts';
import type { DeaotEncoded, DeaotMemory, DeaotNetwork } from './deaotNetwork.ts';
import type { Size } from './deaotSize.ts';
import { joinPasses, type Pass } from './joinPasses.ts';

/** Memories kept of references as seen at other sizes than their own: an image of another size than the last few computes them anew. */
export const KEPT_SIZES = 4;

/** An image with its label map, which may have another size. */
export interface LabelledImage {
  readonly image: RgbImage;
  readonly map: LabelMap;
}

/** A remembered image, and which rows of all memories are its own. */
interface Reference extends LabelledImage {
  readonly size: Size;
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The aligner `deaot` (METHOD 6; MODELS, DeAOT): carries the label map of the first reference to other images. Classes are those of that map,
 * some a pass, the largest first. Errors: `cancelled`, and those of {@link DeaotNetwork}. The network stays the caller's.
 */
export class DeaotAligner {
  private readonly references: Reference[] = [];
  /** The rows of all references, one memory a pass: the long-term memory. */
  private memories: readonly DeaotMemory[] = [];
  /** Memories of references as seen at other sizes than their own, the last used at the end. */
  private readonly resized = new Map<string, readonly DeaotMemory[]>();

  private constructor(
    private readonly network: DeaotNetwork,
    /** The classes of each pass. */
    private readonly passes: readonly (readonly number[])[],
  ) {}

  /** @param first the first reference; its map defines the classes, and may hold none. */
  static async create(
    network: DeaotNetwork,
    first: LabelledImage,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<DeaotAligner> {
    const aligner = new DeaotAligner(network, passesOf(first.map, network.maxObjects));
    await aligner.remember(first, { signal });
    return aligner;
  }

  /**
   * Remembers a further labelled image (METHOD 6 `memory: all`); classes that the first reference lacks count as background. Whoever labels
   * the other references by the first one aligns all of them before any is remembered.
   * @returns its index, for `recent`: 1 for the first call.
   */
  async remember(
    { image, map }: LabelledImage,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    const size = this.network.sizeFor(image.width, image.height);
    const memories = await this.memorize({ image, map }, size, signal);
    const reference = { image: await this.reduced(image), map, size, rows: memories[0]?.rows ?? 0 };
    const firstRow = this.memories[0]?.rows ?? 0;
    this.memories = memories.map((memory, pass) => joined(this.memories[pass], memory));
    return this.references.push({ ...reference, firstRow }) - 1;
  }

  /**
   * The label map of an image, at its own size, the long side at most 1024.
   * @param recent the remembered image that is most like it, by its index.
   */
  async align(
    image: RgbImage,
    { recent = 0, signal }: { recent?: number | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<LabelMap> {
    const wanted = labelMapSize(image.width, image.height);
    const reference = this.references[recent];
    if (!reference) throw new RangeError(`Expected one of ${this.references.length} remembered images, got ${recent}.`);
    await turn(signal);
    if (this.passes.length === 0) return { ...wanted, data: new Uint8Array(wanted.width * wanted.height) };
    const { memories: all } = this;
    const encoded = await this.network.encode(image);
    const nearby = await this.memoriesAt(reference, recent, encoded.size, signal);
    const passes: Pass[] = [];
    for (const [pass, classes] of this.passes.entries()) {
      await turn(signal);
      const { data, width, height } = await this.network.propagate(encoded, all[pass]!, nearby[pass]!);
      passes.push({ logits: data, width, height, classes });
    }
    throwIfAborted(signal);
    return joinPasses(passes, wanted);
  }

  /** A reference's memories as seen at a size. */
  private async memoriesAt(
    reference: Reference,
    index: number,
    size: Size,
    signal: AbortSignal | undefined,
  ): Promise<readonly DeaotMemory[]> {
    if (size.width === reference.size.width && size.height === reference.size.height)
      return this.memories.map((all) => rowsOf(all, reference));
    const key = `${index} ${size.width} ${size.height}`;
    const memories = this.resized.get(key) ?? (await this.memorize(reference, size, signal));
    this.resized.delete(key);
    this.resized.set(key, memories);
    const [oldest] = this.resized.keys();
    if (this.resized.size > KEPT_SIZES) this.resized.delete(oldest!);
    return memories;
  }

  private async memorize(
    { image, map }: LabelledImage,
    size: Size,
    signal: AbortSignal | undefined,
  ): Promise<DeaotMemory[]> {
    const memories: DeaotMemory[] = [];
    let encoded: DeaotEncoded | null = null;
    const labels = resizeNearest(map, size.width, size.height);
    for (const classes of this.passes) {
      await turn(signal);
      encoded ??= await this.network.encode(image, size);
      memories.push(await this.network.memorize(encoded, oneHot(labels, classes, this.network.maxObjects + 1)));
    }
    return memories;
  }

  /** What is kept of an image for other sizes: a little more than the network sees, since photos are many times as large. */
  private reduced(image: RgbImage): Promise<RgbImage> {
    const size = this.network.sizeFor(image.width, image.height);
    const scale = ALIGN_OPTIONS.keptScale * Math.max(size.width / image.width, size.height / image.height);
    return scale >= 1
      ? Promise.resolve(image)
      : resizeBicubic(image, Math.ceil(image.width * scale), Math.ceil(image.height * scale));
  }
}

/** Runs block the event loop: whoever cancels, or waits, has a turn between them. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}

function joined(all: DeaotMemory | undefined, more: DeaotMemory): DeaotMemory {
  if (!all) return more;
  const data = new Float32Array(all.data.length + more.data.length);
  data.set(all.data);
  data.set(more.data, all.data.length);
  return { rows: all.rows + more.rows, columns: all.columns, data };
}

/** A part of a memory, not copied. */
function rowsOf({ columns, data }: DeaotMemory, { firstRow, rows }: Reference): DeaotMemory {
  return { rows, columns, data: data.subarray(firstRow * columns, (firstRow + rows) * columns) };
}
