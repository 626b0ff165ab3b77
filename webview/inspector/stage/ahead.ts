import type { InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { sceneOf } from '../data/scenes.ts';
import { pictures } from './pictures.ts';
import type { Loading } from './pictures.ts';
import { layersOf } from './sceneLayers.ts';

let asked: Loading[] = [];

/** Makes pictures, scenes and layers of images ready that will probably be shown next, when the page has nothing better to do. */
export function prepareAhead(snapshots: readonly InspectorSnapshot[]): void {
  const before = asked;
  asked = [];
  for (const { image, state } of snapshots) {
    if (state.kind === 'scored') {
      requestIdleCallback(() => layersOf(sceneOf(state.result)));
    }
    if (image.url !== null && pictures.get(image.url) === undefined) preparePicture(image.url);
  }
  // Only now: what is asked for again goes on loading.
  for (const loading of before) loading.cancel();
}

function preparePicture(url: string): void {
  const loading = pictures.load(url);
  asked.push(loading);
  loading.picture.then(
    (picture) => requestIdleCallback(() => void picture.prepareLevels()),
    () => undefined, // It is shown as unreadable when its turn comes.
  );
}
