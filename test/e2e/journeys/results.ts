// What the command line says of an image, to hold what the editor draws of it against. Looked at pixel by pixel, without the code that draws.
import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { RawLabelFile } from './drawing.ts';

export interface Results {
  width: number;
  /** The class of each pixel. */
  labels: Uint8Array;
  /** The anomaly map at the image's size, and its limit. */
  map: Float32Array;
  limit: number;
}

/** @param base path of `kshot segment`'s PNG and `kshot score --maps`'s TIFF, without extension. */
export function readResults(base: string, limit: number): Results {
  const { width, data } = decode(readFileSync(`${base}.png`));
  const labels = Uint8Array.from(data);
  // One strip of floats, at the end of the file.
  const tiff = readFileSync(`${base}.tiff`);
  const map = new Float32Array(Uint8Array.from(tiff.subarray(tiff.length - 4 * labels.length)).buffer);
  return { width, labels, map, limit };
}

/** A pixel with nothing but its own class for some pixels around it. */
export function middleOfClass(labels: Uint8Array, width: number): { x: number; y: number } {
  const reach = 6;
  const height = labels.length / width;
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      const id = labels[y * width + x]!;
      const same = (dx: number, dy: number) => labels[(y + dy) * width + x + dx] === id;
      if (id !== 0 && [-reach, 0, reach].every((dx) => [-reach, 0, reach].every((dy) => same(dx, dy)))) return { x, y };
    }
  }
  throw new Error('Expected a class of some size.');
}

/** 1 for every pixel that can be reached from one by steps to the four neighbours of its class. */
export function segmentOf(labels: Uint8Array, width: number, from: { x: number; y: number }): number[] {
  const found = new Array<number>(labels.length).fill(0);
  const open = [from.y * width + from.x];
  const id = labels[open[0]!];
  while (open.length > 0) {
    const at = open.pop()!;
    if (found[at] === 1 || labels[at] !== id) continue;
    found[at] = 1;
    if (at % width > 0) open.push(at - 1);
    if (at % width < width - 1) open.push(at + 1);
    if (at >= width) open.push(at - width);
    if (at + width < labels.length) open.push(at + width);
  }
  return found;
}

/** 1 for every pixel of the shapes' masks, read as stretches. */
export function pixelsOf(shapes: RawLabelFile['shapes'], width: number, length: number): number[] {
  const pixels = new Array<number>(length).fill(0);
  for (const { mask } of shapes) {
    for (const [y, x0, x1] of mask as [number, number, number][]) pixels.fill(1, y * width + x0, y * width + x1);
  }
  return pixels;
}
