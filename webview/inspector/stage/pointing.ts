import { readAt } from '../data/scene.ts';
import type { InspectorStore, Side } from '../model.ts';
import type { Content } from './painter.ts';
import { patchAt } from './patchCell.ts';
import { toImage } from './view.ts';
import type { Point } from './view.ts';
import type { Viewport } from './viewport.ts';

/** With Shift, an arrow key moves the read-out by this many CSS pixels, at least by one of the image. */
const CURSOR_STEP = 8;
/** With a drawing tool, an arrow key moves it by this many CSS pixels, and with Shift so many times as far. */
const DRAW_STEP = 2;
const FAST = 8;

interface PointingOn {
  store: () => InspectorStore;
  view: () => Viewport;
  side: () => Side;
  content: () => Content | null;
}

/** Reads and selects on a view: by the pointer, and by the cursor that the keyboard moves. */
export class Pointing {
  constructor(private readonly on: PointingOn) {}

  /** The pointer is at a point of the stage, or has left it. */
  at(at: Point | null): void {
    const store = this.on.store();
    const content = this.on.content();
    const point = at && this.pixelAt(at);
    if (point === null || content === null) {
      store.set({ readout: null, hoverClass: null });
      return;
    }
    const { scene, size } = content;
    const reading = readAt(scene, point.x, point.y, size);
    const { classId } = reading;
    const isShown = classId !== null && classId !== 0 && scene?.classes.get(classId)?.hidden !== true;
    const hoverClass = store.get().settings.classes.visible && isShown ? classId : null;
    store.set({ readout: { ...reading, size, side: this.on.side(), spoken: false }, hoverClass });
  }

  /** A click selects the patch under it; a second one lets it go. */
  select(at: Point): void {
    const point = this.pixelAt(at);
    if (point !== null) this.toggle(point);
  }

  /** Selects the patch under the cursor; false where there is no cursor. */
  selectCursor(): boolean {
    const { readout } = this.on.store().get();
    if (readout === null || !readout.spoken || readout.side !== this.on.side()) return false;
    this.toggle(readout);
    return true;
  }

  /** Lets go of the patch, else of the cursor; false where there is neither. */
  clear(): boolean {
    const store = this.on.store();
    const { selectedPatch, readout } = store.get();
    if (selectedPatch !== null) store.set({ selectedPatch: null });
    else if (readout?.spoken === true) store.set({ readout: null });
    else return false;
    return true;
  }

  /** Moves the cursor by one pixel, or by some when the image is shown small; it starts in the middle of the view. */
  move(direction: Point): void {
    this.moveBy(direction, CURSOR_STEP, 1);
  }

  /** The same with a drawing tool: finer, and with Shift faster. */
  draw(direction: Point, isFast: boolean): void {
    this.moveBy(direction, DRAW_STEP, isFast ? FAST : 1);
  }

  private moveBy(direction: Point, cssPixels: number, times: number): void {
    const content = this.on.content();
    const { view, stage } = this.on.view();
    const store = this.on.store();
    const { readout } = store.get();
    if (content === null || view === null) return;
    const { size, scene } = content;
    const step = Math.max(1, Math.round(cssPixels / view.scale)) * times;
    const middle = toImage(view, { x: stage.width / 2, y: stage.height / 2 });
    const from =
      readout?.side === this.on.side()
        ? readout
        : { x: Math.floor(middle.x) - direction.x * step, y: Math.floor(middle.y) - direction.y * step };
    const x = Math.min(size.width - 1, Math.max(0, from.x + direction.x * step));
    const y = Math.min(size.height - 1, Math.max(0, from.y + direction.y * step));
    this.on.view().reveal({ x: x + 0.5, y: y + 0.5 });
    store.set({ readout: { ...readAt(scene, x, y, size), size, side: this.on.side(), spoken: true } });
  }

  private toggle(pixel: Point): void {
    const store = this.on.store();
    const content = this.on.content();
    const grid = content?.scene?.map?.grid;
    if (this.on.side() !== 'main' || content === null || grid === undefined || content.scene?.matches == null) return;
    const patch = patchAt({ x: pixel.x + 0.5, y: pixel.y + 0.5 }, grid, content.size);
    store.set({ selectedPatch: patch === store.get().selectedPatch ? null : patch });
  }

  /** The image's pixel under a point of the stage; null beside the image. */
  private pixelAt(at: Point): Point | null {
    const { view } = this.on.view();
    const size = this.on.content()?.size;
    if (view === null || size === undefined) return null;
    const point = toImage(view, at);
    const x = Math.floor(point.x);
    const y = Math.floor(point.y);
    return x < 0 || y < 0 || x >= size.width || y >= size.height ? null : { x, y };
  }
}
