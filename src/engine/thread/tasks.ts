/** What may be done in the work thread: pure work on typed arrays, which cross by value. */
import type { SegmentTaps } from '../backbone/backbone.ts';
import { rgbToLab } from '../image/lab.ts';
import { resample } from '../image/resample.ts';
import type { LabelMap, RgbImage } from '../image/rgbImage.ts';
import { cellsOf } from '../segment/cells.ts';
import { applyPrototypes } from '../segment/prototype.ts';
import type { Prototypes } from '../segment/prototype.ts';

const TASKS = {
  resample,
  /** The prototype segmenter's label map (METHOD 6) of an image at its taps' size. */
  labelMap: (prototypes: Prototypes, image: RgbImage, taps: SegmentTaps): LabelMap =>
    applyPrototypes(prototypes, cellsOf(rgbToLab(image), taps)),
} as const;

export type TaskName = keyof typeof TASKS;
export type TaskArguments<N extends TaskName> = Parameters<(typeof TASKS)[N]>;
export type TaskResult<N extends TaskName> = ReturnType<(typeof TASKS)[N]>;

/** Does a task on this thread. */
export function runTask<N extends TaskName>(name: N, args: TaskArguments<N>): TaskResult<N> {
  return (TASKS[name] as unknown as (...values: TaskArguments<N>) => TaskResult<N>)(...args);
}
