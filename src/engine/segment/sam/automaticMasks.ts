import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../errors.ts';
import type { RgbImage } from '../../image/rgbImage.ts';
import { cleanMask } from './maskCleanup.ts';
import { stabilityOf, suppress } from './maskFilters.ts';
import { upsampleMask, validCells } from './maskUpsample.ts';
import { paintLabelMap } from './paint.ts';
import { pointGrid, unsettledPoints, type GridPoint } from './pointGrid.ts';
import { areaOf, boxOf } from './runs.ts';
import { labelMapSize } from '../../image/labelMaps.ts';
import type { SamFrame } from './samFrame.ts';
import type { SamMask, SamMasks } from './samMask.ts';
import type { SamCandidate } from './samDecoder.ts';
import type { SamEmbedding, SamNetwork } from './samNetwork.ts';
import { SAM_OPTIONS, leastArea } from './samOptions.ts';

export interface AutomaticMasksOptions {
  /** `full`: 32 × 32 points. `adaptive`: 16 × 16, then those of the 32 × 32 that may find something new. */
  readonly grid: 'adaptive' | 'full';
  /** Points a side of the full grid, 32 unless told otherwise; the adaptive grid's first round has half as many. */
  readonly pointsASide?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of points after each run; the total is an upper bound until the second round of the adaptive grid is known. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Segments an image without prompts (METHOD 6 `sam`): asks the network about a grid of points, keeps the masks it is sure of, one of
 * those that overlap, without their holes and islands, and paints them. An image in which nothing passes has a map of zeros.
 * Errors: `cancelled`, `model-unreadable`, `model-unsupported`, `out-of-memory`.
 */
export async function automaticMasks(
  network: SamNetwork,
  image: RgbImage,
  { grid, pointsASide = SAM_OPTIONS.fullGrid, signal, onProgress }: AutomaticMasksOptions,
): Promise<SamMasks> {
  throwIfAborted(signal);
  const size = labelMapSize(image.width, image.height);
  const full = pointGrid(pointsASide);
  const coarse = Math.ceil((pointsASide * SAM_OPTIONS.coarseGrid) / SAM_OPTIONS.fullGrid);
  const first = grid === 'full' ? full : pointGrid(coarse);
  const bound = grid === 'full' ? full.length : first.length + full.length;
  const embedding = await network.encode(image);
  const ask = (points: readonly GridPoint[], done: number, total: number): Promise<SamMask[]> =>
    askAll(network, embedding, points, size, signal, (asked) => onProgress?.(done + asked, total));

  const found = await ask(first, 0, bound);
  let prompts = first.length;
  if (grid === 'adaptive') {
    const second = unsettledPoints(full, keptMasks(found, size), size.width, size.height);
    prompts += second.length;
    onProgress?.(first.length, prompts);
    found.push(...(await ask(second, first.length, prompts)));
  }
  const masks = keptMasks(found, size);
  return { ...size, masks, prompts, map: paintLabelMap(masks, size.width, size.height) };
}

/** The masks that pass the filters, from the network's answers to all points, a run at a time: logits are not kept. */
async function askAll(
  network: SamNetwork,
  embedding: SamEmbedding,
  points: readonly GridPoint[],
  size: Size,
  signal: AbortSignal | undefined,
  onAsked: (asked: number) => void,
): Promise<SamMask[]> {
  const { width, height } = embedding.frame;
  const found: SamMask[] = [];
  for (let asked = 0; asked < points.length;) {
    await setImmediate(); // runs block the event loop: whoever cancels, or waits, has a turn between them
    throwIfAborted(signal);
    const batch = points.slice(asked, asked + network.promptsARun);
    const pixels = batch.map(({ x, y }) => ({ x: x * width, y: y * height }));
    for (const candidates of await network.decode(embedding, pixels)) {
      for (const candidate of candidates) {
        const mask = maskOf(candidate, embedding.frame, size);
        if (mask !== null) found.push(mask);
      }
    }
    asked += batch.length;
    onAsked(asked);
  }
  throwIfAborted(signal);
  return found;
}

/** A candidate's mask on L's pixels; null where it does not pass the filters, or has no pixel. */
function maskOf({ predictedIou, logits, side }: SamCandidate, frame: SamFrame, size: Size): SamMask | null {
  if (!(predictedIou >= SAM_OPTIONS.predictedIou)) return null;
  const valid = {
    width: (frame.contentWidth * side) / frame.inputSize,
    height: (frame.contentHeight * side) / frame.inputSize,
  };
  const stability = stabilityOf(logits, side, validCells(valid.width, side), validCells(valid.height, side));
  if (!(stability >= SAM_OPTIONS.stability)) return null;
  const runs = upsampleMask(logits, side, valid, size.width, size.height);
  if (runs.length === 0) return null;
  return { area: areaOf(runs), box: boxOf(runs, size.width), predictedIou, stability, runs };
}

/** Of the masks found those that stay: no two alike, no small holes and islands, in the order of {@link SamMasks}. */
function keptMasks(found: readonly SamMask[], size: Size): SamMask[] {
  return cleanMasks(withoutOverlaps(found), size);
}

/** The masks that suppression leaves, by falling predicted IoU. */
function withoutOverlaps(masks: readonly SamMask[]): SamMask[] {
  return suppress(
    masks.map(({ box }) => box),
    masks.map(({ predictedIou }) => predictedIou),
  ).map((index) => masks[index]!);
}

/** The masks without small holes and islands, suppressed once more: cleaning makes boxes alike that were not. */
function cleanMasks(masks: readonly SamMask[], { width, height }: Size): SamMask[] {
  const cleaned = masks.flatMap((mask) => {
    const { runs, changed } = cleanMask(mask.runs, width, height, leastArea(width, height));
    if (runs.length === 0) return [];
    return [{ changed, mask: changed ? { ...mask, area: areaOf(runs), box: boxOf(runs, width), runs } : mask }];
  });
  return suppress(
    cleaned.map(({ mask }) => mask.box),
    cleaned.map(({ changed }) => (changed ? 0 : 1)),
  ).map((index) => cleaned[index]!.mask);
}
