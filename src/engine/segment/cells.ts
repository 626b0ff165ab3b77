import type { DenseTap, SegmentTaps } from '../backbone/backbone.ts';
import type { ChromaPlanes } from '../features/classMeasures.ts';
import { boxSmooth, centreChannels, normalizeRows } from '../math/grid.ts';

/** CIELAB divided by these is about one in each channel (METHOD 6). */
const LAB_SCALE = { L: 100, a: 60, b: 60 } as const;

export interface LabPlanes extends ChromaPlanes {
  readonly L: Float32Array;
}

/** One image on the dense cells of the prototype segmenter, ready for clustering. */
export interface Cells {
  /** Cells a side. */
  readonly size: number;
  /** CIELAB / (100, 60, 60), size² × 3. */
  readonly lab: Float32Array;
  /** The shallow tap, centred and L2-normalised a cell: size² × channels. */
  readonly shallow: Float32Array;
  readonly shallowChannels: number;
  /** The deeper taps at their own size: centred, smoothed 3 × 3, L2-normalised. */
  readonly deep: readonly DenseTap[];
}

/** Prepares one image (its CIELAB planes at the shallow tap's size, its taps) for {@link fitPrototypes} and its kin. */
export function cellsOf(planes: LabPlanes, taps: SegmentTaps): Cells {
  const { size, channels } = taps.shallow;
  const lab = new Float32Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    lab[3 * i] = planes.L[i]! / LAB_SCALE.L;
    lab[3 * i + 1] = planes.a[i]! / LAB_SCALE.a;
    lab[3 * i + 2] = planes.b[i]! / LAB_SCALE.b;
  }
  const shallow = taps.shallow.data.slice();
  centreChannels(shallow, channels);
  normalizeRows(shallow, channels);
  return { size, lab, shallow, shallowChannels: channels, deep: taps.deep.map(prepareTap) };
}

function prepareTap({ size, channels, data }: DenseTap): DenseTap {
  const centred = data.slice();
  centreChannels(centred, channels);
  const smooth = boxSmooth(centred, size, channels);
  normalizeRows(smooth, channels);
  return { size, channels, data: smooth };
}
