/** Fuse and bolt, in their own frames: they lie nearly level, so they are shaded across their length. */
import { BOLT_HEAD, BOLT_SHANK, FUSE_LENGTH, FUSE_RADIUS, SILHOUETTES } from './silhouettes.ts';
import type { Drawing } from './surfaces.ts';
import { cylinder } from './surfaces.ts';
import type { Stop } from './svg.ts';
import { linear, num, shade } from './svg.ts';

export function drawFuse(color: string, id: string): Drawing {
  const [half, cap] = [FUSE_LENGTH / 2, 17];
  const metal = cylinder('#c4ab72', 0.85);
  const end = (x: number): string =>
    `<rect x="${x}" y="${-FUSE_RADIUS}" width="${cap}" height="${FUSE_RADIUS * 2}" rx="2" fill="url(#${id}b)"/>` +
    `<rect x="${x + cap / 2 - 1}" y="${-FUSE_RADIUS}" width="2" height="${FUSE_RADIUS * 2}" fill="#20242a" fill-opacity="0.22"/>`;
  const across: [number, number, number, number] = [0, -FUSE_RADIUS, 0, FUSE_RADIUS];
  return {
    defs: linear(`${id}a`, across, cylinder(color, 0.7)) + linear(`${id}b`, across, metal),
    body:
      `<path d="${SILHOUETTES.fuse}" fill="url(#${id}a)"/>` +
      `<rect x="-14" y="${-FUSE_RADIUS}" width="4" height="${FUSE_RADIUS * 2}" fill="#27406e" fill-opacity="0.8"/>` +
      `<rect x="-6" y="${-FUSE_RADIUS}" width="2.5" height="${FUSE_RADIUS * 2}" fill="#27406e" fill-opacity="0.8"/>` +
      end(-half) +
      end(half - cap) +
      `<rect x="${-half + cap - 1}" y="${-FUSE_RADIUS + 1}" width="2" height="${FUSE_RADIUS * 2 - 2}" fill="#000000" fill-opacity="0.35"/>` +
      `<rect x="${half - cap - 1}" y="${-FUSE_RADIUS + 1}" width="2" height="${FUSE_RADIUS * 2 - 2}" fill="#000000" fill-opacity="0.35"/>`,
  };
}

export function drawBolt(color: string, id: string): Drawing {
  const [from, pitch] = [-16, 4.4];
  const threads = Array.from({ length: 17 }, (_, k) => {
    const x = from + k * pitch;
    return (
      `<path d="M${num(x)} ${-BOLT_SHANK}L${num(x + 3)} ${BOLT_SHANK}" stroke="#16191d" stroke-opacity="0.6" stroke-width="1.5"/>` +
      `<path d="M${num(x + 1.9)} ${-BOLT_SHANK}L${num(x + 4.9)} ${BOLT_SHANK}" stroke="#ffffff" stroke-opacity="0.3" stroke-width="1"/>`
    );
  }).join('');
  const facet: Stop[] = [
    [0, shade(color, -0.25)],
    [0.26, shade(color, 0.1)],
    [0.27, shade(color, 0.65)],
    [0.7, shade(color, 0.2)],
    [0.72, shade(color, -0.42)],
    [1, shade(color, -0.62)],
  ];
  return {
    defs:
      linear(`${id}a`, [0, -BOLT_SHANK, 0, BOLT_SHANK], cylinder(color, 0.85)) +
      linear(`${id}b`, [0, -21, 0, 21], facet) +
      `<clipPath id="${id}c"><path d="${SILHOUETTES.bolt}"/></clipPath>`,
    body:
      `<path d="${SILHOUETTES.bolt}" fill="url(#${id}a)"/>` +
      `<g clip-path="url(#${id}c)">${threads}<rect x="-67" y="-22" width="${BOLT_HEAD + 67}" height="44" fill="url(#${id}b)"/>` +
      `<rect x="-67" y="-22" width="4" height="44" fill="#ffffff" fill-opacity="0.25"/>` +
      `<rect x="${BOLT_HEAD - 3}" y="-22" width="3" height="44" fill="#000000" fill-opacity="0.35"/>` +
      `<rect x="${BOLT_HEAD}" y="${-BOLT_SHANK}" width="4" height="${BOLT_SHANK * 2}" fill="#000000" fill-opacity="0.4"/>` +
      `<rect x="60" y="${-BOLT_SHANK}" width="6" height="${BOLT_SHANK * 2}" fill="#000000" fill-opacity="0.25"/></g>`,
  };
}
