import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { colorRows, colorTable, swatchColor } from '../data/colors.ts';
import type { ColorRow, PlanePoint } from '../data/colors.ts';
import { referenceNames } from '../data/referenceNames.ts';
import type { InspectorStore } from '../model.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { classTable } from './classTable.ts';
import type { Column } from './classTable.ts';
import { colorPlane } from './colorPlane.ts';
import { classChart, panelFrame } from './frame.ts';
import { referenceButton } from './names.ts';
import { planeStyle } from './planeStyle.ts';
import { stripStyle } from './stripStyle.ts';
import { strips } from './strips.ts';
import { tableStyle } from './tableStyle.ts';
import { ticksStyle } from './ticksStyle.ts';

/** The mean colour of each class in the a*, b* plane, here and in the references. */
@customElement('kshot-colors')
export class ColorsPanel extends LitElement {
  static override styles = [base, classStyle, tableStyle, ticksStyle, stripStyle, planeStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.panels.colors, model.settings.panelWidth],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, settings } = this.store.get();
    if (scene === null) return nothing;
    const rows = colorRows(scene.result);
    const images = scene.result.references.map(({ image }) => image);
    return panelFrame(this.store, {
      name: 'colors',
      table: () => colorTable(rows, images),
      chart: () => classChart(rows, (visible) => chart(visible, images, settings.panelWidth)),
      rows: () => table(rows, images),
    });
  }
}

function chart(rows: readonly ColorRow[], images: readonly string[], width: number): TemplateResult {
  const names = referenceNames(images);
  return html`${colorPlane(rows, width)}
  ${strips(rows, {
    format: (value) => fixed(value, 1),
    marks: 'usualKey',
    extra: swatches,
    tip: ({ name, own, value, nearest }) =>
      own === null || value === null || nearest === null
        ? `${name}: ${text(own === null ? 'absentHere' : 'inNoReference')}`
        : text('colorTip', name, fixed(own.a, 1), fixed(own.b, 1), fixed(value, 1), names[nearest]!),
  })}`;
}

/** The mean colour here, and that of the nearest reference. */
function swatches({ own, points, nearest }: ColorRow): TemplateResult {
  return html`<span class="swatches" title=${text('colorSwatches')}
    >${swatch(own)}${swatch(nearest === null ? null : points[nearest]!)}</span
  >`;
}

function swatch(point: PlanePoint | null): TemplateResult {
  return html`<span class="mean" .style=${`background: ${point === null ? 'none' : swatchColor(point)}`}></span>`;
}

function table(rows: readonly ColorRow[], images: readonly string[]): TemplateResult {
  const names = referenceNames(images);
  const point =
    (of: (row: ColorRow) => PlanePoint | null | undefined, axis: 'a' | 'b') =>
    (row: ColorRow): string => {
      const at = of(row);
      return at ? fixed(at[axis], 1) : '–';
    };
  const columns: Column<ColorRow>[] = [
    { label: 'a*', cell: point((row) => row.own, 'a') },
    { label: 'b*', cell: point((row) => row.own, 'b') },
    {
      label: text('distanceColumn'),
      cell: ({ value }) => (value === null ? '–' : fixed(value, 1)),
      strong: ({ isFact }) => isFact,
    },
    {
      label: text('usualMost'),
      tip: text('usualMostTip'),
      cell: ({ range }) => (range === null ? '–' : fixed(range.highest, 1)),
    },
    {
      label: text('nearestShort'),
      cell: ({ nearest }) => (nearest === null ? '–' : referenceButton(images[nearest]!, names[nearest]!)),
    },
    ...images.map((image, k) => ({
      label: names[k]!,
      reference: image,
      cell: (row: ColorRow) => `${point((r) => r.points[k], 'a')(row)} / ${point((r) => r.points[k], 'b')(row)}`,
    })),
  ];
  return classTable(rows, columns);
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-colors': ColorsPanel;
  }
}
