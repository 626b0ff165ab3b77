import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed, percent } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { locationRows, locationTable } from '../data/locations.ts';
import type { Centre, LocationRow } from '../data/locations.ts';
import { referenceNames } from '../data/referenceNames.ts';
import type { InspectorStore } from '../model.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { classTable } from './classTable.ts';
import type { Column } from './classTable.ts';
import { classChart, panelFrame } from './frame.ts';
import { locationPlane } from './locationPlane.ts';
import { referenceButton } from './names.ts';
import { planeStyle } from './planeStyle.ts';
import { stripStyle } from './stripStyle.ts';
import { strips } from './strips.ts';
import { tableStyle } from './tableStyle.ts';
import { ticksStyle } from './ticksStyle.ts';

/** The centre of each class on the image, against the references' centres. */
@customElement('kshot-locations')
export class LocationsPanel extends LitElement {
  static override styles = [base, classStyle, tableStyle, ticksStyle, stripStyle, planeStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.snapshot?.image.url, model.settings.panels.locations],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, snapshot } = this.store.get();
    if (scene === null) return nothing;
    const { result } = scene;
    const rows = locationRows(result);
    const images = result.references.map(({ image }) => image);
    const url = snapshot?.image.url ?? null;
    return panelFrame(this.store, {
      name: 'locations',
      table: () => locationTable(rows, images),
      chart: () =>
        classChart(
          rows,
          (visible) => html`${locationPlane(visible, url, result)}${distances(visible, referenceNames(images))}`,
        ),
      rows: () => table(rows, images),
    });
  }
}

function distances(rows: readonly LocationRow[], names: readonly string[]): TemplateResult {
  return strips(rows, {
    format: percent,
    marks: 'usualKey',
    tip: ({ name, own, value, nearest }) =>
      own === null || value === null || nearest === null
        ? `${name}: ${text(own === null ? 'absentHere' : 'inNoReference')}`
        : text('locationTip', name, fixed(own.x * 100, 1), fixed(own.y * 100, 1), percent(value), names[nearest]!),
  });
}

function table(rows: readonly LocationRow[], images: readonly string[]): TemplateResult {
  const names = referenceNames(images);
  const part = (centre: Centre | null | undefined, axis: 'x' | 'y'): string =>
    centre ? fixed(centre[axis] * 100, 1) : '–';
  const columns: Column<LocationRow>[] = [
    { label: 'x %', cell: ({ own }) => part(own, 'x') },
    { label: 'y %', cell: ({ own }) => part(own, 'y') },
    {
      label: text('distanceColumn'),
      cell: ({ value }) => (value === null ? '–' : percent(value)),
      strong: ({ isFact }) => isFact,
    },
    {
      label: text('usualMost'),
      tip: text('usualMostTip'),
      cell: ({ range }) => (range === null ? '–' : percent(range.highest)),
    },
    {
      label: text('nearestShort'),
      cell: ({ nearest }) => (nearest === null ? '–' : referenceButton(images[nearest]!, names[nearest]!)),
    },
    ...images.map((image, k) => ({
      label: names[k]!,
      reference: image,
      cell: ({ centres }: LocationRow) => `${part(centres[k], 'x')} / ${part(centres[k], 'y')}`,
    })),
  ];
  return classTable(rows, columns);
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-locations': LocationsPanel;
  }
}
