/** Structural anomalies: all parts are there and in place, but a surface is damaged or dirty. */
import type { PartKind, Point, Rect } from './catalog.ts';
import { FREE_FLOOR } from './catalog.ts';
import type { Channel, Defective } from './logicalDefects.ts';
import type { Draw } from './random.ts';
import type { Mark, Part, Scene } from './scene.ts';
import { linear, num } from './svg.ts';

/** `turn` is one more each time that the images come back to this defect: its variants take turns by it. */
type StructuralDefect = (scene: Scene, draw: Draw, turn: number) => Defective;

/** In the order in which images get them. */
export const STRUCTURAL_DEFECTS: readonly StructuralDefect[] = [scratched, stained, dented];

function scratched(scene: Scene, draw: Draw, turn: number): Defective {
  return marked(scene, [['scratch', turn % 2 === 0 ? scratchOnPart(scene, draw) : scratchOnFloor(draw)]]);
}

/** A stain; every other one has a scratch through it, so that two masks overlap. */
function stained(scene: Scene, draw: Draw, turn: number): Defective {
  const room = draw.pick(FREE_FLOOR);
  const center = middle(room, draw);
  const stain = stainAt(center, draw);
  if (turn % 2 === 1) return marked(scene, [['stain', stain]]);
  const angle = draw.between(0.2, 1.2);
  const reach = { x: 36 * Math.cos(angle), y: 36 * Math.sin(angle) };
  return marked(scene, [
    ['stain', stain],
    [
      'scratch',
      scratch({ x: center.x - reach.x, y: center.y - reach.y }, { x: center.x + reach.x, y: center.y + reach.y }, draw),
    ],
  ]);
}

function dented(scene: Scene, draw: Draw, turn: number): Defective {
  return marked(scene, [['dent', turn % 2 === 0 ? dentOnFloor(draw) : dentOnPart(scene, draw)]]);
}

function marked(scene: Scene, marks: readonly (readonly ['scratch' | 'stain' | 'dent', Mark])[]): Defective {
  const channels: Channel[] = marks.map(([defect, mark]) => ({ defect, parts: [], marks: [mark], areas: '' }));
  return { scene: { ...scene, marks: marks.map(([, mark]) => mark) }, channels };
}

/** Parts with a surface broad enough to show damage. */
function hostOf(scene: Scene, kinds: readonly PartKind[], draw: Draw): Part {
  return draw.pick(scene.parts.filter((part) => kinds.includes(part.kind)));
}

function scratchOnPart(scene: Scene, draw: Draw): Mark {
  const host = hostOf(scene, ['gear', 'cap', 'fuse'], draw);
  const long = host.kind === 'fuse';
  const reach = host.kind === 'gear' ? 44 : long ? 40 : 28;
  const angle = long ? draw.around(0.22) : draw.between(0, Math.PI);
  const side = long ? 0 : draw.around(7) + (host.kind === 'gear' ? 14 : 0);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const end = (sign: number): Point => ({ x: sign * reach * cos - side * sin, y: sign * reach * sin + side * cos });
  return { ...scratch(end(-1), end(1), draw), host };
}

function scratchOnFloor(draw: Draw): Mark {
  const room = draw.pick(FREE_FLOOR);
  const inset = 6;
  const [left, right] = [room.x + inset, room.x + room.width - inset];
  const [top, bottom] = [room.y + inset, room.y + room.height - inset];
  const rising = draw.chance(0.5);
  return scratch({ x: left, y: rising ? bottom : top }, { x: right, y: rising ? top : bottom }, draw);
}

/** A gouge: broad in its middle, with rough edges; raw material shows bright beside the shadow of its edge. */
function scratch(from: Point, to: Point, draw: Draw): Mark {
  const width = draw.between(5, 6.4);
  const bow = draw.around(8);
  const main = gouge(from, to, bow, width, draw);
  const bright = gouge(from, to, bow, width * 0.55, draw);
  const beside = [draw.between(4, 6), -draw.between(5, 7)].map((away) =>
    gouge(partWay(from, to, 0.12, away), partWay(from, to, 0.62, away), bow / 2, 1.6, draw),
  );
  const shadow = '<g transform="translate(-0.9 -0.9)" fill="#0d1116" fill-opacity="0.72">';
  return {
    defs: '',
    body:
      `${shadow}<path d="${main}"/></g><path d="${main}" fill="#8d959c"/><path d="${bright}" fill="#f4f6f7" transform="translate(0.5 0.5)"/>` +
      `<path d="${beside.join('')}" fill="#dfe4e8" fill-opacity="0.8"/>`,
    outline: `<path d="${main}${beside.join('')}" fill="#fff" stroke="#fff" stroke-width="2"/>`,
    layer: 'top',
  };
}

/** A point on the way from one end to the other, `away` pixels beside it. */
function partWay(from: Point, to: Point, share: number, away: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  return { x: from.x + dx * share - (dy / length) * away, y: from.y + dy * share + (dx / length) * away };
}

/** The outline of a groove with pointed ends, `width` pixels wide in its middle and bowed sideways by `bow` pixels. */
function gouge(from: Point, to: Point, bow: number, width: number, draw: Draw): string {
  const steps = 14;
  const side = (sign: number): Point[] =>
    Array.from({ length: steps - 1 }, (_, k) => {
      const share = (k + 1) / steps;
      const swell = 4 * share * (1 - share);
      return partWay(
        from,
        to,
        share,
        bow * swell + (sign * width * (0.35 + 0.65 * Math.sqrt(swell)) * draw.between(0.7, 1.15)) / 2,
      );
    });
  return `M${[from, ...side(1), to, ...side(-1).reverse()].map(point).join('L')}Z`;
}

/** A dried drop: brown, darker towards its edge, of irregular outline, with a few splashes. */
function stainAt(center: Point, draw: Draw): Mark {
  const radius = draw.between(19, 25);
  const path = blob(center, radius, draw);
  const core = blob({ x: center.x + draw.around(4), y: center.y + draw.around(4) }, radius * 0.6, draw);
  const splashes = Array.from({ length: 3 }, () => {
    const angle = draw.between(0, 2 * Math.PI);
    const away = radius * draw.between(1.1, 1.35);
    return `<circle cx="${num(center.x + away * Math.cos(angle))}" cy="${num(center.y + away * Math.sin(angle))}" r="${num(draw.between(1.8, 3.4))}"/>`;
  }).join('');
  return {
    defs: '<filter id="stainSoft" x="-0.3" y="-0.3" width="1.6" height="1.6"><feGaussianBlur stdDeviation="0.8"/></filter>',
    body:
      `<g filter="url(#stainSoft)"><path d="${path}" fill="#4a2a12" fill-opacity="0.72" stroke="#2c1606" stroke-opacity="0.75" stroke-width="2.2"/>` +
      `<path d="${core}" fill="#331b09" fill-opacity="0.4"/><g fill="#43250f" fill-opacity="0.8">${splashes}</g></g>`,
    outline: `<path d="${path}" fill="#fff" stroke="#fff" stroke-width="2.2"/><g fill="#fff">${splashes}</g>`,
    layer: 'top',
  };
}

/** A closed smooth outline that wobbles about a circle. */
function blob(center: Point, radius: number, draw: Draw): string {
  const count = 9;
  const spokes = Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count;
    const r = radius * draw.between(0.78, 1.16);
    return { x: center.x + r * Math.cos(angle), y: center.y + r * Math.sin(angle) };
  });
  const halfway = (k: number): Point => {
    const [a, b] = [spokes[k % count]!, spokes[(k + 1) % count]!];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  return `M${point(halfway(0))}${spokes.map((_, k) => `Q${point(spokes[(k + 1) % count]!)} ${point(halfway(k + 1))}`).join('')}Z`;
}

function dentOnFloor(draw: Draw): Mark {
  return dent(middle(draw.pick(FREE_FLOOR), draw), draw.between(22, 26), 0, 'floor');
}

function dentOnPart(scene: Scene, draw: Draw): Mark {
  const host = hostOf(scene, ['gear', 'cap'], draw);
  const angle = draw.between(0, 2 * Math.PI);
  const away = host.kind === 'gear' ? 19 : 7;
  const center = { x: away * Math.cos(angle), y: away * Math.sin(angle) };
  return { ...dent(center, draw.between(17, 19), -host.angle, 'top'), host };
}

/**
 * A hollow: its wall towards the light of the upper left lies in shadow, the far wall catches the light.
 * `light` turns that direction (degrees).
 */
function dent(center: Point, radius: number, light: number, layer: Mark['layer']): Mark {
  const turn = (light * Math.PI) / 180;
  const [dx, dy] = [(Math.cos(turn) - Math.sin(turn)) * Math.SQRT1_2, (Math.sin(turn) + Math.cos(turn)) * Math.SQRT1_2];
  const [hollow, soft] = [`hollow${layer}`, `soft${layer}`];
  const line: [number, number, number, number] = [
    center.x - dx * radius,
    center.y - dy * radius,
    center.x + dx * radius,
    center.y + dy * radius,
  ];
  const circle = (r: number, paint: string, shift = 0): string =>
    `<circle cx="${num(center.x + dx * shift)}" cy="${num(center.y + dy * shift)}" r="${num(r)}" ${paint}/>`;
  return {
    defs:
      linear(hollow, line, [
        [0, '#04070b', 0.9],
        [0.35, '#04070b', 0.62],
        [0.62, '#04070b', 0.16],
        [0.78, '#ffffff', 0.3],
        [1, '#ffffff', 0.92],
      ]) +
      `<filter id="${soft}" x="-0.3" y="-0.3" width="1.6" height="1.6"><feGaussianBlur stdDeviation="${num(radius * 0.07)}"/></filter>`,
    body:
      `<g filter="url(#${soft})">${circle(radius * 0.95, `fill="url(#${hollow})"`)}${circle(radius * 0.5, 'fill="#04070b" fill-opacity="0.28"', -radius * 0.15)}</g>` +
      circle(radius, 'fill="none" stroke="#ffffff" stroke-opacity="0.22" stroke-width="1.4"', 0.8),
    outline: circle(radius + 1, 'fill="#fff"'),
    layer,
  };
}

function middle(room: Rect, draw: Draw): Point {
  return { x: room.x + room.width / 2 + draw.around(6), y: room.y + room.height / 2 + draw.around(4) };
}

function point(p: Point): string {
  return `${num(p.x)} ${num(p.y)}`;
}
