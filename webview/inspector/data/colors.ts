/** Mean colours of the classes in the a*, b* plane, against those of the references. */
import { colorDistance, nearestInColor } from '../../../src/domain/classDistances.ts';
import type { ClassMeasure, Inspection } from '../../../src/domain/records.ts';
import type { Table } from '../../shared/csv.ts';
import { text } from '../../shared/strings.ts';
import { byDeviation, classCases, distanceRow } from './classRows.ts';
import type { ClassRow } from './classRows.ts';
import { labToSrgb } from './lab.ts';
import { niceCeil } from './scale.ts';

/** A point of the plane: mean a* and b*. */
export interface PlanePoint {
  a: number;
  b: number;
}

/** `value` and `references` are Euclidean distances in the plane. */
export interface ColorRow extends ClassRow {
  own: PlanePoint | null;
  points: readonly (PlanePoint | null)[];
}

/** Colours are compared by a* and b* alone (METHOD 3); swatches show them at this L*, where most of the plane is within sRGB. */
const SWATCH_LIGHTNESS = 65;

export function colorRows(result: Inspection): ColorRow[] {
  const rows = classCases(result).map((entry): ColorRow => ({
    ...distanceRow(entry, 'recolored', nearestInColor, colorDistance),
    own: pointOf(entry.own),
    points: entry.references.map(pointOf),
  }));
  return rows.sort(byDeviation);
}

function pointOf(measure: ClassMeasure | null): PlanePoint | null {
  return measure === null ? null : { a: measure.color.a, b: measure.color.b };
}

/** The colour of a point at the swatches' lightness, for CSS. */
export function swatchColor({ a, b }: PlanePoint): string {
  return `rgb(${labToSrgb(SWATCH_LIGHTNESS, a, b).join(' ')})`;
}

export function colorTable(rows: readonly ColorRow[], references: readonly string[]): Table {
  return {
    header: [
      text('class'),
      'a*',
      'b*',
      text('distanceColumn'),
      text('nearestShort'),
      text('usualMost'),
      ...references.flatMap((image) => [`${image} a*`, `${image} b*`]),
    ],
    rows: rows.map((row) => [
      row.name,
      row.own?.a ?? '',
      row.own?.b ?? '',
      row.value ?? '',
      row.nearest === null ? '' : references[row.nearest]!,
      row.range?.highest ?? '',
      ...row.points.flatMap((point) => [point?.a ?? '', point?.b ?? '']),
    ]),
  };
}

/** The part of the plane that a chart shows: its middle, and half its width and height. */
export interface Plane {
  a: number;
  b: number;
  halfA: number;
  halfB: number;
  /** Distance of its grid lines. */
  step: number;
}

/** At least this much of the plane is shown each way from its middle, so that small differences look small. */
const LEAST_HALF = 6;
/** Room around the outermost points, as a part of the whole. */
const MARGIN = 1.25;
/** Grid lines along the shorter side, roughly. */
const LINES = 4;

/** A part of the plane that holds all points, `aspect` times as wide as high, one unit of a* as long as one of b*. */
export function planeOf(points: readonly PlanePoint[], aspect: number): Plane {
  const [a, spanA] = middle(points.map((point) => point.a));
  const [b, spanB] = middle(points.map((point) => point.b));
  const halfB = Math.max(LEAST_HALF, (MARGIN * spanB) / 2, (MARGIN * spanA) / 2 / aspect);
  return { a, b, halfA: halfB * aspect, halfB, step: niceCeil((2 * halfB) / LINES) };
}

function middle(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 0];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [(low + high) / 2, high - low];
}

/** Place in the chart, across and down in [0, 1]; b* grows upwards. */
export function placeIn(plane: Plane, { a, b }: PlanePoint): { x: number; y: number } {
  return { x: 0.5 + (a - plane.a) / (2 * plane.halfA), y: 0.5 - (b - plane.b) / (2 * plane.halfB) };
}

/** Multiples of the step within half a range of the middle. */
export function gridLines(middleAt: number, half: number, step: number): number[] {
  const first = Math.ceil((middleAt - half) / step);
  const last = Math.floor((middleAt + half) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
