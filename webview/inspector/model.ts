/** All that the inspector's components show, in one store. */
import type { ToolName } from '../../src/domain/annotations/commands.ts';
import type { CompareWith, Companion, InspectorSnapshot, ToInspector } from '../../src/protocol/inspector.ts';
import { Store } from '../shared/store.ts';
import { NO_EDITS } from './annotate/edits.ts';
import type { EditQueue, PageAnnotations } from './annotate/edits.ts';
import { DEFAULT_LABEL } from './annotate/labels.ts';
import type { Reading, Scene } from './data/scene.ts';
import { DEFAULT_PANELS } from './panel/panelStates.ts';
import type { PanelStates } from './panel/panelStates.ts';
import type { Size } from './stage/view.ts';

interface LayerSetting {
  visible: boolean;
  /** 0 to 1. */
  opacity: number;
}

/** How the classes are drawn. */
export type ClassStyle = 'fill' | 'outline' | 'both';

/** The image that the page is about, or the one beside it. */
export type Side = 'main' | 'companion';

/** What the user set; kept when the view is hidden or reloaded. */
export interface Settings {
  classes: LayerSetting;
  classStyle: ClassStyle;
  heat: LayerSetting;
  /** The heat map only where the distance is beyond the limit. */
  cut: boolean;
  annotations: LayerSetting;
  /** Diameter of brush and eraser, in pixels of the image. */
  brushSize: number;
  /** How far a colour may be from the one that the wand was put on: the largest difference of a channel, 0 to 255. */
  tolerance: number;
  panelWidth: number;
  panelOpen: boolean;
  panels: PanelStates;
}

/** The read-out; `spoken` where the keyboard moved it, so that a screen reader says it. */
interface Readout extends Reading {
  side: Side;
  /** Of the image that was read. */
  size: Size;
  spoken: boolean;
}

/** The image beside the one on show, ready to be drawn. */
interface ShownCompanion extends Companion {
  scene: Scene | null;
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
  /** The patch whose nearest reference patch is shown: its index on the map's grid, row-major. */
  selectedPatch: number | null;
  /** What stands beside the image, as it was asked for; null while the image is alone. */
  comparing: CompareWith | null;
  /** null until the host has answered, or where there is nothing to compare with. */
  companion: ShownCompanion | null;
  /** Whether the host has answered. */
  companionKnown: boolean;
  /** The two sides have changed places. */
  swapped: boolean;
  /** Both sides in turn, in one place. */
  blinking: boolean;
  /** What people said of the image, as the page shows it; null while the label file is being read. */
  annotations: PageAnnotations | null;
  /** The edits behind `annotations`. */
  edits: EditQueue;
  /** What the left button and the keyboard's cursor do. */
  tool: ToolName;
  /** Ids of regions. */
  selectedRegion: string | null;
  hoverRegion: string | null;
  /** The label of what is drawn next. */
  activeLabel: string;
  /** Distance from which the heat map makes drafts; null: the map's limit. */
  draftThreshold: number | null;
  /** The last answer to a prompt. */
  prompted: Extract<ToInspector, { type: 'prompted' }> | null;
  /** Counts how often the key for the comment of the selected region was pressed. */
  commentAsked: number;
  /** What the canvas last did, in words for a screen reader. */
  announced: string;
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
  classStyle: 'both',
  heat: { visible: true, opacity: 0.75 },
  cut: false,
  annotations: { visible: true, opacity: 0.5 },
  brushSize: 24,
  tolerance: 24,
  panelWidth: PANEL_WIDTH.usual,
  panelOpen: true,
  panels: DEFAULT_PANELS,
};

export function createStore(saved: Partial<Settings>): InspectorStore {
  return new Store<InspectorModel>({
    snapshot: null,
    scene: null,
    settings: { ...DEFAULT_SETTINGS, ...saved, panels: { ...DEFAULT_PANELS, ...saved.panels } },
    imageSize: null,
    readout: null,
    hoverClass: null,
    selectedPatch: null,
    comparing: null,
    companion: null,
    companionKnown: false,
    swapped: false,
    blinking: false,
    annotations: null,
    edits: NO_EDITS,
    tool: 'select',
    selectedRegion: null,
    hoverRegion: null,
    activeLabel: DEFAULT_LABEL,
    draftThreshold: null,
    prompted: null,
    commentAsked: 0,
    announced: '',
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
