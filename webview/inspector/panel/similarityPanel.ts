import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fixed } from '../../shared/format.ts';
import { StoreController } from '../../shared/store.ts';
import { text } from '../../shared/strings.ts';
import { base } from '../../shared/theme.ts';
import { referenceNames } from '../data/referenceNames.ts';
import { lowEnd, shadeOf, similarityRows, similarityTable } from '../data/similarity.ts';
import type { SimilarityRow } from '../data/similarity.ts';
import type { InspectorStore } from '../model.ts';
import { ClassLinks } from './classLinks.ts';
import { classStyle } from './classStyle.ts';
import { classTable } from './classTable.ts';
import { classChart, panelFrame } from './frame.ts';
import { matrixStyle } from './matrixStyle.ts';
import { classButton, referenceButton } from './names.ts';
import { tableStyle } from './tableStyle.ts';

/** How like each class looks to the same class in every reference: a matrix of cosine similarities. */
@customElement('kshot-similarity')
export class SimilarityPanel extends LitElement {
  static override styles = [base, classStyle, tableStyle, matrixStyle];

  @property({ attribute: false }) store!: InspectorStore;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (model) => [model.scene, model.settings.panels.similarity],
    );
    new ClassLinks(this, () => this.store);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene } = this.store.get();
    if (scene === null) return nothing;
    const rows = similarityRows(scene.result);
    const images = scene.result.references.map(({ image }) => image);
    return panelFrame(this.store, {
      name: 'similarity',
      table: () => similarityTable(rows, images),
      chart: () => classChart(rows, (visible) => matrix(visible, images)),
      rows: () => table(rows, images),
    });
  }
}

function matrix(rows: readonly SimilarityRow[], images: readonly string[]): TemplateResult {
  const names = referenceNames(images);
  const low = lowEnd(rows);
  return html`<div class="scroll">
      <table class="matrix" .style=${`--columns: ${images.length}`}>
        <thead>
          <tr>
            <th scope="col">${text('class')}</th>
            ${images.map((image, k) => html`<th scope="col">${referenceButton(image, names[k]!, 'references')}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr data-class=${row.id} class=${row.odd ? 'odd' : ''}>
                <th scope="row">
                  ${classButton(row)}${row.odd ? html`<span class="hidden">${text('similarityLow')}</span>` : nothing}
                </th>
                ${row.cells.map((value, k) => cell(row, value, images[k]!, low))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="key" aria-hidden="true">
      <span>${fixed(low, 1)}</span><span class="ramp"></span><span>${fixed(1, 1)}</span> <span class="frame"></span
      ><span class="ellipsis">${text('similarityLow')}</span>
    </div>`;
}

function cell(row: SimilarityRow, value: number | null, image: string, low: number): TemplateResult {
  if (value === null) return html`<td class="absent" title=${text('similarityAbsent', row.name, image)}>–</td>`;
  return html`<td
    title=${text('similarityTip', row.name, image, fixed(value, 3))}
    .style=${`--shade: ${shadeOf(value, low).toFixed(3)}`}
  >
    ${fixed(value, 2)}
  </td>`;
}

function table(rows: readonly SimilarityRow[], images: readonly string[]): TemplateResult {
  const names = referenceNames(images);
  const number = (value: number | null | undefined): string => (typeof value === 'number' ? fixed(value, 3) : '–');
  return classTable(rows, [
    { label: text('best'), cell: ({ best }) => number(best?.value), strong: ({ odd }) => odd },
    { label: text('usualLeast'), tip: text('usualLeastTip'), cell: ({ usual }) => number(usual) },
    ...images.map((image, k) => ({
      label: names[k]!,
      reference: image,
      cell: ({ cells }: SimilarityRow) => number(cells[k]),
    })),
  ]);
}

declare global {
  interface HTMLElementTagNameMap {
    'kshot-similarity': SimilarityPanel;
  }
}
