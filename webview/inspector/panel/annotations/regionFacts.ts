/** What the panel says of a region. */
import type { Annotations, Region, Shape } from '../../../../src/domain/annotations/annotations.ts';
import type { Edit } from '../../../../src/domain/annotations/edits.ts';
import { maskArea } from '../../../../src/domain/annotations/mask.ts';
import type { Size } from '../../../../src/domain/annotations/mask.ts';
import { shapeMask } from '../../../../src/domain/annotations/shapes.ts';
import type { DefectEntry } from '../../../../src/domain/projectFile.ts';
import { fixed, percent } from '../../../shared/format.ts';
import { text } from '../../../shared/strings.ts';
import type { InspectorModel } from '../../model.ts';

const SHAPES = { rectangle: 'shapeBox', polygon: 'shapePolygon', point: 'shapePoint', mask: 'shapeMask' } as const;
const KINDS = { structural: 'kindStructural', logical: 'kindLogical' } as const;

/** A region of the image by its id, also one that only the earlier version of a comparison has. */
export function findRegion({ annotations, snapshot }: InspectorModel, id: string): Region | null {
  const has = (region: Region): boolean => region.id === id;
  return annotations?.value.regions.find(has) ?? snapshot?.comparison?.removed.find(has) ?? null;
}

export function shapeName(shape: Shape): string {
  return shape.type === 'foreign' ? shape.name : text(SHAPES[shape.type]);
}

/** The kind of a label; null where the project does not know the label. */
export function kindName(label: string, defects: readonly DefectEntry[]): string | null {
  const kind = defects.find(({ name }) => name === label)?.kind;
  return kind === undefined ? null : text(KINDS[kind]);
}

/** Shapes are never changed in place: what was counted once is known. */
const areas = new WeakMap<Shape, { size: string; area: number }>();

/** Pixels of a shape; null where they cannot be told: the image's size is not known, or the shape is another tool's. */
export function shapeArea(shape: Shape, size: Size | null): number | null {
  if (size === null || shape.type === 'foreign') return null;
  const key = `${size.width} ${size.height}`;
  const known = areas.get(shape);
  if (known?.size === key) return known.area;
  const area = maskArea(shapeMask(shape, size));
  areas.set(shape, { size: key, area });
  return area;
}

/** An area in words: pixels, and per cent of the image. */
export function areaWords(area: number | null, size: Size | null): { pixels: string; part: string } {
  if (area === null || size === null) return { pixels: '–', part: '' };
  const part = text('zoomValue', percent(area / (size.width * size.height)));
  return { pixels: text('pixels', grouped(area)), part };
}

export function regionCount(count: number): string {
  return count === 1 ? text('regionCountOne') : text('regionCount', count);
}

/** A whole number with thin spaces between thousands. */
export function grouped(value: number): string {
  return fixed(value, 0).replaceAll(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Moves a region by one place up (towards the top) or down; null where it is there already. */
export function moveRegion({ regions }: Annotations, region: Region, step: 1 | -1): Edit | null {
  const at = regions.findIndex(({ id }) => id === region.id);
  const to = at + step;
  if (at < 0 || to < 0 || to >= regions.length) return null;
  const { id } = region;
  return {
    name: 'change',
    changes: [
      { type: 'region', id, region: null },
      { type: 'region', id, region, at: to },
    ],
  };
}
