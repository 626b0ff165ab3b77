/** Small pieces of SVG: numbers, colours and gradients, written the same on every machine. */
import { HEIGHT, WIDTH } from './catalog.ts';

/** A coordinate with two decimals. */
export function num(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** A colour `#rrggbb` mixed with black (amount < 0) or white (amount > 0), |amount| ≤ 1. */
export function shade(color: string, amount: number): string {
  const target = amount < 0 ? 0 : 255;
  const share = Math.abs(amount);
  const channels = [1, 3, 5].map((start) => {
    const value = parseInt(color.slice(start, start + 2), 16);
    return Math.round(value + (target - value) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}

/** Stops of a gradient: offset, colour and, if it is not 1, opacity. */
export type Stop = readonly [offset: number, color: string, opacity?: number];

function stopsOf(stops: readonly Stop[]): string {
  return stops
    .map(
      ([offset, color, opacity]) =>
        `<stop offset="${num(offset)}" stop-color="${color}"${opacity === undefined ? '' : ` stop-opacity="${num(opacity)}"`}/>`,
    )
    .join('');
}

/** A linear gradient in user space; `turn` (degrees) turns it about the origin. */
export function linear(
  id: string,
  line: readonly [number, number, number, number],
  stops: readonly Stop[],
  turn = 0,
): string {
  const [x1, y1, x2, y2] = line.map(num);
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x1!}" y1="${y1!}" x2="${x2!}" y2="${y2!}" gradientTransform="rotate(${num(turn)})">${stopsOf(stops)}</linearGradient>`;
}

/** A radial gradient in user space, its focus in the middle; `turn` (degrees) turns it about the origin. */
export function radial(
  id: string,
  circle: readonly [cx: number, cy: number, r: number],
  stops: readonly Stop[],
  turn = 0,
): string {
  const [cx, cy, r] = circle.map(num);
  return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${cx!}" cy="${cy!}" r="${r!}" gradientTransform="rotate(${num(turn)})">${stopsOf(stops)}</radialGradient>`;
}

/** A full circle as path data, so that it can be the hole of another path. */
export function circlePath(radius: number, cx = 0, cy = 0): string {
  const r = num(radius);
  return `M${num(cx - radius)} ${num(cy)}a${r} ${r} 0 1 0 ${num(radius * 2)} 0a${r} ${r} 0 1 0 ${num(-radius * 2)} 0Z`;
}

/** A closed polygon as path data. */
export function polygonPath(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${num(x)} ${num(y)}`).join('L')}Z`;
}

/** A whole document of the sample's size. */
export function svgDocument(defs: string, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><defs>${defs}</defs>${body}</svg>`;
}
