import { text } from '../../../shared/strings.ts';
import type { Point } from '../../stage/view.ts';
import { placed } from '../handles.ts';
import type { Handle } from '../handles.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

/** A polygon has this many vertices at least. */
const LEAST = 3;

/** A vertex at each click; a click on the first or the last one closes it. */
export class PolygonTool implements Tool {
  private vertices: Point[] = [];
  private pointer: Point | null = null;
  private reach = 0;

  constructor(private readonly context: ToolContext) {}

  drag(pen: Pen): void {
    this.hover(pen);
  }

  hover(pen: Pen | null): void {
    this.pointer = pen?.at ?? null;
    this.reach = pen?.reach ?? 0;
    if (this.vertices.length > 0) this.context.redraw();
  }

  up({ at, reach }: Pen): void {
    const size = this.context.size();
    if (size === null) return;
    const isNear = (vertex: Point | undefined): boolean =>
      vertex !== undefined && Math.hypot(vertex.x - at.x, vertex.y - at.y) <= reach;
    if (this.vertices.length >= LEAST && (isNear(this.vertices[0]) || isNear(this.vertices.at(-1)))) {
      this.accept();
    } else if (!isNear(this.vertices.at(-1))) {
      this.vertices.push(placed(at, size));
      this.context.say(text('polygonVertices', this.vertices.length));
      this.context.redraw();
    }
  }

  accept(): boolean {
    if (this.vertices.length === 0) return false;
    if (this.vertices.length < LEAST) {
      this.context.say(text('polygonTooFew'));
      return true;
    }
    const points = this.vertices.flatMap(({ x, y }) => [x, y]);
    this.vertices = [];
    this.context.add({ type: 'polygon', points });
    this.context.redraw();
    return true;
  }

  leave(): void {
    if (this.vertices.length >= LEAST) this.accept();
  }

  back(): boolean {
    if (this.vertices.pop() === undefined) return false;
    this.context.say(text('polygonVertices', this.vertices.length));
    this.context.redraw();
    return true;
  }

  cancel(): boolean {
    const isDrawing = this.vertices.length > 0;
    this.vertices = [];
    if (isDrawing) this.context.redraw();
    return isDrawing;
  }

  overlay(): ToolOverlay {
    const { vertices, pointer } = this;
    if (vertices.length === 0) return {};
    const line = [...vertices, ...(pointer === null ? [] : [pointer])].flatMap(({ x, y }) => [x, y]);
    const handles = vertices.map(({ x, y }, index): Handle => ({ x, y, kind: 'vertex', index }));
    const first = vertices[0]!;
    const closes =
      vertices.length >= LEAST &&
      pointer !== null &&
      Math.hypot(first.x - pointer.x, first.y - pointer.y) <= this.reach;
    return { line, handles, activeHandle: closes ? 0 : null };
  }
}
