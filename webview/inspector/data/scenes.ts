/** Scenes that were shown or will be: decoding a label map once is enough. */
import type { Inspection } from '../../../src/domain/records.ts';
import { Recent } from '../../shared/recent.ts';
import { toFloats } from './distanceMap.ts';
import { buildScene } from './scene.ts';
import type { Scene } from './scene.ts';

/** The image, its companion, and the neighbours of a walk. */
const KEPT = 8;

const scenes = new Recent<string, Scene>(KEPT);

/** The scene of a result. A result that draws the same takes over what was decoded for an earlier one. */
export function sceneOf(result: Inspection): Scene {
  const key = drawingKey(result);
  const known = scenes.get(key);
  if (known === undefined) {
    const scene = buildScene(result, key);
    scenes.set(key, scene);
    return scene;
  }
  return known.result === result ? known : { ...known, result };
}

/** Equal where two results draw the same: image, label map, distances, limit, and how the classes look. */
export function drawingKey({ record, width, height, labels, map, mapLimit, classes }: Inspection): string {
  const content = hash(toFloats(map.distances), hash(labels.runs, FNV_OFFSET), FLOAT_STEPS);
  const sizes = [width, height, labels.width, labels.height, map.grid, mapLimit];
  return JSON.stringify([record.image, ...sizes, content, classes]);
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Distances are told apart to this part. */
const FLOAT_STEPS = 1e6;

/** FNV-1a over whole numbers. */
function hash(values: ArrayLike<number>, start: number, scale = 1): number {
  let sum = start;
  for (let i = 0; i < values.length; i++) sum = Math.imul(sum ^ Math.round(values[i]! * scale), FNV_PRIME);
  return sum >>> 0;
}
