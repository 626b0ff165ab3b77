import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProjectClass } from '../../../src/domain/records.ts';
import { text } from '../../shared/strings.ts';
import { classButton, referenceButton } from './names.ts';

/** A column of numbers, or of names; that of a reference puts it beside the image. */
export interface Column<Row> {
  label: string;
  tip?: string;
  reference?: string;
  wide?: boolean;
  cell: (row: Row) => string | TemplateResult;
  strong?: (row: Row) => boolean;
}

/** A table with one row a class. It scrolls sideways within the panel; the names stay. */
export function classTable<Row extends ProjectClass>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): TemplateResult {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">${text('class')}</th>
          ${columns.map(
            ({ label, tip, reference, wide }) =>
              html`<th scope="col" class=${wide === true ? 'wide' : ''} title=${tip ?? label}>
                ${reference === undefined ? label : referenceButton(reference, label, 'references')}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr data-class=${row.id}>
              <th scope="row">${classButton(row)}</th>
              ${columns.map(
                ({ cell, strong }) => html`<td class=${strong?.(row) === true ? 'strong' : nothing}>${cell(row)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
