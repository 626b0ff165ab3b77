import type { Point } from './view.ts';

/** What pointers and wheels ask of the stage; points are CSS pixels from its upper left corner. */
export interface GestureTarget {
  zoomBy(factor: number, at: Point): void;
  panBy(dx: number, dy: number): void;
  point(at: Point | null): void;
  /** The left button or one finger went down and up in one place. */
  click(at: Point): void;
  /** The left button or a finger goes down alone; true: what follows is drawn, not panned. */
  press(at: Point, event: PointerEvent): boolean;
  /** It moves; `isFar`: further than a click may. */
  draw(at: Point, event: PointerEvent, isFar: boolean): void;
  lift(at: Point, event: PointerEvent): void;
  /** What was drawn does not count: a second finger has come, or the pointer was taken away. */
  drop(): void;
  dragging(active: boolean): void;
}

/** Zoom factor a wheel pixel, and a pinch pixel (a wheel event with ctrlKey). */
const WHEEL_RATE = 0.0018;
const PINCH_RATE = 0.01;
const LINE_PIXELS = 16;
/** One event zooms by no more than this. */
const MAX_FACTOR = 2;
/** A press that moves no further than this many CSS pixels is a click. */
const CLICK_ROOM = 4;

/**
 * Wheel and pinch zoom to the pointer; a drag with the left or middle button, or one finger, pans, unless it draws. Two fingers and the middle button always
 * move the view.
 */
export class Gestures {
  private readonly pointers = new Map<number, Point>();
  /** Where a press began that may still become a click. */
  private pressed: Point | null = null;
  /** The pointer that draws, and where it went down. */
  private drawing: { id: number; from: Point; isFar: boolean } | null = null;
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly target: GestureTarget,
  ) {
    const options = { signal: this.stop.signal };
    element.addEventListener('wheel', this.onWheel, { ...options, passive: false });
    element.addEventListener('pointerdown', this.onDown, options);
    element.addEventListener('pointermove', this.onMove, options);
    element.addEventListener('pointerup', this.onUp, options);
    element.addEventListener('pointercancel', this.onUp, options);
    element.addEventListener('pointerleave', this.onLeave, options);
  }

  dispose(): void {
    this.stop.abort();
  }

  private at(event: MouseEvent): Point {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
    const factor = Math.exp(-event.deltaY * unit * (event.ctrlKey ? PINCH_RATE : WHEEL_RATE));
    this.target.zoomBy(Math.min(MAX_FACTOR, Math.max(1 / MAX_FACTOR, factor)), this.at(event));
    this.target.point(this.at(event));
  };

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const at = this.at(event);
    this.pointers.set(event.pointerId, at);
    const isAlone = event.button === 0 && this.pointers.size === 1;
    if (!isAlone) this.dropDrawing();
    else if (this.target.press(at, event)) {
      this.drawing = { id: event.pointerId, from: at, isFar: false };
      return;
    }
    this.pressed = isAlone ? at : null;
    this.target.dragging(true);
  };

  private dropDrawing(): void {
    if (this.drawing === null) return;
    this.drawing = null;
    this.target.drop();
  }

  /** All places that the pointer was at since the last frame, so that a fast stroke keeps its curve. */
  private drawOn(event: PointerEvent): void {
    const { drawing } = this;
    if (drawing === null) return;
    const events = event.getCoalescedEvents();
    for (const each of events.length === 0 ? [event] : events) {
      const at = this.at(each);
      drawing.isFar ||= distance(at, drawing.from) > CLICK_ROOM;
      this.target.draw(at, each, drawing.isFar);
    }
  }

  private readonly onMove = (event: PointerEvent): void => {
    const at = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      this.target.point(at);
      return;
    }
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, at);
    if (this.drawing?.id === event.pointerId) {
      this.drawOn(event);
      this.target.point(at);
      return;
    }
    if (this.pressed !== null && distance(at, this.pressed) > CLICK_ROOM) this.pressed = null;
    if (other === undefined) {
      this.target.panBy(at.x - before.x, at.y - before.y);
      return;
    }
    // Two fingers: zoom about their middle by how their distance changes.
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.target.panBy((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.target.zoomBy(distance(at, other) / Math.max(1, distance(before, other)), middle);
  };

  private readonly onUp = (event: PointerEvent): void => {
    this.pointers.delete(event.pointerId);
    if (this.drawing?.id === event.pointerId) {
      if (event.type !== 'pointerup') this.dropDrawing();
      else {
        this.drawing = null;
        this.target.lift(this.at(event), event);
      }
    }
    this.target.dragging(this.pointers.size > 0);
    if (this.pressed !== null && event.type === 'pointerup') this.target.click(this.at(event));
    this.pressed = null;
    if (event.pointerType !== 'touch') this.target.point(this.at(event));
  };

  private readonly onLeave = (): void => {
    if (this.pointers.size === 0) this.target.point(null);
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
