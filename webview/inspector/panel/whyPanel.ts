import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { emit } from '../../shared/events.ts';
import { fixed, multiple, significant } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { SCORE_TICKS, scoreScale } from '../data/scale.ts';
import { scoreRows, scoreTable } from '../data/scores.ts';
import type { ScoreRow } from '../data/scores.ts';
import type { InspectorStore } from '../model.ts';
import { panelFrame } from './frame.ts';
import { panelOf } from './panelStates.ts';
import { tableStyle } from './tableStyle.ts';
import { ticksStyle } from './ticksStyle.ts';
import { whyStyle } from './whyStyle.ts';

/** Why the image is odd: the seven normalised scores, the largest part of the total first. */
@customElement('kshot-why')
export class WhyPanel extends LitElement {
  static override styles = [base, tableStyle, ticksStyle, whyStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.panels.why],
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene } = this.store.get();
    if (scene === null) return nothing;
    const rows = scoreRows(scene.result.record);
    return panelFrame(this.store, {
      name: 'why',
      table: () => scoreTable(rows),
      chart: () => chart(rows),
      rows: () => table(rows),
    });
  }
}

function chart(rows: readonly ScoreRow[]): TemplateResult {
  const active = rows.filter((row) => row.active);
  const inactive = rows.filter((row) => !row.active);
  return html`<ul>
      ${active.map(bar)}
    </ul>
    ${inactive.length === 0 ? nothing : html`<div class="divider">${text('notCounted')}</div>`}
    ${
      inactive.length === 0
        ? nothing
        : html`<ul>
            ${inactive.map(bar)}
          </ul>`
    }
    <div class="axis" aria-hidden="true">
      <div class="ticks">
        ${SCORE_TICKS.map((tick) => html`<span class=${tick === 1 ? 'one' : ''} .style=${`left: ${at(tick)}`}>${tick}</span>`)}
      </div>
    </div>`;
}

function bar(row: ScoreRow): TemplateResult {
  const name = text(row.name);
  const parts = [name, significant(row.raw), significant(row.weight), multiple(row.normalized)];
  const share = fixed(row.share * 100, 0);
  const tip = row.active ? text('whyTip', ...parts, share) : text('whyTipInactive', ...parts);
  const panel = panelOf(row.name);
  const kind = row.active ? (row.normalized > 1 ? 'odd' : 'ok') : 'off';
  return html`<li>
    <button
      class="row ${kind}"
      title=${panel === null ? text('barOddest', tip) : text('barOpens', tip, text(panel))}
      @click=${(event: Event) => {
        emit(event.currentTarget!, 'kshot-explain', row.name);
      }}
    >
      <span class="ellipsis">${name}</span>
      <span class="track" aria-hidden="true"
        ><span class="fill" .style=${`width: ${at(row.normalized)}`}></span
        ><span class="one" .style=${`left: ${at(1)}`}></span
      ></span>
      <span class="number">${multiple(row.normalized)}</span>
      <span class="hidden">${row.active ? text('whyShare', share) : text('notCountedShort')}</span>
    </button>
  </li>`;
}

function at(value: number): string {
  return `${(scoreScale(value) * 100).toFixed(2)}%`;
}

function table(rows: readonly ScoreRow[]): TemplateResult {
  // The share stands in the bars' tooltips and in the copy.
  const columns = scoreTable([]).header.slice(0, -1);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${text('why')}>
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col" title=${name}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr class=${row.active ? '' : 'off'}>
              <th scope="row" class="ellipsis">${text(row.name)}</th>
              <td>${significant(row.raw)}</td>
              <td>${significant(row.weight)}</td>
              <td>${multiple(row.normalized)}</td>
              <td>${row.factor}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-why': WhyPanel;
  }
}
