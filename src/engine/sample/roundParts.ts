/** Nut, washer, cap and gear, in their own frames; `light` is the angle (degrees) that undoes the part's own turn. */
import {
  CAP_RADIUS,
  GEAR_BORE,
  GEAR_ROOT,
  hexagonPath,
  NUT_BORE,
  NUT_RADIUS,
  SILHOUETTES,
  WASHER_BORE,
  WASHER_RADIUS,
} from './silhouettes.ts';
import type { Drawing } from './surfaces.ts';
import { arc, diagonal, evenOdd, turnedMetal } from './surfaces.ts';
import type { Stop } from './svg.ts';
import { circlePath, linear, radial, shade } from './svg.ts';

export function drawNut(color: string, id: string, light: number): Drawing {
  const chamfer = NUT_RADIUS * 0.85;
  return {
    defs:
      linear(
        `${id}a`,
        diagonal(NUT_RADIUS),
        [
          [0, shade(color, 0.1)],
          [0.5, shade(color, -0.28)],
          [1, shade(color, -0.55)],
        ],
        light,
      ) +
      linear(`${id}b`, diagonal(chamfer), turnedMetal(color), light) +
      linear(
        `${id}c`,
        diagonal(NUT_BORE + 4),
        [
          [0, shade(color, -0.72)],
          [0.55, shade(color, -0.45)],
          [1, shade(color, 0.35)],
        ],
        light,
      ),
    body:
      evenOdd(SILHOUETTES.nut, `url(#${id}a)`) +
      evenOdd(circlePath(chamfer) + circlePath(NUT_BORE), `url(#${id}b)`) +
      evenOdd(circlePath(NUT_BORE + 3.6) + circlePath(NUT_BORE), `url(#${id}c)`) +
      `<circle r="${NUT_BORE + 1.6}" fill="none" stroke="${shade(color, -0.7)}" stroke-opacity="0.7" stroke-width="0.8"/>` +
      `<path d="${hexagonPath(NUT_RADIUS - 0.6)}" fill="none" stroke="${shade(color, -0.62)}" stroke-opacity="0.55" stroke-width="1.2"/>` +
      `<path d="${arc(chamfer - 2.2, 200, 262, light)}" fill="none" stroke="#fffbe8" stroke-opacity="0.75" stroke-width="1.8" stroke-linecap="round"/>`,
  };
}

export function drawWasher(color: string, id: string, light: number): Drawing {
  return {
    defs:
      linear(`${id}a`, diagonal(WASHER_RADIUS), turnedMetal(color), light) +
      linear(
        `${id}b`,
        diagonal(WASHER_RADIUS),
        [
          [0, shade(color, 0.62)],
          [0.5, shade(color, -0.1)],
          [1, shade(color, -0.6)],
        ],
        light,
      ) +
      linear(
        `${id}c`,
        diagonal(WASHER_BORE + 2),
        [
          [0, shade(color, -0.6)],
          [0.5, shade(color, -0.2)],
          [1, shade(color, 0.5)],
        ],
        light,
      ),
    body:
      evenOdd(SILHOUETTES.washer, `url(#${id}b)`) +
      evenOdd(circlePath(WASHER_RADIUS - 1.8) + circlePath(WASHER_BORE), `url(#${id}a)`) +
      evenOdd(circlePath(WASHER_BORE + 1.8) + circlePath(WASHER_BORE), `url(#${id}c)`) +
      [16, 19.5, 23]
        .map(
          (r) =>
            `<circle r="${r}" fill="none" stroke="${shade(color, -0.5)}" stroke-opacity="0.16" stroke-width="0.7"/>`,
        )
        .join('') +
      `<path d="${arc(22, 205, 245, light)}" fill="none" stroke="#fff4ea" stroke-opacity="0.6" stroke-width="2.4" stroke-linecap="round"/>`,
  };
}

export function drawCap(color: string, id: string, light: number): Drawing {
  const dome: Stop[] = [
    [0, shade(color, 0.34)],
    [0.4, shade(color, 0.06)],
    [0.8, shade(color, -0.2)],
    [1, shade(color, -0.46)],
  ];
  return {
    defs:
      linear(
        `${id}a`,
        diagonal(CAP_RADIUS),
        [
          [0, shade(color, 0.22)],
          [0.5, shade(color, -0.25)],
          [1, shade(color, -0.6)],
        ],
        light,
      ) +
      radial(`${id}b`, [-8, -8, CAP_RADIUS + 8], dome, light) +
      linear(
        `${id}c`,
        diagonal(14),
        [
          [0, shade(color, -0.4)],
          [0.5, shade(color, -0.02)],
          [1, shade(color, 0.32)],
        ],
        light,
      ) +
      radial(
        `${id}d`,
        [-11, -12, 9],
        [
          [0, '#ffffff', 0.95],
          [0.35, '#ffffff', 0.55],
          [1, '#ffffff', 0],
        ],
        light,
      ),
    body:
      `<circle r="${CAP_RADIUS}" fill="url(#${id}a)"/><circle r="${CAP_RADIUS - 2.6}" fill="url(#${id}b)"/>` +
      `<circle r="15.5" fill="none" stroke="url(#${id}c)" stroke-width="2.6"/>` +
      `<circle r="${CAP_RADIUS - 3}" fill="url(#${id}d)"/>` +
      `<path d="${arc(CAP_RADIUS - 5, 20, 75, light)}" fill="none" stroke="#ffffff" stroke-opacity="0.16" stroke-width="3" stroke-linecap="round"/>`,
  };
}

export function drawGear(color: string, id: string, light: number): Drawing {
  const [rim, hub] = [GEAR_ROOT - 5, 15];
  return {
    defs:
      linear(
        `${id}a`,
        diagonal(GEAR_ROOT),
        [
          [0, shade(color, 0.32)],
          [0.45, shade(color, 0.02)],
          [1, shade(color, -0.34)],
        ],
        light,
      ) +
      linear(
        `${id}b`,
        diagonal(rim),
        [
          [0, shade(color, -0.52)],
          [0.3, shade(color, -0.34)],
          [0.75, shade(color, -0.16)],
          [1, shade(color, 0.12)],
        ],
        light,
      ) +
      linear(
        `${id}c`,
        diagonal(hub),
        [
          [0, shade(color, 0.4)],
          [0.5, shade(color, 0.05)],
          [1, shade(color, -0.3)],
        ],
        light,
      ) +
      linear(
        `${id}d`,
        diagonal(GEAR_BORE + 2),
        [
          [0, shade(color, -0.75)],
          [1, shade(color, 0.25)],
        ],
        light,
      ),
    body:
      `<path fill-rule="evenodd" d="${SILHOUETTES.gear}" fill="url(#${id}a)" stroke="${shade(color, -0.55)}" stroke-opacity="0.5" stroke-width="0.8"/>` +
      evenOdd(circlePath(rim) + circlePath(hub), `url(#${id}b)`) +
      evenOdd(circlePath(hub) + circlePath(GEAR_BORE), `url(#${id}c)`) +
      Array.from(
        { length: 5 },
        (_, k) =>
          `<rect x="-3.2" y="${-rim}" width="6.4" height="${rim - hub + 1}" fill="url(#${id}a)" transform="rotate(${k * 72})"/>`,
      ).join('') +
      evenOdd(circlePath(GEAR_BORE + 2) + circlePath(GEAR_BORE), `url(#${id}d)`) +
      `<path d="${arc(rim + 2.4, 190, 258, light)}" fill="none" stroke="#ffffff" stroke-opacity="0.42" stroke-width="2" stroke-linecap="round"/>`,
  };
}
