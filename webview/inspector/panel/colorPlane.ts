import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { fixed } from '../../shared/format.ts';
import { text } from '../../shared/strings.ts';
import { gridLines, placeIn, planeOf } from '../data/colors.ts';
import type { ColorRow, Plane, PlanePoint } from '../data/colors.ts';
import { placeLabels } from '../data/labelPlaces.ts';
import type { Label } from '../data/labelPlaces.ts';
import { planeKey } from './planeKey.ts';

/** Width to height of the chart; `planeStyle` gives the same to its box, so that distances are true in every direction. */
const ASPECT = 16 / 9;
/** The panel's padding left and right of the chart, px. */
const SIDES = 24;

/** The a*, b* plane: a filled mark a class for this image, a small one a reference, a line from the nearest. `width`: of the panel in px. */
export function colorPlane(rows: readonly ColorRow[], width: number): TemplateResult {
  const points = rows.flatMap(({ own, points: others }) => [own, ...others]).filter((point) => point !== null);
  const plane = planeOf(points, ASPECT);
  const box = { width: width - SIDES, height: (width - SIDES) / ASPECT };
  const marks = rows.flatMap((row) =>
    row.own === null ? [] : [{ key: row.id, text: row.name, ...placeIn(plane, row.own) }],
  );
  const labels = placeLabels(marks, box);
  return html`<div class="plane colors" role="img" aria-label=${text('colorPlane')}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        ${grid(plane)}${rows.map((row) => line(row, plane))}
      </svg>
      ${ticks(plane)}
      ${rows.flatMap((row) => row.points.map((point) => (point === null ? nothing : mark(row, point, plane, false))))}
      ${rows.map((row) => (row.own === null ? nothing : mark(row, row.own, plane, true)))}
      ${rows.map((row) => label(row, labels.get(row.id)))}
      <span class="axisName a">a*</span><span class="axisName b">b*</span>
    </div>
    ${planeKey()}`;
}

function grid(plane: Plane): TemplateResult[] {
  const across = gridLines(plane.a, plane.halfA, plane.step).map((a) => placeIn(plane, { a, b: 0 }).x * 100);
  const down = gridLines(plane.b, plane.halfB, plane.step).map((b) => placeIn(plane, { a: 0, b }).y * 100);
  return [
    ...across.map((x) => svg`<path class="grid" d=${`M${x} 0V100`}></path>`),
    ...down.map((y) => svg`<path class="grid" d=${`M0 ${y}H100`}></path>`),
  ];
}

function ticks(plane: Plane): TemplateResult[] {
  const digits = plane.step < 1 ? 1 : 0;
  return [
    ...gridLines(plane.a, plane.halfA * 0.86, plane.step).map(
      (a) =>
        html`<span class="tick across" .style=${`left: ${placeIn(plane, { a, b: 0 }).x * 100}%`}
          >${fixed(a, digits)}</span
        >`,
    ),
    ...gridLines(plane.b, plane.halfB * 0.8, plane.step).map(
      (b) =>
        html`<span class="tick down" .style=${`top: ${placeIn(plane, { a: 0, b }).y * 100}%`}
          >${fixed(b, digits)}</span
        >`,
    ),
  ];
}

function line({ id, own, points, nearest, color }: ColorRow, plane: Plane): TemplateResult | typeof nothing {
  const from = nearest === null ? null : points[nearest]!;
  if (own === null || from === null) return nothing;
  const [start, end] = [placeIn(plane, from), placeIn(plane, own)];
  const path = `M${start.x * 100} ${start.y * 100}L${end.x * 100} ${end.y * 100}`;
  return svg`<path class="link" data-class=${id} stroke=${color} d=${path}></path>`;
}

function mark(row: ColorRow, point: PlanePoint, plane: Plane, own: boolean): TemplateResult {
  const { x, y } = placeIn(plane, point);
  const style = `left: ${x * 100}%; top: ${y * 100}%; --class: ${row.color}`;
  return html`<span class=${own ? 'point own' : 'point'} data-class=${row.id} .style=${style}></span>`;
}

function label({ id, name }: ColorRow, place: Label | undefined): TemplateResult | typeof nothing {
  if (place === undefined) return nothing;
  return html`<span
    class="pointName ellipsis"
    data-class=${id}
    .style=${`left: ${place.left}px; top: ${place.top}px; max-width: ${place.width}px`}
    >${name}</span
  >`;
}
