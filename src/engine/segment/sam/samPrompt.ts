import type { Point, SamCandidate } from './samDecoder.ts';

/** A click: in what is meant, or outside of it. */
export interface PromptPoint extends Point {
  readonly positive: boolean;
}

/** A box around what is meant: x0 < x1, y0 < y1. */
export interface PromptBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** What a user shows of one thing, in pixels of the image or of the encoder's input. */
export interface SamPrompt {
  readonly points: readonly PromptPoint[];
  readonly box: PromptBox | null;
}

/** Whether a prompt means something: a box, or a point inside. */
export function isMeant({ points, box }: SamPrompt): boolean {
  return box !== null || points.some(({ positive }) => positive);
}

/** Whether a prompt can mean several things, of which the network offers three (SamPredictor: `multimask_output` is for a single click). */
export function isAmbiguous({ points, box }: SamPrompt): boolean {
  return points.length === 1 && box === null;
}

/** The prompt that a user had shown before the last click; null before the first. */
export function beforeLast({ points, box }: SamPrompt): SamPrompt | null {
  const former = { points: points.slice(0, -1), box };
  return points.length > 0 && isMeant(former) ? former : null;
}

export function scalePrompt({ points, box }: SamPrompt, across: number, down: number): SamPrompt {
  return {
    points: points.map(({ x, y, positive }) => ({ x: x * across, y: y * down, positive })),
    box: box && { x0: box.x0 * across, y0: box.y0 * down, x1: box.x1 * across, y1: box.y1 * down },
  };
}

/** Of candidates the one that the network is surest of, the first of equals. @param candidates one at least. */
export function surestOf(candidates: readonly SamCandidate[]): SamCandidate {
  return candidates.reduce((best, one) => (one.predictedIou > best.predictedIou ? one : best));
}

/**
 * Of candidates the one that suits a prompt best, for decoders that have no answer to all of it at once: most of the points on their side of the outline,
 * then the box that is most like the one asked for, times the network's own estimate.
 * @param prompt in pixels of the encoder's input. @param inputSize the side of that.
 */
export function mostFitting(candidates: readonly SamCandidate[], prompt: SamPrompt, inputSize: number): SamCandidate {
  const ranked = candidates.map((candidate) => {
    const cells = inputSize / candidate.side;
    const inCells = scalePrompt(prompt, 1 / cells, 1 / cells);
    const overlap = inCells.box === null ? 1 : boxIou(boxOfLogits(candidate), inCells.box);
    return { candidate, right: pointsRight(candidate, inCells), value: overlap * candidate.predictedIou };
  });
  return ranked.reduce((best, one) =>
    one.right > best.right || (one.right === best.right && one.value > best.value) ? one : best,
  ).candidate;
}

function pointsRight({ logits, side }: SamCandidate, { points }: SamPrompt): number {
  const cell = (value: number): number => Math.min(Math.max(Math.floor(value), 0), side - 1);
  return points.filter(({ x, y, positive }) => logits[cell(y) * side + cell(x)]! > 0 === positive).length;
}

/** The smallest box around the cells above 0, in cells; null where there are none. */
function boxOfLogits({ logits, side }: SamCandidate): PromptBox | null {
  let [x0, y0, x1, y1] = [side, side, 0, 0];
  for (let i = 0; i < side * side; i++) {
    if (!(logits[i]! > 0)) continue;
    const [x, y] = [i % side, Math.floor(i / side)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  return x1 === 0 ? null : { x0, y0, x1, y1 };
}

function boxIou(a: PromptBox | null, b: PromptBox): number {
  if (a === null) return 0;
  const width = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  const height = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
  const shared = Math.max(width, 0) * Math.max(height, 0);
  return shared / (area(a) + area(b) - shared);
}

function area({ x0, y0, x1, y1 }: PromptBox): number {
  return (x1 - x0) * (y1 - y0);
}
