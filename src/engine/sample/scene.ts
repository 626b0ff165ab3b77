/** What lies where in one sample image: the parts of a tray, and the marks that structural defects leave. */
import type { PartKind, Point } from './catalog.ts';
import { PART_KINDS, PARTS } from './catalog.ts';
import type { Draw } from './random.ts';
import { num, shade } from './svg.ts';

/** One part on the tray: position in pixels, angle in degrees, size and lightness relative to the catalogue's. */
export interface Part extends Point {
  kind: PartKind;
  angle: number;
  scale: number;
  color: string;
}

/** A scratch, stain or dent: how it looks, and its outline in white on black for the mask, both in the same frame. */
export interface Mark {
  defs: string;
  body: string;
  outline: string;
  /** Below everything (the floor), or above. */
  layer: 'floor' | 'top';
  /** The part on whose surface it is, whose frame it uses and which clips it. */
  host?: Part;
}

export interface Scene {
  parts: Part[];
  marks: Mark[];
}

/** How far a part may lie from its place, in pixels. */
const POSITION_JITTER = 5;
/** Relative spread of sizes: small, as parts of one type are alike. */
const SCALE_JITTER = 0.008;
/** How much lighter or darker a part may be than its type. */
const SHADE_JITTER = 0.05;

/** One part of a kind at a place, shifted and turned a little. */
export function placePart(kind: PartKind, place: Point, draw: Draw): Part {
  const spec = PARTS[kind];
  return {
    kind,
    x: place.x + draw.around(POSITION_JITTER),
    y: place.y + draw.around(POSITION_JITTER),
    angle: spec.angle + draw.around(spec.turn),
    scale: 1 + draw.around(SCALE_JITTER),
    color: shade(spec.color, draw.around(SHADE_JITTER)),
  };
}

/** The tray as it should be. */
export function normalScene(draw: Draw): Scene {
  return {
    parts: PART_KINDS.flatMap((kind) => PARTS[kind].slots.map((slot) => placePart(kind, slot, draw))),
    marks: [],
  };
}

/** The SVG transform from a part's own frame to the scene's. */
export function partTransform(part: Part): string {
  return `translate(${num(part.x)} ${num(part.y)}) rotate(${num(part.angle)}) scale(${part.scale.toFixed(4)})`;
}
