import { placed } from '../handles.ts';
import type { Pen, Tool, ToolContext } from '../tool.ts';

/** A point at each click. */
export class PointTool implements Tool {
  constructor(private readonly context: ToolContext) {}

  up({ at }: Pen): void {
    const size = this.context.size();
    if (size === null || at.x < 0 || at.y < 0 || at.x >= size.width || at.y >= size.height) return;
    const { x, y } = placed(at, size);
    this.context.add({ type: 'point', points: [x, y] });
  }
}
