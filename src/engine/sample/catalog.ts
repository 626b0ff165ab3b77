/**
 * The parts that a sample's tray holds and where each belongs. Lengths are pixels of the rendered image; a part's own
 * frame has its origin in its middle, x along its length.
 */

/** Size of every sample image, in pixels. */
export const WIDTH = 512;
export const HEIGHT = 384;

export const PART_KINDS = ['nut', 'bolt', 'cap', 'washer', 'gear', 'fuse'] as const;
export type PartKind = (typeof PART_KINDS)[number];

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point {
  width: number;
  height: number;
}

/** How a surface is finished: it decides highlights and grain. */
export type Material = 'brass' | 'steel' | 'copper' | 'plastic' | 'ceramic';

export interface PartSpec {
  /** Class number in the exact masks; 0 is the tray. */
  label: number;
  material: Material;
  /** Base colour of the part as it should be. */
  color: string;
  /** Colours that a wrong part may have; empty for metals. */
  wrongColors: readonly string[];
  /** Radius of the part's own bounding circle. */
  radius: number;
  /** Pixels that one part covers, roughly: the saturation of what is missing or in excess. */
  area: number;
  /** Angle of the part as it should lie and how far it may turn either way, in degrees. */
  angle: number;
  turn: number;
  /** The compartment of this part. */
  compartment: Rect;
  /** Where its parts lie. */
  slots: readonly Point[];
  /** Where they lie when there is one too many. */
  crowded: readonly Point[];
}

export const PARTS: Readonly<Record<PartKind, PartSpec>> = {
  nut: {
    label: 1,
    material: 'brass',
    color: '#c99a35',
    wrongColors: [],
    radius: 31,
    area: 1790,
    angle: 0,
    turn: 180,
    compartment: { x: 4, y: 4, width: 158, height: 182 },
    slots: [at(48, 60), at(114, 136)],
    crowded: [at(48, 60), at(114, 136), at(124, 52)],
  },
  bolt: {
    label: 2,
    material: 'steel',
    color: '#b9bec4',
    wrongColors: [],
    radius: 66,
    area: 2960,
    angle: -18,
    turn: 9,
    compartment: { x: 174, y: 4, width: 166, height: 182 },
    slots: [at(257, 96)],
    crowded: [at(252, 64), at(262, 130)],
  },
  cap: {
    label: 3,
    material: 'plastic',
    color: '#c4201f',
    wrongColors: ['#7b2fa6', '#e3b912', '#1b8a3f'],
    radius: 31,
    area: 3020,
    angle: 0,
    turn: 180,
    compartment: { x: 352, y: 4, width: 156, height: 182 },
    slots: [at(394, 62), at(462, 136)],
    crowded: [at(394, 62), at(462, 136), at(464, 52)],
  },
  washer: {
    label: 4,
    material: 'copper',
    color: '#b8693f',
    wrongColors: [],
    radius: 28,
    area: 1970,
    angle: 0,
    turn: 180,
    compartment: { x: 4, y: 198, width: 158, height: 182 },
    slots: [at(44, 240), at(116, 258), at(60, 328)],
    crowded: [at(44, 240), at(116, 258), at(60, 328), at(130, 336)],
  },
  gear: {
    label: 5,
    material: 'plastic',
    color: '#2f9a4c',
    wrongColors: ['#d3331f', '#e08a12', '#8038ae'],
    radius: 43,
    area: 4760,
    angle: 0,
    turn: 180,
    compartment: { x: 174, y: 198, width: 166, height: 182 },
    slots: [at(264, 296)],
    crowded: [at(221, 246), at(293, 328)],
  },
  fuse: {
    label: 6,
    material: 'ceramic',
    color: '#eadcb0',
    wrongColors: ['#9a52bd', '#b8448e'],
    radius: 51,
    area: 2790,
    angle: 0,
    turn: 11,
    compartment: { x: 352, y: 198, width: 156, height: 182 },
    slots: [at(430, 248), at(430, 328)],
    crowded: [at(430, 228), at(430, 286), at(430, 344)],
  },
};

/**
 * Round parts that may stray into a free corner of another compartment: those ways that move the mean of the part's class
 * towards or away from the picture's origin, as the location feature sees no other.
 */
export const STRAYS: readonly { kind: PartKind; place: Point }[] = [
  { kind: 'cap', place: at(124, 52) },
  { kind: 'nut', place: at(464, 52) },
  { kind: 'washer', place: at(124, 52) },
  { kind: 'nut', place: at(208, 232) },
];

/** Stretches of the tray's floor on which nothing lies: room for scratches, dents and stains. */
export const FREE_FLOOR: readonly Rect[] = [
  { x: 8, y: 104, width: 66, height: 76 },
  { x: 88, y: 10, width: 70, height: 84 },
  { x: 268, y: 134, width: 70, height: 48 },
  { x: 432, y: 10, width: 72, height: 86 },
  { x: 356, y: 102, width: 66, height: 78 },
  { x: 98, y: 298, width: 62, height: 76 },
];

function at(x: number, y: number): Point {
  return { x, y };
}
