/** The tray: a matte floor with low ribs between its compartments. It is larger than the picture, so it reaches every border. */
import type { Drawing } from './surfaces.ts';
import type { Rect } from './catalog.ts';
import { linear, shade } from './svg.ts';

/** A matte blue that no part has. */
const TRAY_COLOR = '#44648f';
const RIB_WIDTH = 9;

/** Ribs leave gaps where they would cross, so that the floor is one piece. */
const RIBS: readonly Rect[] = [
  { x: 168 - RIB_WIDTH / 2, y: -30, width: RIB_WIDTH, height: 196 },
  { x: 168 - RIB_WIDTH / 2, y: 218, width: RIB_WIDTH, height: 196 },
  { x: 346 - RIB_WIDTH / 2, y: -30, width: RIB_WIDTH, height: 196 },
  { x: 346 - RIB_WIDTH / 2, y: 218, width: RIB_WIDTH, height: 196 },
  { x: -30, y: 192 - RIB_WIDTH / 2, width: 174, height: RIB_WIDTH },
  { x: 192, y: 192 - RIB_WIDTH / 2, width: 130, height: RIB_WIDTH },
  { x: 370, y: 192 - RIB_WIDTH / 2, width: 174, height: RIB_WIDTH },
];

/** A soft shadow is a stack of faint rectangles, each this much larger than the rib: far cheaper than a blur filter. */
const SHADOW_GROWTH = [-2, -1, 0, 1, 2, 3];

/** The empty tray, in the scene's frame. */
export function drawTray(): Drawing {
  const rib = (r: Rect): string => box(r, 0, 0, RIB_WIDTH / 2);
  const shadows = RIBS.map((r) => SHADOW_GROWTH.map((grow) => shadowOf(r, grow)).join('')).join('');
  const tops = RIBS.map(
    (r) =>
      `<g fill="${shade(TRAY_COLOR, 0.2)}">${rib(r)}</g>` +
      `<g fill="${shade(TRAY_COLOR, 0.07)}">${box({ x: r.x + 1.5, y: r.y + 1.5, width: r.width - 1.5, height: r.height - 1.5 }, 0, 0, RIB_WIDTH / 2)}</g>`,
  ).join('');
  return {
    defs: linear(
      'trayFloor',
      [0, 0, 512, 384],
      [
        [0, shade(TRAY_COLOR, 0.03)],
        [1, shade(TRAY_COLOR, -0.05)],
      ],
    ),
    body: `<rect x="-40" y="-40" width="592" height="464" fill="url(#trayFloor)"/><g fill="#0a1018" fill-opacity="0.055">${shadows}</g>${tops}`,
  };
}

function shadowOf(r: Rect, grow: number): string {
  return box(
    { x: r.x - grow, y: r.y - grow, width: r.width + 2 * grow, height: r.height + 2 * grow },
    3,
    4,
    RIB_WIDTH / 2 + grow,
  );
}

function box(r: Rect, dx: number, dy: number, radius: number): string {
  return `<rect x="${r.x + dx}" y="${r.y + dy}" width="${r.width}" height="${r.height}" rx="${radius}"/>`;
}
