import { LitElement, css, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../../shared/events.ts';
import { fixed, significant } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { KINDS, factRows, factTable, leadingRows, restOf } from '../data/facts.ts';
import type { FactRow } from '../data/facts.ts';
import type { InspectorStore } from '../model.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { panelFrame } from './frame.ts';
import { tableStyle } from './tableStyle.ts';

/** Facts in the list; the table has all. Their room is kept, so that nothing jumps from image to image. */
const MOST = 4;

/** The facts behind the sentence: which class, how, by how much, and its share of the score. Each opens the panel that shows it. */
@customElement('kshot-differences')
export class DifferencesPanel extends LitElement {
  static override styles = [
    base,
    classStyle,
    tableStyle,
    css`
      ul {
        min-height: ${MOST * 40}px;
      }
      li button {
        display: grid;
        grid-template: 'swatch what share' 17px 'swatch against share' 15px / 10px minmax(0, 1fr) 44px;
        align-content: center;
        column-gap: 8px;
        width: 100%;
        height: 40px;
        padding: 0 12px;
        border: 0;
        border-radius: 0;
        text-align: left;
      }
      li button:focus-visible {
        outline-offset: -1px;
      }
      .swatch {
        grid-area: swatch;
        align-self: center;
      }
      .what {
        grid-area: what;
        line-height: 17px;
      }
      .what b {
        font-weight: 600;
      }
      .against {
        grid-area: against;
        color: var(--k-dim);
        font-size: 11px;
        line-height: 15px;
      }
      .number {
        grid-area: share;
        align-self: center;
      }
      .rest {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        margin: 4px 0 0;
        color: var(--k-dim);
        font-size: 11px;
        line-height: 15px;
      }
      .none {
        background: none;
      }
    `,
  ];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.panels.differences],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene } = this.store.get();
    if (scene === null) return nothing;
    const rows = factRows(scene.result);
    return panelFrame(this.store, {
      name: 'differences',
      table: () => factTable(scene.result),
      chart: () => list(leadingRows(scene.result, MOST), restOf(scene.result)),
      rows: () => table(rows),
    });
  }
}

function list(rows: readonly FactRow[], rest: number): TemplateResult {
  const part = fixed(rest * 100, 0);
  return html`<ul>
      ${rows.length === 0 ? html`<li><p>${text('noFacts')}</p></li>` : rows.map(fact)}
    </ul>
    ${part === '0' || rows.length === 0 ? nothing : html`<p class="rest"><span>${text('factsRest')}</span><span class="number">${text('zoomValue', part)}</span></p>`}`;
}

function fact({ classId, name, color, feature, what, against, share }: FactRow): TemplateResult {
  const part = fixed(share * 100, 0);
  return html`<li data-class=${classId}>
    <button
      data-rove="facts"
      data-key="${feature} ${classId}"
      title=${text('factTip', name, what, against, part)}
      @click=${(event: Event) => {
        emit(event.currentTarget!, 'kshot-explain', feature);
      }}
    >
      <span
        class=${color === null ? 'swatch none' : 'swatch'}
        .style=${color === null ? '' : `background: ${color}`}
      ></span>
      <span class="what ellipsis"><b>${name}</b> ${what}</span><span class="against ellipsis">${against}</span>
      <span class="number">${text('zoomValue', part)}</span>
    </button>
  </li>`;
}

const COLUMNS = ['class', 'kind', 'share', 'feature', 'value', 'lowest', 'highest'] as const;

function table(rows: readonly FactRow[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${text('differences')}>
    <table>
      <thead>
        <tr>
          ${COLUMNS.map((key) => html`<th scope="col">${text(key)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr data-class=${row.classId} title=${row.against}>
              <th scope="row" class="ellipsis">${row.name}</th>
              <td>${text(KINDS[row.kind])}</td>
              <td>${text('zoomValue', significant(row.share * 100))}</td>
              <td>${text(row.feature)}</td>
              <td>${significant(row.value)}</td>
              <td>${significant(row.references.min)}</td>
              <td>${significant(row.references.max)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-differences': DifferencesPanel;
  }
}
