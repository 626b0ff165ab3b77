import type { LabelMap } from '../image/rgbImage.ts';

/** The patch labels P of an image and the patches of every class (METHOD 2). */
export interface PatchLabels {
  readonly grid: number;
  /** P: N = grid² labels, row-major; 0 is background. */
  readonly labels: Uint8Array;
  /** For each class c = 1 … C at index c − 1: the patches with P = c in order, or the one it borrows; none where it has no pixel. */
  readonly patchesOf: readonly Int32Array[];
  /** Patches with P ≥ 1 or borrowed, in order. */
  readonly foreground: Int32Array;
}

/**
 * Carries a label map to the patch grid (METHOD 2): a patch takes the class that covers most of its cell, ties go to the
 * smaller number; a class with pixels but no patch borrows the patch where it covers most. A cell that holds no pixel
 * centre (a map coarser than the grid) takes the pixel under its own centre.
 * @param classes the number of classes C; labels above it are a RangeError.
 */
export function assignPatches(map: LabelMap, grid: number, classes: number): PatchLabels {
  const values = classes + 1;
  const counts = countPixels(map, grid, values);
  const labels = new Uint8Array(grid * grid);
  for (let patch = 0; patch < labels.length; patch++) {
    const at = patch * values;
    let best = 0;
    for (let c = 1; c < values; c++) if (counts[at + c]! > counts[at + best]!) best = c;
    labels[patch] = counts[at + best]! > 0 ? best : labelUnderCentre(map, patch, grid);
  }
  const patchesOf: Int32Array[] = [];
  const foreground = new Set<number>();
  for (let c = 1; c < values; c++) {
    const own = indicesOf(labels, c);
    const patches = own.length > 0 ? own : borrow(counts, values, c);
    patches.forEach((patch) => foreground.add(patch));
    patchesOf.push(patches);
  }
  return { grid, labels, patchesOf, foreground: Int32Array.from(foreground).sort() };
}

/** Pixels of every label in every cell: N × values. The pixel (x, y) lies in the cell of its centre. */
function countPixels({ width, height, data }: LabelMap, grid: number, values: number): Int32Array {
  const counts = new Int32Array(grid * grid * values);
  const columnOf = Int32Array.from({ length: width }, (_, x) => Math.floor(((2 * x + 1) * grid) / (2 * width)));
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((2 * y + 1) * grid) / (2 * height));
    for (let x = 0; x < width; x++) {
      const label = data[y * width + x]!;
      if (label >= values) throw new RangeError(`Expected labels 0 … ${values - 1} in a label map, got ${label}.`);
      counts[(row * grid + columnOf[x]!) * values + label]! += 1;
    }
  }
  return counts;
}

function labelUnderCentre({ width, height, data }: LabelMap, patch: number, grid: number): number {
  const x = Math.floor((((patch % grid) + 0.5) * width) / grid);
  const y = Math.floor(((Math.floor(patch / grid) + 0.5) * height) / grid);
  return data[y * width + x]!;
}

function indicesOf(labels: Uint8Array, value: number): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === value) found.push(i);
  return Int32Array.from(found);
}

/** The patch in which class c covers most, the first of several; none where it has no pixel at all. */
function borrow(counts: Int32Array, values: number, c: number): Int32Array {
  let best = -1;
  let most = 0;
  for (let patch = 0, at = c; at < counts.length; patch++, at += values) {
    if (counts[at]! > most) [best, most] = [patch, counts[at]!];
  }
  return best < 0 ? new Int32Array(0) : Int32Array.of(best);
}
