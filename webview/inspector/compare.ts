/** What stands beside the image: asking the host for it, walking through the references, changing places. */
import type { CompareWith, FromInspector, InspectorCommand } from '../../src/protocol/inspector.ts';
import type { InspectorStore } from './model.ts';
import { selectedPair } from './sides.ts';

type Post = (message: FromInspector) => void;

/** Puts an image beside the one on show, or (null) leaves it alone. */
export function compareWith(store: InspectorStore, post: Post, wanted: CompareWith | null): void {
  const { comparing } = store.get();
  post({ type: 'compare', with: wanted });
  if (wanted === null) {
    // A patch is selected to be compared; asked for again, its match comes back.
    const alone = { companion: null, companionKnown: false, swapped: false, blinking: false, selectedPatch: null };
    store.set({ comparing: null, ...alone });
  } else if (comparing === null) store.set({ comparing: wanted, companion: null, companionKnown: false });
  else store.set({ comparing: wanted });
}

/** Does a command that is about the comparison; false for any other. */
export function runCompare(store: InspectorStore, post: Post, command: InspectorCommand): boolean {
  const { comparing, swapped } = store.get();
  if (command === 'compare') compareWith(store, post, comparing === null ? { kind: 'nearest' } : null);
  else if (command === 'compareNext') compareWith(store, post, nextReference(store));
  else if (command === 'swap') {
    if (comparing !== null) store.set({ swapped: !swapped });
  } else if (command === 'blink') toggleBlink(store, post);
  else return false;
  return true;
}

/** Shows the reference that holds the match of the selected patch. */
export function showMatch(store: InspectorStore, post: Post): void {
  const model = store.get();
  const pair = selectedPair(model);
  if (pair === null || model.companion?.image.name === pair.image) return;
  const { comparing } = model;
  if (comparing?.kind === 'reference' && comparing.image === pair.image) return; // on its way
  compareWith(store, post, { kind: 'reference', image: pair.image });
}

/** The nearest reference first, then the one after the one on show. */
function nextReference(store: InspectorStore): CompareWith {
  const { comparing, companion, scene } = store.get();
  const names = scene?.result.references.map(({ image }) => image) ?? [];
  if (comparing === null || names.length === 0) return { kind: 'nearest' };
  const shown = comparing.kind === 'reference' ? comparing.image : (companion?.image.name ?? '');
  return { kind: 'reference', image: names[(names.indexOf(shown) + 1) % names.length]! };
}

function toggleBlink(store: InspectorStore, post: Post): void {
  const { comparing, blinking } = store.get();
  if (comparing === null) compareWith(store, post, { kind: 'nearest' });
  store.set({ blinking: comparing === null || !blinking });
}
