import { text } from '../../../shared/strings.ts';
import type { Point } from '../../stage/view.ts';
import { boxBetween } from '../handles.ts';
import type { Pen, Tool, ToolContext, ToolOverlay } from '../tool.ts';

/** A box from corner to corner. */
export class BoxTool implements Tool {
  readonly holds = true;
  private from: Point | null = null;
  private to: Point | null = null;

  constructor(private readonly context: ToolContext) {}

  down({ at }: Pen): boolean {
    this.from = this.to = at;
    this.context.say(text('boxBegun'));
    return true;
  }

  drag({ at }: Pen): void {
    this.to = at;
    this.context.redraw();
  }

  up({ at, moved }: Pen): void {
    const { from } = this;
    const size = this.context.size();
    this.cancel();
    const shape = from === null || size === null || !moved ? null : boxBetween(from, at, size);
    if (shape !== null) this.context.add(shape);
  }

  cancel(): boolean {
    const isDrawing = this.from !== null;
    this.from = this.to = null;
    if (isDrawing) this.context.redraw();
    return isDrawing;
  }

  overlay(): ToolOverlay {
    const size = this.context.size();
    const shape = this.from && this.to && size && boxBetween(this.from, this.to, size);
    if (shape === null) return {};
    return { previews: [{ shape, label: this.context.store.get().activeLabel, strong: true }] };
  }
}
