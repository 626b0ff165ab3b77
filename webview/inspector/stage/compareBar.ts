import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CompareWith, InspectorCommand } from '../../../src/protocol/inspector.ts';
import { emit } from '../../shared/events.ts';
import { FieldFocus } from '../../shared/fieldFocus.ts';
import { icon } from '../../shared/icons.ts';
import type { IconName } from '../../shared/icons.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { InspectorStore } from '../model.ts';
import { selectStyle } from '../selectStyle.ts';

const NEAREST = 'nearest';
const PREVIOUS = 'previous';
const REFERENCE = 'reference:';

/** What stands beside the image, to be chosen; and next, swap, blink, close. */
@customElement('kshot-compare-bar')
export class CompareBar extends LitElement {
  static override styles = [
    base,
    selectStyle,
    css`
      :host {
        display: flex;
        min-width: 0;
        height: 26px;
        border: 1px solid var(--k-line);
        border-radius: 4px;
        background: var(--k-card);
        font-size: 12px;
        pointer-events: auto;
      }
      select {
        flex: 0 1 auto;
        min-width: 48px;
        border-color: transparent;
        background-color: var(--k-card);
        font-size: 12px;
      }
      button {
        height: 24px;
        padding: 0 4px;
        border-radius: 3px;
      }
      button kbd {
        padding: 0 3px;
      }
      :host([compact]) kbd {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;
  @property({ type: Boolean, reflect: true }) compact = false;

  constructor() {
    super();
    new FieldFocus(this);
    new StoreController(
      this,
      () => this.store,
      (model) => [model.comparing, model.companion, model.scene, model.blinking, model.swapped],
    );
  }

  private button(command: InspectorCommand, glyph: IconName, key: string, label: string, on?: boolean): TemplateResult {
    return html`<button
      aria-pressed=${on ?? nothing}
      title=${label}
      aria-label=${label}
      @click=${() => {
        emit(this, 'kshot-command', command);
      }}
    >
      ${icon(glyph)}<kbd aria-hidden="true">${key}</kbd>
    </button>`;
  }

  private readonly onChange = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    const wanted: CompareWith =
      value === NEAREST || value === PREVIOUS
        ? { kind: value }
        : { kind: 'reference', image: value.slice(REFERENCE.length) };
    emit(this, 'kshot-compare', wanted);
  };

  private options(): TemplateResult {
    const { comparing, companion, scene } = this.store.get();
    const chosen = comparing?.kind === 'reference' ? REFERENCE + comparing.image : comparing?.kind;
    const nearest = scene?.result.record.nearestReference;
    const previous = companion?.with.kind === 'previous' ? companion.image.name : null;
    const references = scene?.result.references.map(({ image }) => image) ?? [];
    const missing = comparing?.kind === 'reference' && !references.includes(comparing.image) ? [comparing.image] : [];
    const option = (value: string, words: string): TemplateResult =>
      html`<option value=${value} .selected=${value === chosen}>${words}</option>`;
    return html`${option(NEAREST, nearest === undefined ? text('nearestReference') : text('compareNearest', nearest))}
      ${option(PREVIOUS, previous === null ? text('comparePreviousAny') : text('comparePrevious', previous))}
      <optgroup label=${text('compareReferences')}>
        ${[...missing, ...references].map((image) => option(REFERENCE + image, text('compareReference', image)))}
      </optgroup>`;
  }

  protected override render(): TemplateResult {
    const { blinking, swapped, companion } = this.store.get();
    return html`<select
        aria-label=${text('compareWith')}
        title=${companion?.image.name ?? text('compareWith')}
        @change=${this.onChange}
      >
        ${this.options()}
      </select>
      ${this.button('compareNext', 'references', 'N', text('compareNextTip'))}
      ${this.button('swap', 'arrow-swap', 'Z', text('swapTip'), swapped)}
      ${this.button('blink', 'eye', 'L', text('blinkTip'), blinking)}
      ${this.button('compare', 'close', 'S', text('compareCloseTip'))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-compare-bar': CompareBar;
  }
}
