import type { Region, Shape } from '../../../../src/domain/annotations/annotations.ts';
import { brushPlace, forEachCapsuleRow } from '../../../../src/domain/annotations/brush.ts';
import { changeRegion, deleteRegions } from '../../../../src/domain/annotations/edits.ts';
import { isSameMask } from '../../../../src/domain/annotations/mask.ts';
import { PixelRows } from '../../../../src/domain/annotations/rows.ts';
import { shapeMask } from '../../../../src/domain/annotations/shapes.ts';
import { text } from '../../../shared/strings.ts';
import { changeSettings } from '../../model.ts';
import type { Point } from '../../stage/view.ts';
import { regionsAt } from '../hit.ts';
import { BRUSH_SIZES, stepped } from '../ranges.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

interface Stroke {
  rows: PixelRows;
  /** The region that the stroke changes; null: it makes a new one, or (the eraser) has met none yet. */
  target: Region | null;
  last: Point;
  /** Of the rows; null where they have changed since. */
  shape: Shape | null;
}

/** Whether a region has pixels of its own that can be painted. */
function isPaintable({ shape }: Region): boolean {
  return shape.type === 'mask' || shape.type === 'rectangle' || shape.type === 'polygon';
}

/** A round brush that adds pixels, and an eraser that takes them away. */
export class BrushTool implements Tool {
  readonly holds = true;
  private stroke: Stroke | null = null;
  private pointer: Point | null = null;

  constructor(
    private readonly context: ToolContext,
    private readonly erases: boolean,
  ) {}

  private get diameter(): number {
    return this.context.store.get().settings.brushSize;
  }

  down(pen: Pen): boolean {
    const size = this.context.size();
    if (size === null) return true;
    const target = this.targetAt(pen);
    const rows = target === null ? new PixelRows(size) : PixelRows.of(shapeMask(target.shape, size), size);
    this.stroke = { rows, target, last: brushPlace(pen.at, this.diameter), shape: null };
    this.context.say(text('strokeBegun'));
    this.stamp(pen.at);
    return true;
  }

  drag(pen: Pen): void {
    const { stroke } = this;
    if (stroke === null) return;
    if (this.erases && stroke.target === null) this.meet(stroke, pen);
    this.stamp(pen.at);
  }

  up(pen: Pen): void {
    const { stroke } = this;
    if (stroke === null) return;
    this.drag(pen);
    this.stroke = null;
    this.finish(stroke);
    this.context.redraw();
  }

  hover(pen: Pen | null): void {
    this.pointer = pen?.at ?? null;
    this.context.redraw();
  }

  cancel(): boolean {
    const isDrawing = this.stroke !== null;
    this.stroke = null;
    if (isDrawing) this.context.redraw();
    return isDrawing;
  }

  resize(direction: 1 | -1): void {
    const brushSize = stepped(BRUSH_SIZES, this.diameter, direction);
    changeSettings(this.context.store, { brushSize });
    this.context.say(text('brushSizeIs', brushSize));
    this.context.redraw();
  }

  /** The brush goes on with the selected mask of the same label; the eraser takes from what is selected, else from what lies under it. */
  private targetAt({ at, reach }: Pen): Region | null {
    const { activeLabel, annotations } = this.context.store.get();
    const selected = this.context.selected();
    if (!this.erases)
      return selected !== null && selected.shape.type === 'mask' && selected.label === activeLabel ? selected : null;
    if (selected !== null && isPaintable(selected)) return selected;
    return regionsAt(annotations?.value.regions ?? [], at, reach / 4).find(isPaintable) ?? null;
  }

  /** The eraser has come to its first region. */
  private meet(stroke: Stroke, pen: Pen): void {
    const size = this.context.size();
    const target = this.targetAt(pen);
    if (size === null || target === null) return;
    stroke.target = target;
    stroke.rows = PixelRows.of(shapeMask(target.shape, size), size);
  }

  private stamp(at: Point): void {
    const { stroke } = this;
    if (stroke === null) return;
    const to = brushPlace(at, this.diameter);
    forEachCapsuleRow(stroke.last, to, this.diameter / 2, (y, x0, x1) => {
      if (this.erases) stroke.rows.remove(y, x0, x1);
      else stroke.rows.add(y, x0, x1);
    });
    stroke.last = to;
    stroke.shape = null;
    this.pointer = at;
    this.context.redraw();
  }

  private shapeOf(stroke: Stroke): Shape {
    return (stroke.shape ??= { type: 'mask', mask: stroke.rows.toMask() });
  }

  private finish(stroke: Stroke): void {
    const shape = this.shapeOf(stroke);
    const size = this.context.size();
    if (shape.type !== 'mask' || size === null) return;
    const isNothing = shape.mask.runs.length === 0;
    const { target } = stroke;
    if (target === null) {
      if (!isNothing && !this.erases) this.context.add(shape);
    } else if (isNothing) {
      this.context.edit(deleteRegions([target.id]));
      this.context.say(text('regionErased', target.label));
    } else if (!isSameMask(shape.mask, shapeMask(target.shape, size))) {
      this.context.edit(changeRegion({ ...target, shape }));
      this.context.store.set({ selectedRegion: target.id });
      this.context.say(text('regionChanged', target.label));
    }
  }

  overlay(): ToolOverlay {
    const { stroke, pointer, diameter } = this;
    const place = pointer && brushPlace(pointer, diameter);
    const ring = place && { ...place, radius: diameter / 2 };
    if (stroke === null) return { ring };
    if (stroke.target !== null) return { ring, changed: new Map([[stroke.target.id, this.shapeOf(stroke)]]) };
    if (this.erases) return { ring };
    const preview = { shape: this.shapeOf(stroke), label: this.context.store.get().activeLabel, strong: true };
    return { ring, previews: [preview] };
  }
}
