import type { LitElement, ReactiveController } from 'lit';
import { emit } from './events.ts';

/** Input types that use arrow keys alone. */
const WITHOUT_LETTERS: ReadonlySet<string> = new Set(['range', 'checkbox', 'radio', 'button', 'color']);

/** The element that has the focus, within whatever shadow roots; null where none has. */
export function deepActive(): HTMLElement | null {
  let element: Element | null = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : null;
}

/** Whether the focused control takes letters itself: a list picks by them, a text field types them. */
export function takesLetters(): boolean {
  const element = deepActive();
  if (element instanceof HTMLInputElement) return !WITHOUT_LETTERS.has(element.type);
  return element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
}

/** Keys beside letters that edit a text, or pick from a list. */
const EDITING_KEYS: ReadonlySet<string> = new Set(
  'Backspace Delete Enter ArrowLeft ArrowRight ArrowUp ArrowDown Home End PageUp PageDown'.split(' '),
);

/**
 * Keeps what is typed into a control from VS Code, which is handed every key press of a page and learns only later that a field has got the focus: the first letters
 * would run commands. Chords go on as usual.
 */
export function keepTyping(page: Document): void {
  page.addEventListener('keydown', (event) => {
    const isChord = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');
    if (!isChord && takesLetters() && (event.key.length === 1 || EDITING_KEYS.has(event.key))) event.stopPropagation();
  });
}

/**
 * For components with such controls: sends `kshot-focus` whenever the focus moves within them, which the browser tells nobody outside of their
 * shadow root. A list that was picked from by mouse lets go of the focus, so that the single-letter keys work again.
 */
export class FieldFocus implements ReactiveController {
  private byPointer = false;

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.host.renderRoot;
    root.addEventListener('focusin', this.tell);
    root.addEventListener('focusout', this.tell);
    root.addEventListener('pointerdown', this.onPointer);
    root.addEventListener('keydown', this.onKey);
    root.addEventListener('change', this.onChange);
  }

  hostDisconnected(): void {
    const root = this.host.renderRoot;
    root.removeEventListener('focusin', this.tell);
    root.removeEventListener('focusout', this.tell);
    root.removeEventListener('pointerdown', this.onPointer);
    root.removeEventListener('keydown', this.onKey);
    root.removeEventListener('change', this.onChange);
    // A control that goes with its component says nothing itself.
    emit(window, 'kshot-focus', null);
  }

  private readonly tell = (): void => {
    emit(this.host, 'kshot-focus', null);
  };

  private readonly onPointer = (): void => {
    this.byPointer = true;
  };

  private readonly onKey = (): void => {
    this.byPointer = false;
  };

  private readonly onChange = ({ target }: Event): void => {
    if (this.byPointer && target instanceof HTMLSelectElement) target.blur();
  };
}
