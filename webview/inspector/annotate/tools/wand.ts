import type { Region, Shape } from '../../../../src/domain/annotations/annotations.ts';
import { changeRegion, deleteRegions } from '../../../../src/domain/annotations/edits.ts';
import { floodColors } from '../../../../src/domain/annotations/flood.ts';
import type { Mask, Size } from '../../../../src/domain/annotations/mask.ts';
import { PixelRows } from '../../../../src/domain/annotations/rows.ts';
import { shapeMask } from '../../../../src/domain/annotations/shapes.ts';
import { text } from '../../../shared/strings.ts';
import { changeSettings } from '../../model.ts';
import type { Point } from '../../stage/view.ts';
import { TOLERANCES, stepped } from '../ranges.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

/** A fill that follows the tolerance becomes an edit when the tolerance has rested for this many milliseconds. */
const REST = 300;

interface Fill {
  /** The pixel that was clicked. */
  at: Point;
  mode: 'new' | 'add' | 'subtract';
  /** The region that was filled into, as it was before; null for a new one. */
  before: Region | null;
  /** The region that came of it. */
  id: string;
  tolerance: number;
  shape: Shape;
}

/** Fills from the clicked pixel over colours that are near its own; Shift adds to the selected region, Alt takes from it. */
export class WandTool implements Tool {
  /** The last fill, which follows the tolerance. */
  private fill: Fill | null = null;
  /** A click that waits for the image's colours. */
  private waiting: Pen | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly context: ToolContext) {}

  up(pen: Pen): void {
    this.settle();
    this.fill = null;
    if (this.context.colors() !== null) this.start(pen);
    else {
      this.waiting = pen;
      this.context.say(text('colorsRead'));
    }
  }

  resize(direction: 1 | -1): void {
    const { store } = this.context;
    const tolerance = stepped(TOLERANCES, store.get().settings.tolerance, direction);
    changeSettings(store, { tolerance });
    this.context.say(text('toleranceIs', tolerance));
  }

  sync(): void {
    const { waiting, fill } = this;
    if (waiting !== null && this.context.colors() !== null) {
      this.waiting = null;
      this.start(waiting);
    } else if (fill !== null && fill.tolerance !== this.context.store.get().settings.tolerance) this.refill(fill);
  }

  cancel(): boolean {
    if (this.waiting === null) return false;
    this.waiting = null;
    return true;
  }

  overlay(): ToolOverlay {
    return this.timer === undefined || this.fill === null
      ? {}
      : { changed: new Map([[this.fill.id, this.fill.shape]]) };
  }

  dispose(): void {
    this.settle();
  }

  private start({ at, shift, alt }: Pen): void {
    const selected = this.context.selected();
    const into = selected !== null && selected.shape.type !== 'foreign' ? selected : null;
    const mode = into === null || !(shift || alt) ? 'new' : alt ? 'subtract' : 'add';
    const before = mode === 'new' ? null : into;
    const { tolerance } = this.context.store.get().settings;
    const fill: Fill = { at, mode, before, id: before?.id ?? '', tolerance, shape: { type: 'point', points: [] } };
    if (!this.compute(fill)) return;
    if (before === null) {
      if (!this.context.add(fill.shape)) return;
      fill.id = this.context.store.get().selectedRegion ?? '';
    } else this.commit(fill, before);
    this.fill = fill;
  }

  /** The shape that the fill makes; false where it comes to nothing. */
  private compute(fill: Fill): boolean {
    const colors = this.context.colors();
    const size = this.context.size();
    if (colors === null || size === null) return false;
    const filled = floodColors(colors, Math.floor(fill.at.x), Math.floor(fill.at.y), fill.tolerance);
    if (filled.runs.length === 0) return false;
    fill.shape = {
      type: 'mask',
      mask: fill.before === null ? filled : combined(fill.before.shape, filled, fill.mode, size),
    };
    return true;
  }

  /** The tolerance has changed: the fill is shown at once, and made an edit when it rests. */
  private refill(fill: Fill): void {
    const region = this.regionOf(fill);
    fill.tolerance = this.context.store.get().settings.tolerance;
    if (region === null || !this.compute(fill)) {
      this.fill = null;
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.settle();
    }, REST);
    this.context.redraw();
  }

  private settle(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const region = this.fill && this.regionOf(this.fill);
    if (this.fill !== null && region !== null) this.commit(this.fill, region);
    this.context.redraw();
  }

  private commit({ shape }: Fill, region: Region): void {
    const isNothing = shape.type === 'mask' && shape.mask.runs.length === 0;
    this.context.edit(isNothing ? deleteRegions([region.id]) : changeRegion({ ...region, shape }));
    this.context.say(text(isNothing ? 'regionErased' : 'regionChanged', region.label));
  }

  private regionOf({ id }: Fill): Region | null {
    return this.context.store.get().annotations?.value.regions.find((region) => region.id === id) ?? null;
  }
}

/** A shape with pixels added or taken away. */
function combined(shape: Shape, filled: Mask, mode: Fill['mode'], size: Size): Mask {
  const rows = PixelRows.of(shapeMask(shape, size), size);
  return (mode === 'subtract' ? rows.removeMask(filled) : rows.addMask(filled)).toMask();
}
