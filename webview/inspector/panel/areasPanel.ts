import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed, percent } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { areaRows, areaTable, largestArea } from '../data/areas.ts';
import type { AreaRow } from '../data/areas.ts';
import { areaScale, areaTicks, niceCeil } from '../data/scale.ts';
import { changeSettings } from '../model.ts';
import type { ChartForm, InspectorStore } from '../model.ts';
import { areasStyle } from './areasStyle.ts';
import './section.ts';
import { tableStyle } from './tableStyle.ts';

/** The area of each class against the references: a mark for each, a band for their range, a dot for this image. */
@customElement('kshot-areas')
export class AreasPanel extends LitElement {
  static override styles = [base, tableStyle, areasStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.areas, model.hoverClass],
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, settings } = this.store.get();
    if (scene === null) return nothing;
    const { result } = scene;
    const rows = areaRows(result);
    const body =
      rows.length === 0
        ? html`<p>${text('noClasses')}</p>`
        : settings.areas === 'chart'
          ? this.chart(rows)
          : this.table(rows);
    return html`<kshot-section
      .heading=${text('areas')}
      .unit=${text('areasUnit')}
      .form=${settings.areas}
      .table=${() =>
        areaTable(
          rows,
          result.references.map(({ image }) => image),
        )}
      @form=${(event: CustomEvent<ChartForm>) => {
        changeSettings(this.store, { areas: event.detail });
      }}
      >${body}</kshot-section
    >`;
  }

  private hover(id: number | null): () => void {
    return () => {
      this.store.set({ hoverClass: id });
    };
  }

  private chart(rows: readonly AreaRow[]): TemplateResult {
    const end = niceCeil(largestArea(rows));
    const scale = areaScale(end);
    const at = (area: number): string => `${(scale(area) * 100).toFixed(2)}%`;
    return html`<ul>
        ${rows.map((row) => this.row(row, at))}
      </ul>
      <div class="axis" aria-hidden="true">
        <div class="ticks">
          ${areaTicks(end).map((tick) => html`<span .style=${`left: ${at(tick)}`}>${fixed(tick * 100, tick * 100 < 1 && tick > 0 ? 1 : 0)}</span>`)}
        </div>
      </div>
      <div class="key" aria-hidden="true">
        <span class="mark"></span>${text('referencesKey')}<span class="dot"></span>${text('imageKey')}<span
          class="dot out"
        ></span
        >${text('areaOutside')}
      </div>`;
  }

  private row(row: AreaRow, at: (area: number) => string): TemplateResult {
    const out = row.outside > 0;
    const tip = text('areaTip', row.name, percent(row.area), percent(row.lowest), percent(row.highest));
    const band = `left: calc(${at(row.lowest)} - 3px); right: calc(100% - ${at(row.highest)} - 3px)`;
    return html`<li
      class="row ${this.store.get().hoverClass === row.id ? 'hovered' : ''}"
      title=${tip}
      @pointerenter=${this.hover(row.id)}
      @pointerleave=${this.hover(null)}
    >
      <span class="name"
        ><span class="swatch" .style=${`background: ${row.color}`}></span
        ><span class="ellipsis">${row.name}</span></span
      >
      <span class="track" aria-hidden="true">
        ${row.references.length === 0 ? nothing : html`<span class="band" .style=${band}></span>`}
        ${row.references.map((area) => html`<span class="mark" .style=${`left: ${at(area)}`}></span>`)}
        <span class="dot ${out ? 'out' : ''}" .style=${`left: ${at(row.area)}`}></span>
      </span>
      <span class="number ${out ? 'strong' : ''}">${percent(row.area)}</span>
      <span class="hidden">${text(out ? 'areaOutside' : 'areaInside')}</span>
    </li>`;
  }

  private table(rows: readonly AreaRow[]): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          ${areaTable([], []).header.map((name) => html`<th scope="col" title=${name}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr
              class=${this.store.get().hoverClass === row.id ? 'hovered' : ''}
              @pointerenter=${this.hover(row.id)}
              @pointerleave=${this.hover(null)}
            >
              <th scope="row" title=${row.name}>
                <span class="swatch" .style=${`background: ${row.color}`}></span> ${row.name}
              </th>
              <td class=${row.outside > 0 ? 'strong' : ''}>${percent(row.area)}</td>
              <td>${percent(row.lowest)}</td>
              <td>${percent(row.highest)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-areas': AreasPanel;
  }
}
