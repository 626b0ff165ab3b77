/** Takes the host's messages into the store. */
import type { InspectorCommand, InspectorState, ToInspector } from '../../src/protocol/inspector.ts';
import { buildScene } from './data/scene.ts';
import type { Scene } from './data/scene.ts';
import { changeSettings } from './model.ts';
import type { InspectorStore } from './model.ts';

/** Applies one message; a command that is not about the store goes to `run`. */
export function receive(store: InspectorStore, message: ToInspector, run: (command: InspectorCommand) => void): void {
  switch (message.type) {
    case 'snapshot': {
      const { snapshot } = message;
      const same = store.get().snapshot?.image.url === snapshot.image.url;
      const scene = sceneOf(snapshot.state);
      store.set({ snapshot, scene, hoverClass: null, ...(same ? {} : { readout: null }), ...sizeOf(scene) });
      return;
    }
    case 'state': {
      const { snapshot, scene: shown } = store.get();
      if (snapshot === null) return;
      // A score in the making leaves the last one on screen: nothing jumps until the new one is there.
      const scene = message.state.kind === 'working' ? shown : sceneOf(message.state);
      store.set({ snapshot: { ...snapshot, state: message.state }, scene, ...sizeOf(scene) });
      return;
    }
    case 'command':
      runCommand(store, message.command, run);
  }
}

/** Does what a key, a menu or a button asks for. */
export function runCommand(
  store: InspectorStore,
  command: InspectorCommand,
  run: (command: InspectorCommand) => void,
): void {
  const { classes, heat } = store.get().settings;
  if (command === 'toggleClasses') changeSettings(store, { classes: { ...classes, visible: !classes.visible } });
  else if (command === 'toggleHeat') changeSettings(store, { heat: { ...heat, visible: !heat.visible } });
  else run(command);
}

function sceneOf(state: InspectorState): Scene | null {
  return state.kind === 'scored' ? buildScene(state.result) : null;
}

function sizeOf(scene: Scene | null): { imageSize?: { width: number; height: number } } {
  return scene === null ? {} : { imageSize: { width: scene.result.width, height: scene.result.height } };
}
