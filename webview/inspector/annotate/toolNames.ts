import type { ToolName } from '../../../src/domain/annotations/commands.ts';
import type { StringKey } from '../../shared/strings.ts';

/** A tool as people see it: its name, what it does, and its key (the default one: it is a VS Code keybinding). */
interface ToolLook {
  readonly label: StringKey;
  readonly tip: StringKey;
  readonly key: string;
}

export const TOOLS: Readonly<Record<ToolName, ToolLook>> = {
  select: { label: 'toolSelect', tip: 'toolSelectTip', key: 'V' },
  box: { label: 'toolBox', tip: 'toolBoxTip', key: 'B' },
  polygon: { label: 'toolPolygon', tip: 'toolPolygonTip', key: 'P' },
  brush: { label: 'toolBrush', tip: 'toolBrushTip', key: 'R' },
  eraser: { label: 'toolEraser', tip: 'toolEraserTip', key: 'E' },
  wand: { label: 'toolWand', tip: 'toolWandTip', key: 'W' },
  point: { label: 'toolPoint', tip: 'toolPointTip', key: 'D' },
  draft: { label: 'toolDraft', tip: 'toolDraftTip', key: 'M' },
  part: { label: 'toolPart', tip: 'toolPartTip', key: 'Q' },
  prompt: { label: 'toolPrompt', tip: 'toolPromptTip', key: 'Y' },
};
