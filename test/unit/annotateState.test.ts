import { describe, expect, it } from 'vitest';
import type { Region } from '../../src/domain/annotations/annotations.ts';
import { addRegions, changeRegion, deleteRegions } from '../../src/domain/annotations/edits.ts';
import type { AnnotationState, FromInspector, InspectorSnapshot, ToInspector } from '../../src/protocol/inspector.ts';
import { applyEdit } from '../../webview/inspector/annotate/state.ts';
import { receive } from '../../webview/inspector/messages.ts';
import { createStore } from '../../webview/inspector/model.ts';
import type { InspectorStore } from '../../webview/inspector/model.ts';

const image = { name: 'a.png', url: '/a.png', position: null, isReference: false, group: null };
const defect = (name: string): InspectorSnapshot['defects'][number] => ({
  name,
  kind: 'structural',
  saturation: 1,
  relative: true,
});

function region(id: string, points = [0, 0, 1, 1], label = 'scratch'): Region {
  return { id, label, shape: { type: 'rectangle', points }, comment: '', group: null };
}

/** As it comes by post: nothing is the same object. */
function state(regions: readonly Region[], applied = 0, problem: string | null = null): AnnotationState {
  return structuredClone({ value: { verdict: null, regions }, applied, problem, undo: null });
}

function say(store: InspectorStore, message: ToInspector): void {
  receive(store, message, { run: () => undefined, prepareAhead: () => undefined });
}

function snapshot(annotations: AnnotationState | null, parts: Partial<InspectorSnapshot> = {}): ToInspector {
  const rest = { project: 'p', walk: null, review: null, defects: [], promptModel: null, comparison: null };
  const state = { kind: 'working', message: '…' } as const;
  return { type: 'snapshot', snapshot: { image, state, annotations, ...rest, ...parts } };
}

/** A page with these annotations, and what it sends. */
function page(annotations: AnnotationState | null): { store: InspectorStore; sent: FromInspector[] } {
  const store = createStore({});
  say(store, snapshot(annotations));
  return { store, sent: [] };
}

const push = (value: AnnotationState): ToInspector => ({ type: 'annotations', image: 'a.png', annotations: value });
const ids = (store: InspectorStore): string[] => store.get().annotations!.value.regions.map(({ id }) => id);

describe('the page’s annotations', () => {
  it('show an edit at once and send it with its number', () => {
    const { store, sent } = page(state([region('a')]));
    const edit = addRegions([region('b')]);
    expect(applyEdit(store, (message) => sent.push(message), edit)).toBe(true);
    applyEdit(store, (message) => sent.push(message), deleteRegions(['a']));
    expect(ids(store)).toEqual(['b']);
    expect(sent).toEqual([
      { type: 'edit', image: 'a.png', number: 1, edit },
      { type: 'edit', image: 'a.png', number: 2, edit: deleteRegions(['a']) },
    ]);
  });

  it('keep a second edit on top while the host has only the first', () => {
    const { store } = page(state([]));
    applyEdit(store, () => undefined, addRegions([region('a')]));
    applyEdit(store, () => undefined, addRegions([region('b')]));
    const shown = store.get().annotations!.value;
    say(store, push(state([region('a')], 1)));
    expect(ids(store)).toEqual(['a', 'b']);
    expect(store.get().annotations!.value).toBe(shown);
    say(store, push(state([region('a'), region('b')], 2)));
    expect(store.get().annotations!.value).toBe(shown);
  });

  it('follow the host once it has all edits, also back', () => {
    const { store } = page(state([]));
    applyEdit(store, () => undefined, addRegions([region('a')]));
    say(store, push(state([], 1))); // taken back
    expect(ids(store)).toEqual([]);
  });

  it('keep the objects of regions that say the same', () => {
    const { store } = page(state([region('a'), region('b')]));
    const before = store.get().annotations!.value.regions;
    say(store, push(state([region('a'), region('b', [5, 5, 6, 6])])));
    const { regions } = store.get().annotations!.value;
    expect(regions[0]).toBe(before[0]);
    expect(regions[1]!.shape).toMatchObject({ points: [5, 5, 6, 6] });
  });

  it('are not changed where there is a problem, or nothing yet', () => {
    for (const annotations of [null, state([region('a')], 0, 'The label file is not JSON.')]) {
      const { store, sent } = page(annotations);
      expect(applyEdit(store, (message) => sent.push(message), deleteRegions(['a']))).toBe(false);
      expect(sent).toEqual([]);
      expect(store.get().annotations?.editable ?? false).toBe(false);
    }
  });

  it('are not changed while two versions are compared', () => {
    const store = createStore({});
    const comparison = { before: 'x', after: 'y', added: [], changed: [], removed: [], verdict: null };
    say(store, snapshot(state([region('a')]), { comparison }));
    expect(applyEdit(store, () => undefined, deleteRegions(['a']))).toBe(false);
  });

  it('of another image begin anew; numbers go on', () => {
    const { store, sent } = page(state([]));
    applyEdit(store, (message) => sent.push(message), addRegions([region('a')]));
    say(store, snapshot(state([region('z')]), { image: { ...image, name: 'b.png', url: '/b.png' } }));
    expect(ids(store)).toEqual(['z']);
    say(store, push(state([region('a')], 1)));
    expect(ids(store), 'of the image that is gone').toEqual(['z']);
    applyEdit(store, (message) => sent.push(message), changeRegion(region('z', [1, 1, 2, 2])));
    expect(sent.at(-1)).toMatchObject({ image: 'b.png', number: 2 });
  });

  it('of a page made anew count on from what the host has', () => {
    const { store, sent } = page(state([region('a')], 7));
    applyEdit(store, (message) => sent.push(message), deleteRegions(['a']));
    expect(sent).toMatchObject([{ number: 8 }]);
    expect(ids(store)).toEqual([]);
  });

  it('let go of a selected region that is gone', () => {
    const { store } = page(state([region('a'), region('b')]));
    store.set({ selectedRegion: 'a', hoverRegion: 'b' });
    say(store, push(state([region('b')])));
    expect(store.get()).toMatchObject({ selectedRegion: null, hoverRegion: 'b' });
  });

  it('draw with the first label, which follows the project’s', () => {
    const { store } = page(state([]));
    expect(store.get().activeLabel).toBe('defect');
    const labels = (...names: string[]): void => {
      say(store, { type: 'labels', defects: names.map(defect), promptModel: null });
    };
    labels('scratch', 'dent');
    expect(store.get().activeLabel).toBe('scratch');
    store.set({ activeLabel: 'dent' });
    labels('stain', 'dent');
    expect(store.get().activeLabel).toBe('dent');
    labels('stain');
    expect(store.get().activeLabel).toBe('stain');
    store.set({ activeLabel: 'my own' });
    labels('hole');
    expect(store.get().activeLabel).toBe('my own');
  });
});
