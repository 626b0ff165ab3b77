import type { Region, Shape } from '../../../src/domain/annotations/annotations.ts';
import type { Edit } from '../../../src/domain/annotations/edits.ts';
import type { Size } from '../../../src/domain/annotations/mask.ts';
import type { FromInspector } from '../../../src/protocol/inspector.ts';
import type { Scene } from '../data/scene.ts';
import type { InspectorStore, Side } from '../model.ts';
import type { Point } from '../stage/view.ts';
import type { Handle } from './handles.ts';
import type { PixelReader } from './pixels.ts';

/** Where the pointer, or the cursor of the keyboard, is. */
export interface Pen {
  /** In pixels of the image; may lie outside of it. */
  readonly at: Point;
  readonly shift: boolean;
  readonly alt: boolean;
  /** How far from a thing one may be and still mean it, in pixels of the image. */
  readonly reach: number;
  readonly side: Side;
  /** Whether it has moved since it went down; the keyboard's cursor always means to. */
  readonly moved: boolean;
}

/** A shape that is no region yet. */
interface Preview {
  readonly shape: Shape;
  readonly label: string;
  /** Stands out among several. */
  readonly strong: boolean;
}

/** What a tool draws over the regions. */
export interface ToolOverlay {
  /** Regions that are shown in another shape, by id. */
  readonly changed?: ReadonlyMap<string, Shape>;
  readonly previews?: readonly Preview[];
  /** An open line, `[x, y, …]`. */
  readonly line?: readonly number[];
  readonly handles?: readonly Handle[];
  /** The handle that is meant, by its place among them. */
  readonly activeHandle?: number | null;
  /** Clicks that were made: inside (+) or outside (−). */
  readonly clicks?: readonly { readonly x: number; readonly y: number; readonly positive: boolean }[];
  /** The brush at the pointer. */
  readonly ring?: { readonly x: number; readonly y: number; readonly radius: number } | null;
}

/** What tools work on and with. */
export interface ToolContext {
  readonly store: InspectorStore;
  /** The image's size; null before it is known. */
  size(): Size | null;
  /** What is known of a side's image. */
  scene(side: Side): Scene | null;
  /** The image's colours; null while they are being read, or where they cannot be. */
  colors(): PixelReader | null;
  /** Shows and sends an edit; false where nothing can be changed. */
  edit(edit: Edit): boolean;
  /** Adds a region of the active label, and selects it. */
  add(shape: Shape): boolean;
  selected(): Region | null;
  /** Says something to people who do not see the canvas. */
  say(words: string): void;
  /** Draws again. */
  redraw(): void;
  post(message: FromInspector): void;
}

/** What the left button, the keyboard's cursor and a few keys do; a tool leaves out what it has no use for. */
export interface Tool {
  /** Whether the pen stays down from one press of the key to the next; else a press is a click. */
  readonly holds?: boolean;
  /** The pen goes down; false leaves the pointer to the view, which pans or selects. */
  down?(pen: Pen): boolean;
  /** The pen moves while it is down. */
  drag?(pen: Pen): void;
  up?(pen: Pen): void;
  /** The pen moves while it is up; null: it has left the image. */
  hover?(pen: Pen | null): void;
  /** Drops what is being drawn; false where nothing is. */
  cancel?(): boolean;
  /** Takes what is being drawn; false where nothing is. */
  accept?(): boolean;
  /** Takes back the last step of what is being drawn; false where there is none. */
  back?(): boolean;
  /** One step larger (1) or smaller (−1). */
  resize?(direction: 1 | -1): void;
  /** The store has changed. */
  sync?(): void;
  overlay?(): ToolOverlay;
  /** The CSS cursor over the canvas; empty: as usual. */
  cursor?(): string;
  /** Another tool is taken in hand: what is complete is not lost. */
  leave?(): void;
  dispose?(): void;
}
