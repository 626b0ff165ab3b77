import type { ToolName } from '../../../src/domain/annotations/commands.ts';
import { text } from '../../shared/strings.ts';
import type { InspectorModel } from '../model.ts';

/** Why a tool cannot be used now, in words; null where it can. */
export function toolProblem({ annotations, snapshot, scene }: InspectorModel, tool: ToolName): string | null {
  if (tool === 'select') return null;
  if (snapshot?.comparison != null) return text('toolsComparing');
  if (annotations === null) return text('toolsReading');
  if (!annotations.editable) return annotations.problem ?? text('toolsReading');
  if (tool === 'prompt' && snapshot?.promptModel == null) return text('promptNoModel');
  if (tool === 'draft' && scene?.map == null) return text('draftNoMap');
  if (tool === 'part' && scene?.labels == null) return text('partNoClasses');
  return null;
}
