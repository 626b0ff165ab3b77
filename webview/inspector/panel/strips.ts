import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { text } from '../../shared/strings.ts';
import { largestValue } from '../data/classRows.ts';
import type { ClassRow } from '../data/classRows.ts';
import { areaScale, areaTicks, niceCeil } from '../data/scale.ts';
import { classButton } from './names.ts';

interface StripOptions<Row> {
  /** A value as people read it, without its unit. */
  format: (value: number) => string;
  tip: (row: Row) => string;
  /** What stands between name and strip. */
  extra?: (row: Row) => TemplateResult;
  /** What the marks are: the references themselves, or their distances from each other. */
  marks: 'referencesKey' | 'usualKey';
}

/** One strip a class on a common axis: a bar for this image, a mark a reference, a band for their range. */
export function strips<Row extends ClassRow>(rows: readonly Row[], options: StripOptions<Row>): TemplateResult {
  const end = niceCeil(largestValue(rows));
  const scale = areaScale(end);
  const at = (value: number): string => `${(scale(value) * 100).toFixed(2)}%`;
  return html`<ul class=${options.extra === undefined ? 'strips' : 'strips extra'}>
      ${rows.map((row) => strip(row, at, options))}
    </ul>
    <div class=${options.extra === undefined ? 'axis' : 'axis extra'} aria-hidden="true">
      <div class="ticks">
        ${areaTicks(end).map(
          (tick) => html`<span .style=${`left: ${at(tick)}`}>${tick === 0 ? 0 : tidy(options.format(tick))}</span>`,
        )}
      </div>
    </div>
    <div class="key" aria-hidden="true">
      <span class="mark"></span>${text(options.marks)}<span class="bar"></span>${text('imageKey')}<span
        class="bar out"
      ></span
      ><span class="ellipsis">${text('outsideKey')}</span>
    </div>`;
}

/** Ticks are round: what follows their last digit is left out. */
function tidy(tick: string): string {
  return tick.replace(/([.,]\d*?)0+$/, '$1').replace(/[.,]$/, '');
}

function strip<Row extends ClassRow>(
  row: Row,
  at: (value: number) => string,
  options: StripOptions<Row>,
): TemplateResult {
  const { value, range, references } = row;
  const out = row.isFact;
  const band =
    range === null ? '' : `left: calc(${at(range.lowest)} - 3px); right: calc(100% - ${at(range.highest)} - 3px)`;
  return html`<li class="row" data-class=${row.id} title=${options.tip(row)}>
    ${classButton(row)}${options.extra?.(row) ?? nothing}
    <span class="track" aria-hidden="true">
      ${range === null ? nothing : html`<span class="band" .style=${band}></span>`}
      ${value === null ? nothing : html`<span class=${out ? 'bar out' : 'bar'} .style=${`width: ${at(value)}`}></span>`}
      ${references.map((mark) => (mark === null ? nothing : html`<span class="mark" .style=${`left: ${at(mark)}`}></span>`))}
      ${value === null ? html`<span class="absent">${text(row.here ? 'inNoReference' : 'absentHere')}</span>` : nothing}
    </span>
    <span class=${out ? 'number strong' : 'number'}>${value === null ? '–' : options.format(value)}</span>
    <span class="hidden"
      >${text(out ? 'areaOutside' : value === null ? 'absentHere' : row.outside > 0 ? 'areaHardly' : 'areaInside')}</span
    >
  </li>`;
}
