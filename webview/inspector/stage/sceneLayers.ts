import { Recent } from '../../shared/recent.ts';
import type { Scene } from '../data/scene.ts';
import { ClassFillLayer, ClassOutlineLayer } from './classLayer.ts';
import { HeatLayer } from './heatLayer.ts';
import type { Layer } from './layer.ts';

/** What is drawn of a result, from the bottom to the top; made once for all frames. */
export type SceneLayers = readonly Layer[];

/** The image, its companion, and the neighbours of a walk. */
const KEPT = 8;

const recent = new Recent<string, SceneLayers>(KEPT);

/** The layers of a scene, made where they are missing: colours the map, traces the outlines. */
export function layersOf(scene: Scene): SceneLayers {
  return recent.take(scene.key, () => {
    const { labels, map, classes, result } = scene;
    return [
      labels && new ClassFillLayer(labels, classes),
      map && new HeatLayer(map, result),
      labels && new ClassOutlineLayer(labels, classes),
    ].filter((layer) => layer !== null);
  });
}
