/** Which commands are about drawing, and when a key is rather a control's. */
import type { AnnotateCommand, InspectorCommand } from '../../../src/protocol/inspector.ts';
import { deepActive, takesLetters } from '../../shared/fieldFocus.ts';

const COMMANDS: ReadonlySet<string> = new Set([
  'press',
  'accept',
  'cancel',
  'deleteRegion',
  'nextRegion',
  'previousRegion',
  'larger',
  'smaller',
] satisfies AnnotateCommand[]);

export function isAnnotateCommand(command: InspectorCommand): command is AnnotateCommand {
  return COMMANDS.has(command) || command.startsWith('tool.') || command.startsWith('label.');
}

/** Whether a control has the focus that does something of its own on Space and Enter: VS Code hears of these keys too. */
export function controlHasFocus(): boolean {
  const element = deepActive();
  return element instanceof HTMLButtonElement || element instanceof HTMLInputElement || takesLetters();
}
