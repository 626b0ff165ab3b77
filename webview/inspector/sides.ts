/** The two images of a comparison, as all components tell them apart. */
import type { InspectorSnapshot, InspectorState } from '../../src/protocol/inspector.ts';
import { pairOf } from './data/matches.ts';
import type { PatchPair } from './data/matches.ts';
import type { Scene } from './data/scene.ts';
import type { InspectorModel, Side } from './model.ts';

export interface SideContent {
  image: InspectorSnapshot['image'];
  state: InspectorState;
  scene: Scene | null;
}

/** What a side holds; null before the host has told. */
export function sideContent({ snapshot, scene, companion }: InspectorModel, side: Side): SideContent | null {
  if (side === 'companion') return companion;
  return snapshot === null ? null : { image: snapshot.image, state: snapshot.state, scene };
}

export function otherSide(side: Side): Side {
  return side === 'main' ? 'companion' : 'main';
}

/** The selected patch and its match in a reference. */
export function selectedPair({ scene, selectedPatch }: InspectorModel): PatchPair | null {
  return pairOf(scene, selectedPatch);
}

/** The patch to outline on a side: the selected one, or its match where the companion is that reference. */
export function outlinedPatch(model: InspectorModel, side: Side): { index: number; grid: number } | null {
  const { scene, selectedPatch, companion } = model;
  const grid = scene?.map?.grid;
  if (grid === undefined || selectedPatch === null) return null;
  if (side === 'main') return { index: selectedPatch, grid };
  const pair = selectedPair(model);
  return pair !== null && companion?.image.name === pair.image ? { index: pair.matched, grid } : null;
}
