import type { InspectorSnapshot } from '../../../src/protocol/inspector.ts';
import { sceneOf } from '../data/scenes.ts';
import { pictures } from './pictures.ts';
import type { Loading } from './pictures.ts';
import { layersOf } from './sceneLayers.ts';

/** As many pictures are on their way as the host reads ahead: the next two and the previous one. */
const MOST = 3;

/** Those on their way by URL, the one that was asked for last at the end. */
const asked = new Map<string, Loading>();

/**
 * Makes pictures, scenes and layers of images ready that will probably be shown next, when the page has nothing better to do. They may come one
 * by one: what was asked for before goes on loading, until there is more than the host reads ahead.
 */
export function prepareAhead(snapshots: readonly InspectorSnapshot[]): void {
  for (const { image, state } of snapshots) {
    if (state.kind === 'scored') requestIdleCallback(() => layersOf(sceneOf(state.result)));
    if (image.url !== null) preparePicture(image.url);
  }
  cancelOldest(Math.max(MOST, snapshots.length));
}

function preparePicture(url: string): void {
  if (pictures.get(url) !== undefined) return;
  // Asked for again before the first one is cancelled: it goes on.
  const before = asked.get(url);
  const loading = pictures.load(url);
  asked.delete(url);
  asked.set(url, loading);
  before?.cancel();
  const end = (): void => {
    if (asked.get(url) === loading) asked.delete(url);
  };
  loading.picture.then((picture) => {
    end();
    requestIdleCallback(() => {
      picture.prepareLevels().catch(() => undefined); // It will be drawn without copies.
    });
  }, end); // It is shown as unreadable when its turn comes.
}

function cancelOldest(most: number): void {
  for (const [url, loading] of asked) {
    if (asked.size <= most) return;
    asked.delete(url);
    loading.cancel();
  }
}
