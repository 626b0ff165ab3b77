import { describe, expect, it } from 'vitest';
import type { InspectorSnapshot, InspectorState, ToInspector } from '../../src/protocol/inspector.ts';
import { receive } from '../../webview/inspector/messages.ts';
import { createStore } from '../../webview/inspector/model.ts';
import type { InspectorStore } from '../../webview/inspector/model.ts';
import { inspection, revive } from '../e2e/inspectorPage.fixture.ts';
import type { Options } from '../e2e/inspectorPage.fixture.ts';

const UNANNOTATED = { annotations: null, defects: [], promptModel: null, comparison: null };

const image = { name: 'a.png', url: '/a.png', position: null, isReference: false, group: null };
const working: InspectorState = { kind: 'working', message: '…' };

function scored(options?: Options): InspectorState {
  return { kind: 'scored', result: revive(inspection(options)), stale: null };
}

function say(store: InspectorStore, message: ToInspector): void {
  receive(store, message, { run: () => undefined, prepareAhead: () => undefined });
}

/** The host tells of an image as a whole. */
function show(store: InspectorStore, state: InspectorState, parts: Partial<InspectorSnapshot['image']> = {}): void {
  const snapshot = { image: { ...image, ...parts }, project: 'p', walk: null, state, review: null, ...UNANNOTATED };
  say(store, { type: 'snapshot', snapshot });
}

/** An image on show with all that a user may have pointed at. */
function pointedAt(state = scored(), parts: Partial<InspectorSnapshot['image']> = {}): InspectorStore {
  const store = createStore({});
  show(store, state, parts);
  const readout = { x: 1, y: 1, classId: null, distance: null, size: { width: 2, height: 2 }, spoken: false } as const;
  store.set({ readout: { ...readout, side: 'main' }, selectedPatch: 700, hoverClass: 3 });
  return store;
}

describe('messages', () => {
  it('keep the last result on screen while a new one is made, told by a state or by a snapshot', () => {
    const store = pointedAt();
    const { scene } = store.get();
    say(store, { type: 'state', state: working });
    expect(store.get().scene).toBe(scene);
    show(store, working);
    expect(store.get().snapshot?.state).toBe(working);
    expect(store.get().scene).toBe(scene);
    expect(store.get()).toMatchObject({ selectedPatch: 700, hoverClass: 3 });
    say(store, { type: 'state', state: { kind: 'failed', code: 'X', message: '…' } });
    expect(store.get().scene).toBeNull();
  });

  it('show nothing of an image on another one that is at work', () => {
    const store = pointedAt();
    show(store, working, { name: 'b.png', url: '/b.png' });
    expect(store.get()).toMatchObject({ scene: null, readout: null, selectedPatch: null, hoverClass: null });
  });

  it.each([
    ['another URL, a new version of the file', { url: '/a.png' }, { url: '/a.png?2' }],
    ['another name, where neither can be shown', { url: null }, { name: 'b.png', url: null }],
  ])('forget what was pointed at in an image of %s', (_, before, after) => {
    const store = pointedAt(scored(), before);
    show(store, scored(), after);
    expect(store.get()).toMatchObject({ readout: null, selectedPatch: null, hoverClass: null });
  });

  it('keep what was pointed at when the same image has new scores', () => {
    const store = pointedAt();
    show(store, scored());
    expect(store.get()).toMatchObject({ readout: { x: 1 }, selectedPatch: 700, hoverClass: 3 });
  });

  it('let go of a patch with its grid', () => {
    for (const tell of [
      (store: InspectorStore, state: InspectorState) => {
        show(store, state);
      },
      (store: InspectorStore, state: InspectorState) => {
        say(store, { type: 'state', state });
      },
    ]) {
      const store = pointedAt();
      tell(store, scored({ grid: 16 }));
      expect(store.get()).toMatchObject({ readout: { x: 1 }, selectedPatch: null });
    }
  });

  it('keep the classes of the companion while it is scored again', () => {
    const store = pointedAt();
    store.set({ comparing: { kind: 'nearest' } });
    const companion = (state: InspectorState, name = 'r.png'): void => {
      const other = { ...image, name, url: `/${name}` };
      say(store, { type: 'companion', companion: { with: { kind: 'nearest' }, image: other, state } });
    };
    companion(scored());
    const scene = store.get().companion?.scene;
    companion(working);
    expect(store.get().companion?.state).toBe(working);
    expect(store.get().companion?.scene).toBe(scene);
    companion(working, 's.png');
    expect(store.get().companion?.scene).toBeNull();
  });

  it('switch layers and pass zooming on', () => {
    const store = createStore({});
    const passed: string[] = [];
    for (const command of ['toggleHeat', 'zoomFit'] as const)
      receive(store, { type: 'command', command }, { run: (name) => passed.push(name), prepareAhead: () => undefined });
    expect(store.get().settings.heat.visible).toBe(false);
    expect(passed).toEqual(['zoomFit']);
  });
});
