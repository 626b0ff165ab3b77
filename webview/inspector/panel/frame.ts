import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProjectClass } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';
import { shown } from '../data/classRows.ts';
import { changeSettings } from '../model.ts';
import type { InspectorStore } from '../model.ts';
import type { ChartForm, ChartName, PanelName, PanelState } from './panelStates.ts';
import './section.ts';

interface FrameOptions {
  name: ChartName;
  /** What is copied as CSV. */
  table: () => Table;
  chart: () => TemplateResult;
  rows: () => TemplateResult;
}

/** A panel: its frame, and its chart or its table while it is open. */
export function panelFrame(store: InspectorStore, { name, table, chart, rows }: FrameOptions): TemplateResult {
  const state = store.get().settings.panels[name];
  return html`<kshot-section
    .heading=${text(name)}
    .unit=${text(`${name}Unit`)}
    .tip=${text(`${name}UnitTip`)}
    .form=${state.form}
    .open=${state.open}
    .table=${table}
    @form=${(event: CustomEvent<ChartForm>) => {
      changePanel(store, name, { form: event.detail, open: true });
    }}
    @open=${(event: CustomEvent<boolean>) => {
      changePanel(store, name, { open: event.detail });
    }}
    >${state.open ? (state.form === 'chart' ? chart() : rows()) : ''}</kshot-section
  >`;
}

/** The chart of the classes that the project does not hide, or that there are none. */
export function classChart<Row extends ProjectClass>(
  rows: readonly Row[],
  chart: (visible: Row[]) => TemplateResult,
): TemplateResult {
  const visible = shown(rows);
  return visible.length === 0 ? html`<p>${text('noClasses')}</p>` : chart(visible);
}

/** Keeps how a panel is shown. */
export function changePanel(store: InspectorStore, name: PanelName, parts: Partial<PanelState>): void {
  const { panels } = store.get().settings;
  changeSettings(store, { panels: { ...panels, [name]: { ...panels[name], ...parts } } });
}
