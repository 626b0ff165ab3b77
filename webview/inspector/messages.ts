/** Takes the host's messages into the store. */
import type { InspectorCommand, InspectorSnapshot, InspectorState, ToInspector } from '../../src/protocol/inspector.ts';
import { annotationsOfSnapshot, annotationsPushed, labelsPushed } from './annotate/state.ts';
import type { Scene } from './data/scene.ts';
import { sceneOf } from './data/scenes.ts';
import { changeSettings, togglePanel } from './model.ts';
import type { ClassStyle, InspectorModel, InspectorStore } from './model.ts';

/** What a message may ask for besides what the store holds. */
export interface Receiver {
  run: (command: InspectorCommand) => void;
  prepareAhead: (snapshots: readonly InspectorSnapshot[]) => void;
}

/** Applies one message. */
export function receive(store: InspectorStore, message: ToInspector, receiver: Receiver): void {
  switch (message.type) {
    case 'snapshot': {
      const { snapshot } = message;
      const before = store.get();
      const annotated = annotationsOfSnapshot(before, snapshot);
      if (isSame(before.snapshot?.image, snapshot.image)) {
        store.set({ snapshot, ...newScene(before, snapshot.state), ...annotated });
      } else {
        const scene = shownScene(snapshot.state);
        const pointed = { hoverClass: null, readout: null, selectedPatch: null };
        store.set({ snapshot, scene, ...pointed, ...sizeOf(scene), ...annotated });
      }
      return;
    }
    case 'state': {
      const before = store.get();
      const { snapshot } = before;
      if (snapshot === null) return;
      store.set({ snapshot: { ...snapshot, state: message.state }, ...newScene(before, message.state) });
      return;
    }
    case 'companion': {
      const { companion } = message;
      const before = store.get();
      if (before.comparing === null) return; // closed meanwhile
      const shown = isSame(before.companion?.image, companion?.image) ? before.companion!.scene : null;
      store.set({
        companion: companion && { ...companion, scene: nextScene(shown, companion.state) },
        companionKnown: true,
      });
      return;
    }
    case 'annotations':
      store.set(annotationsPushed(store.get(), message.image, message.annotations));
      return;
    case 'labels':
      store.set(labelsPushed(store.get(), message));
      return;
    case 'prompted':
      store.set({ prompted: message });
      return;
    case 'prefetch':
      receiver.prepareAhead(message.snapshots);
      return;
    case 'command':
      runCommand(store, message.command, receiver.run);
  }
}

const NEXT_STYLE: Readonly<Record<ClassStyle, ClassStyle>> = { both: 'fill', fill: 'outline', outline: 'both' };

/** Does what a key, a menu or a button asks for; a command that is not about the settings goes to `run`. */
export function runCommand(
  store: InspectorStore,
  command: InspectorCommand,
  run: (command: InspectorCommand) => void,
): void {
  const { classes, classStyle, heat, cut, annotations } = store.get().settings;
  if (command === 'toggleClasses') changeSettings(store, { classes: { ...classes, visible: !classes.visible } });
  else if (command === 'toggleHeat') changeSettings(store, { heat: { ...heat, visible: !heat.visible } });
  else if (command === 'classStyle')
    changeSettings(store, { classStyle: NEXT_STYLE[classStyle], classes: { ...classes, visible: true } });
  else if (command === 'toggleCut') changeSettings(store, { cut: !cut, heat: { ...heat, visible: true } });
  else if (command === 'toggleAnnotations')
    changeSettings(store, { annotations: { ...annotations, visible: !annotations.visible } });
  else if (command === 'togglePanel') togglePanel(store);
  else run(command);
}

type ShownImage = InspectorSnapshot['image'];

/** Whether two messages are about the same picture: images without one (no preview) are told apart by name, versions of a file by URL. */
function isSame(a: ShownImage | undefined, b: ShownImage | undefined): boolean {
  return a !== undefined && b !== undefined && a.name === b.name && a.url === b.url;
}

/** What changes with a new state of the same image. A patch is selected on a grid: with another one it would be elsewhere. */
function newScene(before: InspectorModel, state: InspectorState): Partial<InspectorModel> {
  const scene = nextScene(before.scene, state);
  const isSameGrid = scene?.map != null && scene.map.grid === before.scene?.map?.grid;
  return { scene, ...(isSameGrid ? {} : { selectedPatch: null }), ...sizeOf(scene) };
}

/** A score in the making leaves the last one on screen: nothing jumps until the new one is there. */
function nextScene(shown: Scene | null, state: InspectorState): Scene | null {
  return state.kind === 'working' ? shown : shownScene(state);
}

function shownScene(state: InspectorState): Scene | null {
  return state.kind === 'scored' ? sceneOf(state.result) : null;
}

function sizeOf(scene: Scene | null): { imageSize?: { width: number; height: number } } {
  return scene === null ? {} : { imageSize: { width: scene.result.width, height: scene.result.height } };
}
