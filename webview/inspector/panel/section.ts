import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { toCsv } from '../../shared/csv.ts';
import type { Table } from '../../shared/csv.ts';
import { icon } from '../../shared/icons.ts';
import type { IconName } from '../../shared/icons.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { ChartForm } from './panelStates.ts';
import { sectionStyle } from './sectionStyle.ts';

const COPIED_FOR = 1500;

/** The frame of a panel: heading, unit; of a chart also chart or table, copy. Fires `form` and `open` with what the user picks. */
@customElement('kshot-section')
export class Section extends LitElement {
  static override styles = [base, sectionStyle];

  @property() heading = '';
  @property() unit = '';
  @property() tip = '';
  @property() form: ChartForm = 'chart';
  @property({ type: Boolean, reflect: true }) open = true;
  /** Holds no chart. */
  @property({ type: Boolean }) plain = false;
  @property({ attribute: false }) table: (() => Table) | null = null;
  @state() private copied = false;
  @query('h2 button') private headingButton!: HTMLButtonElement;

  /** Moves the focus to the heading and the whole section into view. */
  reveal(): void {
    this.headingButton.focus({ preventScroll: true });
    const view = this.getBoundingClientRect();
    const above = this.headingButton.getBoundingClientRect().top < 0;
    this.scrollIntoView({ block: above || view.height > innerHeight / 2 ? 'start' : 'nearest' });
  }

  private readonly copy = (): void => {
    if (this.table === null) return;
    void navigator.clipboard.writeText(toCsv(this.table())).then(() => {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_FOR);
    });
  };

  private tell(type: 'form' | 'open', detail: ChartForm | boolean): () => void {
    return () => {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    };
  }

  private pick(form: ChartForm, glyph: IconName): TemplateResult {
    const label = `${this.heading}: ${text(form)}`;
    return html`<button
      aria-pressed=${this.open && this.form === form ? 'true' : 'false'}
      title=${text(form)}
      aria-label=${label}
      @click=${this.tell('form', form)}
    >
      ${icon(glyph)}
    </button>`;
  }

  private chartTools(): TemplateResult {
    const copyLabel = text(this.copied ? 'copied' : 'copyCsv');
    return html`${this.pick('chart', 'graph')}${this.pick('table', 'table')}
      <button title=${copyLabel} aria-label="${this.heading}: ${copyLabel}" @click=${this.copy}>
        ${icon(this.copied ? 'check' : 'copy')}
      </button>`;
  }

  protected override render(): TemplateResult {
    return html`<section aria-label=${this.heading}>
      <header>
        <h2>
          <button
            aria-expanded=${this.open ? 'true' : 'false'}
            title=${text(this.open ? 'collapse' : 'expand', this.heading)}
            @click=${this.tell('open', !this.open)}
          >
            ${icon(this.open ? 'chevron-down' : 'chevron-right')}<span>${this.heading}</span>
          </button>
        </h2>
        <span class="unit ellipsis" title=${this.tip}>${this.unit}</span>
        <span class="tools">${this.plain ? html`<slot name="tools"></slot>` : this.chartTools()}</span>
      </header>
      ${this.open ? html`<div class="body"><slot></slot></div>` : nothing}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-section': Section;
  }
}
