import type { Bundle } from '../../cache/bundle.ts';
import type { SamMask, SamMasks } from './samMask.ts';

interface PackedMasks {
  width: number;
  height: number;
  prompts: number;
  /** Each mask, with how many values of the joined runs are its own. */
  masks: (Omit<SamMask, 'runs'> & { length: number })[];
}

/** An image's masks in the form that the cache keeps. */
export function packMasks({ width, height, prompts, masks, map }: SamMasks): Bundle {
  const joined = new Int32Array(masks.reduce((sum, { runs }) => sum + runs.length, 0));
  let at = 0;
  const packed = masks.map(({ runs, ...mask }) => {
    joined.set(runs, at);
    at += runs.length;
    return { ...mask, length: runs.length };
  });
  const json: PackedMasks = { width, height, prompts, masks: packed };
  return { json, arrays: { runs: joined, labels: map.data } };
}

/** The inverse of {@link packMasks}. */
export function unpackMasks({ json, arrays }: Bundle): SamMasks {
  const { width, height, prompts, masks } = json as PackedMasks;
  const joined = arrays.runs as Int32Array;
  let at = 0;
  return {
    width,
    height,
    prompts,
    masks: masks.map(({ length, ...mask }) => ({ ...mask, runs: joined.subarray(at, (at += length)) })),
    map: { width, height, data: arrays.labels as Uint8Array },
  };
}
