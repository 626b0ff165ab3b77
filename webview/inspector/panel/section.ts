import { LitElement, css, html } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { toCsv } from '../../shared/csv.ts';
import type { Table } from '../../shared/csv.ts';
import { emit } from '../../shared/events.ts';
import { icon } from '../../shared/icons.ts';
import type { IconName } from '../../shared/icons.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import type { ChartForm } from '../model.ts';

const COPIED_FOR = 1500;

/** The frame of a chart: heading, unit, chart or table, copy. Fires `form` with the form that the user picks. */
@customElement('kshot-section')
export class Section extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 8px 12px 12px;
        border-bottom: 1px solid var(--k-line);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        height: 24px;
        margin-bottom: 4px;
      }
      h2 {
        flex: none;
        margin: 0;
        font-size: 11px;
        font-weight: 600;
        letter-spacing: 0.4px;
        text-transform: uppercase;
      }
      .unit {
        flex: 1;
        color: var(--k-dim);
        font-size: 11px;
      }
      .tools {
        display: flex;
        gap: 2px;
      }
      button {
        width: 22px;
        height: 22px;
        padding: 0;
        justify-content: center;
      }
    `,
  ];

  @property() heading = '';
  @property() unit = '';
  @property() form: ChartForm = 'chart';
  @property({ attribute: false }) table: (() => Table) | null = null;
  @state() private copied = false;

  private readonly copy = (): void => {
    if (this.table === null) return;
    void navigator.clipboard.writeText(toCsv(this.table())).then(() => {
      this.copied = true;
      setTimeout(() => (this.copied = false), COPIED_FOR);
    });
  };

  private pick(form: ChartForm, glyph: IconName): TemplateResult {
    const label = `${this.heading}: ${text(form)}`;
    return html`<button
      aria-pressed=${this.form === form ? 'true' : 'false'}
      title=${text(form)}
      aria-label=${label}
      @click=${() => {
        emit(this, 'form', form);
      }}
    >
      ${icon(glyph)}
    </button>`;
  }

  protected override render(): TemplateResult {
    const copyLabel = text(this.copied ? 'copied' : 'copyCsv');
    return html`<section aria-label=${this.heading}>
      <header>
        <h2>${this.heading}</h2>
        <span class="unit ellipsis" title=${this.unit}>${this.unit}</span>
        <span class="tools">
          ${this.pick('chart', 'graph')}${this.pick('table', 'table')}
          <button title=${copyLabel} aria-label="${this.heading}: ${copyLabel}" @click=${this.copy}>
            ${icon(this.copied ? 'check' : 'copy')}
          </button>
        </span>
      </header>
      <slot></slot>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-section': Section;
  }
}
