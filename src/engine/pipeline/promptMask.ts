import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { maskOfStretches } from '../../domain/annotations/mask.ts';
import type { Mask, Stretch } from '../../domain/annotations/mask.ts';
import { contentHash } from '../cache/cacheStore.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import { throwIfAborted } from '../errors.ts';
import { decodeBuffer } from '../image/decode.ts';
import { upsampleMask } from '../segment/sam/maskUpsample.ts';
import type { Runs } from '../segment/sam/runs.ts';
import type { SamCandidate } from '../segment/sam/samDecoder.ts';
import type { SamFrame } from '../segment/sam/samFrame.ts';
import type { SamEmbedding, SamNetwork } from '../segment/sam/samNetwork.ts';
import { beforeLast, isMeant } from '../segment/sam/samPrompt.ts';
import type { SamPrompt } from '../segment/sam/samPrompt.ts';
import { samEmbedding } from './embeddings.ts';
import { readImageFile } from './imageSource.ts';
import type { LazyNetwork } from './lazyNetwork.ts';

/** Images whose embeddings stay in memory: each is 16 MB, and people go back and forth between a few. */
const IMAGES_KEPT = 4;
/** Answers that stay with an image, for the next click and for one that is taken back: each is 256 kB. */
const ANSWERS_KEPT = 32;
/** An encoder and a decoder hold gigabytes: they go when nobody clicked for so long. */
const IDLE_MILLISECONDS = 10 * 60 * 1000;

/** An image that is being worked on. */
interface PromptedImage {
  readonly embedding: Promise<SamEmbedding>;
  /** By prompt, the latest last. */
  readonly answers: Map<string, SamCandidate>;
}

/** What a prompt is answered with. */
export interface Prompter {
  readonly network: LazyNetwork<SamNetwork>;
  /** Where embeddings are kept. */
  readonly cache: CacheStore;
}

/** Masks by clicks and boxes: an image is embedded once, each further click asks the decoder alone. */
export class PromptMasks {
  /** By network and file, the latest last. */
  private readonly images = new Map<string, PromptedImage>();
  private idle: NodeJS.Timeout | undefined;

  /**
   * The mask that a prompt means, at the image's size: logits above 0, upsampled as METHOD 6 says. Null where the prompt means nothing, or the mask is empty.
   * An image that is being embedded when the signal ends is embedded for the next click.
   * @param file the image's absolute path. @param prompt in pixels of the image. @throws EngineError `image-*`, `model-*`, `out-of-memory`, `cancelled`.
   */
  async mask(
    file: string,
    prompt: SamPrompt,
    { network, cache }: Prompter,
    signal?: AbortSignal,
  ): Promise<Mask | null> {
    if (!isMeant(prompt)) return null;
    clearTimeout(this.idle);
    try {
      return await network.use(async (sam) => {
        throwIfAborted(signal);
        const image = await this.image(file, sam, network.key, cache);
        const { frame } = await image.embedding;
        return maskOf(await answer(sam, image, prompt, signal), frame);
      }, signal);
    } finally {
      this.releaseLater(network);
    }
  }

  dispose(): void {
    clearTimeout(this.idle);
    this.images.clear();
  }

  private async image(file: string, sam: SamNetwork, network: string, cache: CacheStore): Promise<PromptedImage> {
    const about = await stat(file).catch(() => null); // where there is none, reading it says so
    const key = JSON.stringify([network, file, about?.size, about?.mtimeMs, about?.ino]);
    const image = this.images.get(key) ?? { embedding: embed(file, sam, network, cache), answers: new Map() };
    keepLatest(this.images, key, image, IMAGES_KEPT);
    image.embedding.catch(() => {
      if (this.images.get(key) === image) this.images.delete(key);
    });
    return image;
  }

  private releaseLater(network: LazyNetwork<SamNetwork>): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void network.release(), IDLE_MILLISECONDS);
    this.idle.unref();
  }
}

async function embed(file: string, sam: SamNetwork, network: string, cache: CacheStore): Promise<SamEmbedding> {
  const bytes = await readImageFile(file);
  return samEmbedding({ hash: contentHash(bytes), network }, cache, async () =>
    sam.encode(await decodeBuffer(bytes, file)),
  );
}

/**
 * The network's answer. Where the graph takes the logits of the answer before the last click it gets them, computed again if they are not kept any more:
 * the same clicks give the same mask, however they came about.
 */
async function answer(
  sam: SamNetwork,
  image: PromptedImage,
  prompt: SamPrompt,
  signal: AbortSignal | undefined,
): Promise<SamCandidate> {
  const key = JSON.stringify(prompt);
  const kept = image.answers.get(key);
  const before = sam.feedsBack && !kept ? beforeLast(prompt) : null;
  const former = before && (await answer(sam, image, before, signal));
  await setImmediate(); // runs block the event loop: a further click has its turn before this one is answered
  throwIfAborted(signal);
  const found = kept ?? (await sam.prompt(await image.embedding, prompt, former?.logits ?? null));
  // A copy: the logits are part of all the candidates'.
  keepLatest(image.answers, key, { ...found, logits: found.logits.slice() }, ANSWERS_KEPT);
  return found;
}

function maskOf({ logits, side }: SamCandidate, frame: SamFrame): Mask | null {
  const valid = {
    width: (frame.contentWidth * side) / frame.inputSize,
    height: (frame.contentHeight * side) / frame.inputSize,
  };
  const runs = upsampleMask(logits, side, valid, frame.width, frame.height);
  return runs.length === 0 ? null : maskOfStretches(stretchesOf(runs, frame.width));
}

function stretchesOf(runs: Runs, width: number): Stretch[] {
  return Array.from({ length: runs.length / 2 }, (_, i) => {
    const y = Math.floor(runs[2 * i]! / width);
    return [y, runs[2 * i]! - y * width, runs[2 * i + 1]! - y * width];
  });
}

/** Puts an entry last, and drops the first ones beyond `count`. */
function keepLatest<T>(entries: Map<string, T>, key: string, value: T, count: number): void {
  entries.delete(key);
  entries.set(key, value);
  for (const first of entries.keys()) {
    if (entries.size <= count) return;
    entries.delete(first);
  }
}
