/** Logical anomalies: every part is sound in itself, but the tray is not as it should be. */
import type { PartKind, Point, Rect } from './catalog.ts';
import { PART_KINDS, PARTS, STRAYS } from './catalog.ts';
import type { DefectName } from './defectConfig.ts';
import type { Draw } from './random.ts';
import type { Mark, Part, Scene } from './scene.ts';
import { placePart } from './scene.ts';
import { shade } from './svg.ts';

/** What one ground-truth mask covers. */
export interface Channel {
  defect: DefectName;
  parts: readonly Part[];
  marks: readonly Mark[];
  /** Further SVG elements in the scene's frame. */
  areas: string;
}

export interface Defective {
  scene: Scene;
  channels: Channel[];
}

/** `turn` is one more each time that the images come back to this defect: its variants take turns by it. */
type LogicalDefect = (scene: Scene, draw: Draw, turn: number) => Defective;

/** In the order in which images get them. */
export const LOGICAL_DEFECTS: readonly LogicalDefect[] = [missingPart, extraPart, relocated, wrongColor, wrongCount];

function relocated(scene: Scene, draw: Draw, turn: number): Defective {
  const relocate = turn % 2 === 0 ? swappedParts : misplacedPart;
  return relocate(scene, draw, Math.floor(turn / 2));
}

/** Compartments whose contents can change places without landing equally far from the picture's origin. */
const SWAPS: readonly (readonly [PartKind, PartKind])[] = [
  ['nut', 'cap'],
  ['bolt', 'gear'],
  ['nut', 'fuse'],
  ['washer', 'nut'],
  ['bolt', 'fuse'],
];

/** All parts of one kind are gone; where they could be is the whole compartment. */
function missingPart(scene: Scene, _draw: Draw, turn: number): Defective {
  const kind = inTurn(
    PART_KINDS.filter((name) => PARTS[name].slots.length < 3),
    turn,
  );
  return {
    scene: { ...scene, parts: scene.parts.filter((part) => part.kind !== kind) },
    channels: [{ defect: `missing_${kind}`, parts: [], marks: [], areas: rectangle(PARTS[kind].compartment) }],
  };
}

/** One part too few among several. */
function wrongCount(scene: Scene, draw: Draw, turn: number): Defective {
  const kind = inTurn(
    PART_KINDS.filter((name) => PARTS[name].slots.length > 1),
    turn,
  );
  const lost = draw.pick(ofKind(scene, kind));
  return {
    scene: { ...scene, parts: scene.parts.filter((part) => part !== lost) },
    channels: [{ defect: `missing_${kind}`, parts: [], marks: [], areas: disc(lost) }],
  };
}

/** One part too many; any of them may be the odd one, so all are marked. */
function extraPart(scene: Scene, draw: Draw, turn: number): Defective {
  const kind = inTurn(PART_KINDS, turn);
  const crowd = PARTS[kind].crowded.map((place) => placePart(kind, place, draw));
  return {
    scene: { ...scene, parts: [...scene.parts.filter((part) => part.kind !== kind), ...crowd] },
    channels: [{ defect: `extra_${kind}`, parts: crowd, marks: [], areas: '' }],
  };
}

/** The contents of two compartments have changed places. */
function swappedParts(scene: Scene, draw: Draw, turn: number): Defective {
  const [a, b] = inTurn(SWAPS, turn);
  const settle = (kind: PartKind, host: PartKind): Part[] => {
    const places =
      ofKind(scene, kind).length === PARTS[host].slots.length
        ? fitting(kind, host)
        : arrangement(PARTS[host].compartment, kind);
    return places.map((place) => placePart(kind, place, draw));
  };
  const moved: [Part[], Part[]] = [settle(a, b), settle(b, a)];
  return {
    scene: { ...scene, parts: [...scene.parts.filter(({ kind }) => kind !== a && kind !== b), ...moved.flat()] },
    channels: moved.map((parts) => ({ defect: 'swapped_parts', parts, marks: [], areas: '' })),
  };
}

/** A part lies in another compartment; its own place is empty. */
function misplacedPart(scene: Scene, draw: Draw, turn: number): Defective {
  const { kind, place } = inTurn(STRAYS, turn);
  const lost = draw.pick(ofKind(scene, kind));
  const stray = placePart(kind, place, draw);
  return {
    scene: { ...scene, parts: [...scene.parts.filter((part) => part !== lost), stray] },
    channels: [
      { defect: 'misplaced_part', parts: [stray], marks: [], areas: '' },
      { defect: `missing_${kind}`, parts: [], marks: [], areas: disc(lost) },
    ],
  };
}

/** A sound part of a colour that does not belong here. */
function wrongColor(scene: Scene, draw: Draw, turn: number): Defective {
  const kind = inTurn(
    PART_KINDS.filter((name) => PARTS[name].wrongColors.length > 0),
    turn,
  );
  const color = draw.pick(PARTS[kind].wrongColors);
  // One cap among two is plain to see; of the other kinds all have the wrong colour.
  const count = kind === 'cap' && turn % 2 === 1 ? 1 : PARTS[kind].slots.length;
  const wrong = ofKind(scene, kind)
    .slice(0, count)
    .map((part) => ({ ...part, color: shade(color, draw.around(0.04)) }));
  const wasThere = new Set(ofKind(scene, kind).slice(0, count));
  return {
    scene: { ...scene, parts: [...scene.parts.filter((part) => !wasThere.has(part)), ...wrong] },
    channels: wrong.map((part) => ({ defect: 'wrong_color', parts: [part], marks: [], areas: '' })),
  };
}

function inTurn<T>(items: readonly T[], turn: number): T {
  return items[turn % items.length]!;
}

function ofKind(scene: Scene, kind: PartKind): Part[] {
  return scene.parts.filter((part) => part.kind === kind);
}

/** The host's own places where the guest is no larger than what belongs there, else an arrangement that fits. */
function fitting(kind: PartKind, host: PartKind): readonly Point[] {
  return PARTS[kind].radius <= PARTS[host].radius + 2 ? PARTS[host].slots : arrangement(PARTS[host].compartment, kind);
}

/** Places for all parts of a kind in a compartment of any other. */
function arrangement(room: Rect, kind: PartKind): Point[] {
  const [x, y] = [room.x + room.width / 2, room.y + room.height / 2];
  switch (PARTS[kind].slots.length) {
    case 1:
      return [{ x, y }];
    case 2:
      return [
        { x, y: y - 40 },
        { x, y: y + 40 },
      ];
    default:
      return [
        { x: x - 36, y: y - 32 },
        { x: x + 36, y: y - 26 },
        { x: x - 4, y: y + 42 },
      ];
  }
}

function rectangle(r: Rect): string {
  return `<rect x="${r.x}" y="${r.y}" width="${r.width}" height="${r.height}"/>`;
}

/** The place of a lost part, a little larger than the part. */
function disc(part: Part): string {
  const { radius, slots } = PARTS[part.kind];
  const long = radius > 45 && slots.length > 1;
  if (!long) return `<circle cx="${part.x.toFixed(2)}" cy="${part.y.toFixed(2)}" r="${radius + 4}"/>`;
  return `<ellipse cx="${part.x.toFixed(2)}" cy="${part.y.toFixed(2)}" rx="${radius + 6}" ry="24"/>`;
}
