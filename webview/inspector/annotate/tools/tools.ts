import type { ToolName } from '../../../../src/domain/annotations/commands.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { BoxTool } from './box.ts';
import { BrushTool } from './brush.ts';
import { DraftTool } from './draft.ts';
import { PartTool } from './part.ts';
import { PointTool } from './point.ts';
import { PolygonTool } from './polygon.ts';
import { PromptTool } from './prompt.ts';
import { SelectTool } from './select.ts';
import { WandTool } from './wand.ts';

/** A tool, with nothing drawn yet. */
export function makeTool(name: ToolName, context: ToolContext): Tool {
  switch (name) {
    case 'select':
      return new SelectTool(context);
    case 'box':
      return new BoxTool(context);
    case 'polygon':
      return new PolygonTool(context);
    case 'brush':
      return new BrushTool(context, false);
    case 'eraser':
      return new BrushTool(context, true);
    case 'wand':
      return new WandTool(context);
    case 'point':
      return new PointTool(context);
    case 'draft':
      return new DraftTool(context);
    case 'part':
      return new PartTool(context);
    case 'prompt':
      return new PromptTool(context);
  }
}
