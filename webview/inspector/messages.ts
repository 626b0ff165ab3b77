/** Takes the host's messages into the store. */
import type { InspectorCommand, InspectorSnapshot, InspectorState, ToInspector } from '../../src/protocol/inspector.ts';
import type { Scene } from './data/scene.ts';
import { sceneOf } from './data/scenes.ts';
import { changeSettings, togglePanel } from './model.ts';
import type { ClassStyle, InspectorStore } from './model.ts';

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
      const same = store.get().snapshot?.image.url === snapshot.image.url;
      const scene = shownScene(snapshot.state);
      const reset = same ? {} : { readout: null, selectedPatch: null };
      store.set({ snapshot, scene, hoverClass: null, ...reset, ...sizeOf(scene) });
      return;
    }
    case 'state': {
      const { snapshot, scene: shown } = store.get();
      if (snapshot === null) return;
      // A score in the making leaves the last one on screen: nothing jumps until the new one is there.
      const scene = message.state.kind === 'working' ? shown : shownScene(message.state);
      store.set({ snapshot: { ...snapshot, state: message.state }, scene, ...sizeOf(scene) });
      return;
    }
    case 'companion': {
      const { companion } = message;
      if (store.get().comparing === null) return; // closed meanwhile
      store.set({
        companion: companion && { ...companion, scene: shownScene(companion.state) },
        companionKnown: true,
      });
      return;
    }
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
  const { classes, classStyle, heat, cut } = store.get().settings;
  if (command === 'toggleClasses') changeSettings(store, { classes: { ...classes, visible: !classes.visible } });
  else if (command === 'toggleHeat') changeSettings(store, { heat: { ...heat, visible: !heat.visible } });
  else if (command === 'classStyle')
    changeSettings(store, { classStyle: NEXT_STYLE[classStyle], classes: { ...classes, visible: true } });
  else if (command === 'toggleCut') changeSettings(store, { cut: !cut, heat: { ...heat, visible: true } });
  else if (command === 'togglePanel') togglePanel(store);
  else run(command);
}

function shownScene(state: InspectorState): Scene | null {
  return state.kind === 'scored' ? sceneOf(state.result) : null;
}

function sizeOf(scene: Scene | null): { imageSize?: { width: number; height: number } } {
  return scene === null ? {} : { imageSize: { width: scene.result.width, height: scene.result.height } };
}
