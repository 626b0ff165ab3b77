/** All that the inspector's components show, in one store. */
import type { InspectorSnapshot } from '../../src/protocol/inspector.ts';
import { Store } from '../shared/store.ts';
import type { Reading, Scene } from './data/scene.ts';
import type { Size } from './stage/view.ts';

interface LayerSetting {
  visible: boolean;
  /** 0 to 1. */
  opacity: number;
}

export type ChartForm = 'chart' | 'table';

/** What the user set; kept when the view is hidden or reloaded. */
export interface Settings {
  classes: LayerSetting;
  heat: LayerSetting;
  panelWidth: number;
  panelOpen: boolean;
  why: ChartForm;
  areas: ChartForm;
}

/** The read-out; `spoken` where the keyboard moved it, so that a screen reader says it. */
interface Readout extends Reading {
  spoken: boolean;
}

export interface InspectorModel {
  snapshot: InspectorSnapshot | null;
  scene: Scene | null;
  settings: Settings;
  /** The image's size once it is known, from its result or from the picture. */
  imageSize: Size | null;
  readout: Readout | null;
  /** The class under the pointer, on the canvas or in a panel. */
  hoverClass: number | null;
  zoom: number | null;
  /** Under 700 px: the panel lies over the image and is closed until it is asked for. */
  narrow: boolean;
  drawerOpen: boolean;
}

export type InspectorStore = Store<InspectorModel>;

export const NARROW_BELOW = 700;
export const PANEL_WIDTH = { least: 280, usual: 372, most: 640 } as const;

const DEFAULT_SETTINGS: Settings = {
  classes: { visible: true, opacity: 0.35 },
  heat: { visible: true, opacity: 0.75 },
  panelWidth: PANEL_WIDTH.usual,
  panelOpen: true,
  why: 'chart',
  areas: 'chart',
};

export function createStore(saved: Partial<Settings>): InspectorStore {
  return new Store<InspectorModel>({
    snapshot: null,
    scene: null,
    settings: { ...DEFAULT_SETTINGS, ...saved },
    imageSize: null,
    readout: null,
    hoverClass: null,
    zoom: null,
    narrow: false,
    drawerOpen: false,
  });
}

export function changeSettings(store: InspectorStore, parts: Partial<Settings>): void {
  store.set({ settings: { ...store.get().settings, ...parts } });
}

/** Whether the panel is on screen, as a column or as a drawer. */
export function panelShown({ narrow, drawerOpen, settings }: InspectorModel): boolean {
  return narrow ? drawerOpen : settings.panelOpen;
}

export function togglePanel(store: InspectorStore): void {
  const { narrow, drawerOpen, settings } = store.get();
  if (narrow) store.set({ drawerOpen: !drawerOpen });
  else changeSettings(store, { panelOpen: !settings.panelOpen });
}
