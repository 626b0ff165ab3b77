import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { text } from '../../shared/strings.ts';
import type { Centre, LocationRow } from '../data/locations.ts';
import { planeKey } from './planeKey.ts';

/** The thumbnail is no higher than this, px. */
const HIGHEST = 220;
/** The spread of references that stand in one place is drawn this large at least, in per cent of the image's sides. */
const LEAST_SPREAD = 1.2;

/** The image, small and dimmed, with each class's centre, the references' centres and their range, and a line from the nearest of them. */
export function locationPlane(
  rows: readonly LocationRow[],
  url: string | null,
  { width, height }: { width: number; height: number },
): TemplateResult {
  const box = `width: min(100%, ${Math.round((HIGHEST * width) / height)}px); aspect-ratio: ${width} / ${height}`;
  return html`<div class="plane" role="img" aria-label=${text('locationPlane')} .style=${box}>
      ${url === null ? nothing : html`<img src=${url} alt="" decoding="async" />`}
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        ${rows.map(spread)}${rows.map(line)}
      </svg>
      ${rows.flatMap((row) => row.centres.map((centre) => (centre === null ? nothing : mark(row, centre, false))))}
      ${rows.map((row) => (row.own === null ? nothing : mark(row, row.own, true)))}
    </div>
    ${planeKey()}`;
}

/** An ellipse around the box of the references' centres. */
function spread({ id, color, spread: box }: LocationRow): TemplateResult | typeof nothing {
  if (box === null) return nothing;
  const radius = (half: number): number => half * 100 * Math.SQRT2 + LEAST_SPREAD;
  return svg`<ellipse
    class="spread" data-class=${id} fill=${color} stroke=${color}
    cx=${box.x * 100} cy=${box.y * 100} rx=${radius(box.halfX)} ry=${radius(box.halfY)}
  ></ellipse>`;
}

function line({ id, own, centres, nearest, color }: LocationRow): TemplateResult | typeof nothing {
  const from = nearest === null ? null : centres[nearest]!;
  if (own === null || from === null) return nothing;
  const path = `M${from.x * 100} ${from.y * 100}L${own.x * 100} ${own.y * 100}`;
  return svg`<path class="link" data-class=${id} stroke=${color} d=${path}></path>`;
}

function mark(row: LocationRow, { x, y }: Centre, own: boolean): TemplateResult {
  const style = `left: ${x * 100}%; top: ${y * 100}%; --class: ${row.color}`;
  return html`<span class=${own ? 'point own' : 'point'} data-class=${row.id} .style=${style}></span>`;
}
