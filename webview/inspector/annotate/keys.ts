/** When a key is a control's rather than the canvas's. */
import { deepActive, takesLetters } from '../../shared/fieldFocus.ts';

/** Whether a control has the focus that does something of its own on Space and Enter: VS Code hears of these keys too. */
export function controlHasFocus(): boolean {
  const element = deepActive();
  return element instanceof HTMLButtonElement || element instanceof HTMLInputElement || takesLetters();
}
