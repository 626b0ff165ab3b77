import { LitElement, css, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Region } from '../../../../src/domain/annotations/annotations.ts';
import { changeRegion } from '../../../../src/domain/annotations/edits.ts';
import { emit } from '../../../shared/events.ts';
import { FieldFocus } from '../../../shared/fieldFocus.ts';
import { text } from '../../../shared/strings.ts';
import { base } from '../../../shared/theme.ts';
import type { InspectorStore } from '../../model.ts';
import { fieldStyle } from './fieldStyle.ts';

/** Typing that rests for so long becomes an edit. */
const PAUSE_MILLISECONDS = 300;
/** Keys that begin a chord and are none yet. */
const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Meta', 'Shift', 'Alt']);

/**
 * The comment of a region. What is typed becomes an edit at a pause, with Enter, and when the focus leaves; until then undo takes back the typing alone.
 * Sends `kshot-edit`, and `kshot-done` when the user leaves by key.
 */
@customElement('kshot-comment')
export class CommentField extends LitElement {
  static override styles = [
    base,
    fieldStyle,
    css`
      :host {
        display: block;
      }
      textarea {
        display: block;
        field-sizing: content;
        width: 100%;
        min-height: 26px;
        max-height: 160px;
        padding: 3px 6px;
        resize: none;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ attribute: false }) region!: Region;
  @property({ type: Boolean }) readonly = false;
  @query('textarea') private field!: HTMLTextAreaElement;
  /** What was typed and is no edit yet; of which region. */
  private draft: { id: string; comment: string } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new FieldFocus(this);
  }

  override focus(): void {
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.commit();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.draft !== null && this.draft.id !== this.region.id) this.commit();
  }

  protected override render(): TemplateResult {
    return html`<textarea
      rows="1"
      .value=${this.draft?.comment ?? this.region.comment}
      ?readonly=${this.readonly}
      placeholder=${text('comment')}
      aria-label=${text('commentOf', this.region.label)}
      @input=${this.onInput}
      @blur=${this.commit}
      @keydown=${this.onKey}
    ></textarea>`;
  }

  private readonly onInput = (): void => {
    this.draft = { id: this.region.id, comment: this.field.value };
    clearTimeout(this.timer);
    this.timer = setTimeout(this.commit, PAUSE_MILLISECONDS);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || MODIFIERS.has(event.key)) return;
    const chord = event.ctrlKey || event.metaKey;
    if (chord && !event.shiftKey && event.key.toLowerCase() === 'z') this.takeBack(event);
    else if (chord)
      this.commit(); // saving saves what was typed
    else if (event.key === 'Enter' && !event.shiftKey) this.leave(event);
    else if (event.key === 'Escape') this.leave(event);
  };

  /** Typing that is no edit yet goes without anybody else hearing of it; else undo is the document's. */
  private takeBack(event: KeyboardEvent): void {
    event.preventDefault();
    if (this.draft === null || this.draft.comment === this.region.comment) return;
    event.stopPropagation();
    clearTimeout(this.timer);
    this.draft = null;
    this.field.value = this.region.comment;
  }

  private leave(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.commit();
    emit(this, 'kshot-done', null);
  }

  private readonly commit = (): void => {
    clearTimeout(this.timer);
    const { draft } = this;
    this.draft = null;
    if (draft === null) return;
    const region = this.store.get().annotations?.value.regions.find(({ id }) => id === draft.id);
    if (region === undefined || region.comment === draft.comment) return;
    // Not by the field itself, which may have left the page.
    emit(this.isConnected ? this : document.querySelector('kshot-inspector')!, 'kshot-edit', {
      ...changeRegion({ ...region, comment: draft.comment }, 'comment'),
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-comment': CommentField;
  }
}
