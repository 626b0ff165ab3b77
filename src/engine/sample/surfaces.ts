/** Shades and shapes that several parts share. */
import type { Stop } from './svg.ts';
import { num, shade } from './svg.ts';

export interface Drawing {
  defs: string;
  /** SVG elements in the frame of what is drawn. */
  body: string;
}

/** Bright and dark bands of turned metal across a disc. */
export function turnedMetal(color: string): Stop[] {
  return [
    [0, shade(color, 0.5)],
    [0.22, shade(color, 0.12)],
    [0.42, shade(color, 0.58)],
    [0.58, shade(color, -0.08)],
    [0.8, shade(color, 0.22)],
    [1, shade(color, -0.38)],
  ];
}

/** A cylinder lit from above, from its upper to its lower edge. */
export function cylinder(color: string, gloss: number): Stop[] {
  return [
    [0, shade(color, -0.32)],
    [0.18, shade(color, 0.05)],
    [0.32, shade(color, gloss)],
    [0.46, shade(color, 0.04)],
    [0.8, shade(color, -0.4)],
    [1, shade(color, -0.58)],
  ];
}

/** A diagonal line of light through a disc of this radius. */
export function diagonal(radius: number): [number, number, number, number] {
  const reach = radius * 0.72;
  return [-reach, -reach, reach, reach];
}

/** An arc about the origin from one angle to another (degrees, clockwise on the screen), turned with the light. */
export function arc(radius: number, from: number, to: number, light: number): string {
  const [a, b] = [from, to].map((angle) => ((angle + light) * Math.PI) / 180);
  const r = num(radius);
  return `M${num(radius * Math.cos(a!))} ${num(radius * Math.sin(a!))}A${r} ${r} 0 0 1 ${num(radius * Math.cos(b!))} ${num(radius * Math.sin(b!))}`;
}

export function evenOdd(path: string, fill: string): string {
  return `<path fill-rule="evenodd" d="${path}" fill="${fill}"/>`;
}
