/** The patch that a patch feature's score is mostly due to. */
import type { PatchFeature } from '../../../src/domain/features.ts';
import type { Scene } from './scene.ts';

/**
 * Index of the patch on the map's grid, row-major, or null where there is none. `patch` looks at all patches, `foreground` at those on a class,
 * `classPatch` at those of the class that its first fact names; a patch has the label under its middle.
 */
export function oddestPatch(scene: Scene, feature: PatchFeature): number | null {
  const { map, result } = scene;
  if (map === null) return null;
  const fact = result.explanation.facts.find((candidate) => candidate.feature === feature);
  let oddest: number | null = null;
  map.distances.forEach((distance, i) => {
    if (feature !== 'patch') {
      const label = labelOf(scene, i);
      if (label === 0 || (feature === 'classPatch' && fact !== undefined && label !== fact.classId)) return;
    }
    if (oddest === null || distance > map.distances[oddest]!) oddest = i;
  });
  return oddest;
}

function labelOf({ labels, map }: Scene, patch: number): number {
  if (labels === null || map === null) return 0;
  const x = Math.floor((((patch % map.grid) + 0.5) / map.grid) * labels.width);
  const y = Math.floor(((Math.floor(patch / map.grid) + 0.5) / map.grid) * labels.height);
  return labels.labels[y * labels.width + x] ?? 0;
}
