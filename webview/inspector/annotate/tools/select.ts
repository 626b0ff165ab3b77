import type { Region, Shape } from '../../../../src/domain/annotations/annotations.ts';
import { changeRegion } from '../../../../src/domain/annotations/edits.ts';
import { text } from '../../../shared/strings.ts';
import type { Point } from '../../stage/view.ts';
import { dragHandle, handleAt, handlesOf, moveShape, withoutVertex } from '../handles.ts';
import type { Handle } from '../handles.ts';
import { nextAt, regionsAt } from '../hit.ts';
import { shownRegions } from '../shownRegions.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

/** A region in the hand: by a handle, or as a whole. */
interface Grip {
  region: Region;
  handle: Handle | null;
  from: Point;
  shape: Shape;
}

/** Selects regions; moves the selected one, its edges and its vertices. */
export class SelectTool implements Tool {
  readonly holds = true;
  private grip: Grip | null = null;
  /** The vertex that was last touched, which Delete takes away. */
  private vertex: { id: string; index: number } | null = null;
  private under: 'nothing' | 'region' | 'selected' | 'handle' = 'nothing';

  constructor(private readonly context: ToolContext) {}

  /** Takes the selected region where the pen is on it. */
  down(pen: Pen): boolean {
    const region = this.context.selected();
    if (region === null || this.context.store.get().annotations?.editable !== true) return false;
    const handles = handlesOf(region.shape);
    const index = handleAt(handles, pen.at, pen.reach);
    const handle = index === null ? null : handles[index]!;
    if (handle === null && regionsAt([region], pen.at, pen.reach / 2).length === 0) return false;
    if (handle === null && region.shape.type === 'foreign') return false;
    this.grip = { region, handle, from: pen.at, shape: region.shape };
    this.vertex = null;
    if (handle?.kind === 'vertex') this.vertex = { id: region.id, index: handle.index };
    this.context.say(text('regionGrabbed', region.label));
    this.context.redraw();
    return true;
  }

  drag({ at, moved }: Pen): void {
    const { grip } = this;
    const size = this.context.size();
    if (grip === null || size === null || !moved) return;
    const { region, handle, from } = grip;
    grip.shape =
      handle === null
        ? moveShape(region.shape, { x: at.x - from.x, y: at.y - from.y }, size)
        : dragHandle(region.shape, handle, at, size);
    this.context.redraw();
  }

  up(pen: Pen): void {
    const { grip } = this;
    this.drag(pen);
    this.grip = null;
    this.context.redraw();
    if (grip === null) return;
    if (grip.shape !== grip.region.shape) {
      this.context.edit(changeRegion({ ...grip.region, shape: grip.shape }));
      if (grip.handle?.kind === 'middle') this.vertex = { id: grip.region.id, index: grip.handle.index + 1 };
      this.context.say(text('regionChanged', grip.region.label));
    } else if (grip.handle === null) this.select(pen);
    else if (grip.handle.kind === 'vertex' && pen.alt) this.back();
  }

  /** Selects the region under the pen, or the one below the selected one; false where there is none. */
  select({ at, reach }: Pen): boolean {
    const { store } = this.context;
    const { selectedRegion, settings } = store.get();
    if (!settings.annotations.visible) return false;
    const region = nextAt(shownRegions(store.get()), at, reach / 2, selectedRegion);
    if (region === null && selectedRegion === null) return false;
    store.set({ selectedRegion: region?.id ?? null });
    this.vertex = null;
    this.context.say(region === null ? text('selectionGone') : text('regionSelected', region.label));
    return true;
  }

  hover(pen: Pen | null): void {
    const { store } = this.context;
    const { selectedRegion, settings } = store.get();
    const regions = settings.annotations.visible ? shownRegions(store.get()) : [];
    const found = pen === null ? [] : regionsAt(regions, pen.at, pen.reach / 2);
    const meant = found.find(({ id }) => id === selectedRegion) ?? found[0] ?? null;
    store.set({ hoverRegion: meant?.id ?? null });
    const selected = this.context.selected();
    const isOnHandle =
      pen !== null && selected !== null && handleAt(handlesOf(selected.shape), pen.at, pen.reach) !== null;
    this.under = isOnHandle
      ? 'handle'
      : meant === null
        ? 'nothing'
        : meant.id === selectedRegion
          ? 'selected'
          : 'region';
  }

  cancel(): boolean {
    const isMoving = this.grip !== null;
    this.grip = null;
    if (isMoving) this.context.redraw();
    return isMoving;
  }

  /** Takes away the vertex that was last touched. */
  back(): boolean {
    const region = this.context.selected();
    const { vertex } = this;
    this.vertex = null;
    if (region === null || vertex?.id !== region.id) return false;
    const shape = withoutVertex(region.shape, vertex.index);
    if (shape === null) return false;
    this.context.edit(changeRegion({ ...region, shape }));
    this.context.say(text('vertexDeleted'));
    return true;
  }

  sync(): void {
    if (this.vertex !== null && this.vertex.id !== this.context.store.get().selectedRegion) this.vertex = null;
  }

  overlay(): ToolOverlay {
    const { grip, vertex } = this;
    const { annotations } = this.context.store.get();
    const region = this.context.selected();
    if (region === null) return {};
    const shape = grip?.region.id === region.id ? grip.shape : region.shape;
    const handles = annotations?.editable === true ? handlesOf(shape) : [];
    const activeHandle =
      vertex === null ? null : handles.findIndex(({ kind, index }) => kind === 'vertex' && index === vertex.index);
    return { changed: new Map([[region.id, shape]]), handles, activeHandle };
  }

  cursor(): string {
    if (this.grip !== null) return 'grabbing';
    if (this.under === 'handle') return 'pointer';
    if (this.under === 'selected') return this.context.store.get().annotations?.editable === true ? 'move' : '';
    return this.under === 'region' ? 'pointer' : '';
  }
}
