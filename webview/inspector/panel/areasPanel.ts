import { LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { percent } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { areaRows, areaTable } from '../data/areas.ts';
import type { AreaRow } from '../data/areas.ts';
import { referenceNames } from '../data/referenceNames.ts';
import type { InspectorStore } from '../model.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { classTable } from './classTable.ts';
import { classChart, panelFrame } from './frame.ts';
import { stripStyle } from './stripStyle.ts';
import { strips } from './strips.ts';
import { tableStyle } from './tableStyle.ts';
import { ticksStyle } from './ticksStyle.ts';

/** The area of each class against the references: a mark for each, a band for their range, a bar for this image. */
@customElement('kshot-areas')
export class AreasPanel extends LitElement {
  static override styles = [base, classStyle, tableStyle, ticksStyle, stripStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.panels.areas],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene } = this.store.get();
    if (scene === null) return nothing;
    const rows = areaRows(scene.result);
    const images = scene.result.references.map(({ image }) => image);
    return panelFrame(this.store, {
      name: 'areas',
      table: () => areaTable(rows, images),
      chart: () => classChart(rows, chart),
      rows: () => table(rows, images),
    });
  }
}

function chart(rows: readonly AreaRow[]): TemplateResult {
  return strips(rows, {
    format: percent,
    marks: 'referencesKey',
    tip: ({ name, value, range }) =>
      text('areaTip', name, percent(value), percent(range?.lowest ?? 0), percent(range?.highest ?? 0)),
  });
}

function table(rows: readonly AreaRow[], images: readonly string[]): TemplateResult {
  const names = referenceNames(images);
  return classTable(rows, [
    { label: text('area'), cell: (row) => percent(row.value), strong: (row) => row.isFact },
    { label: text('lowest'), cell: ({ range }) => (range === null ? '–' : percent(range.lowest)) },
    { label: text('highest'), cell: ({ range }) => (range === null ? '–' : percent(range.highest)) },
    ...images.map((image, k) => ({
      label: names[k]!,
      reference: image,
      cell: (row: AreaRow) => percent(row.references[k]!),
    })),
  ]);
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-areas': AreasPanel;
  }
}
