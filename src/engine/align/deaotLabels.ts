import type { LabelMap } from '../image/rgbImage.ts';

/**
 * The classes of a label map in passes of at most `objects` (MODELS, DeAOT): the class at place i of a pass has the id i + 1 there. Which id a
 * class gets changes the result, hence an order that the map alone determines: by area, largest first, equals by number.
 */
export function passesOf({ data }: LabelMap, objects: number): number[][] {
  const areas = new Uint32Array(256);
  for (const label of data) areas[label]! += 1;
  const classes = Array.from({ length: 255 }, (_, i) => i + 1)
    .filter((label) => areas[label]! > 0)
    .sort((a, b) => areas[b]! - areas[a]! || a - b);
  const passes: number[][] = [];
  for (let from = 0; from < classes.length; from += objects) passes.push(classes.slice(from, from + objects));
  return passes;
}

/**
 * A label map as `memorize` wants it: `channels` planes of 0 and 1. Channel i + 1 is class `classes[i]`, channel 0 everything else, the
 * classes of other passes too: a pixel without a channel would be unknown.
 */
export function oneHot({ data }: LabelMap, classes: readonly number[], channels: number): Float32Array {
  const planeOf = new Int32Array(256);
  classes.forEach((label, i) => (planeOf[label] = (i + 1) * data.length));
  const planes = new Float32Array(channels * data.length);
  for (let i = 0; i < data.length; i++) planes[planeOf[data[i]!]! + i] = 1;
  return planes;
}
