import type { LabelMap, RgbImage } from './rgbImage.ts';

/** A point this far outside, in pixels, still counts as on the edge: what is left of rounding at right angles. */
const ROUNDING = 1e-6;

/**
 * The image turned clockwise about its centre, its size kept: bilinear; what comes from outside has the border's median colour, a channel
 * each (a plain background goes on, and no edge appears that no part has).
 * @param degrees any angle.
 */
export function rotateImage(image: RgbImage, degrees: number): RgbImage {
  const { width, height, data } = image;
  const fill = borderMedian(image);
  const out = new Uint8Array(data.length);
  const { cos, sin } = direction(degrees);
  for (let y = 0, at = 0; y < height; y++) {
    const dy = y + 0.5 - height / 2;
    for (let x = 0; x < width; x++, at += 3) {
      const dx = x + 0.5 - width / 2;
      const sx = cos * dx + sin * dy + width / 2;
      const sy = cos * dy - sin * dx + height / 2;
      if (isOutside(sx, width) || isOutside(sy, height)) out.set(fill, at);
      else blend(image, sx - 0.5, sy - 0.5, out, at);
    }
  }
  return { width, height, data: out };
}

/**
 * The label map turned as {@link rotateImage} turns its image: each pixel takes the label under its centre, background (0) where that lies outside.
 * @param aspect width / height of the image that the map is of; the map may have another.
 */
export function rotateLabels(map: LabelMap, degrees: number, aspect: number): LabelMap {
  const { width, height, data } = map;
  const source = rotatedPoint(degrees, aspect);
  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = source((x + 0.5) / width, (y + 0.5) / height);
      if (isOutside(u * width, width) || isOutside(v * height, height)) continue;
      out[at] = data[cellOf(v, height) * width + cellOf(u, width)]!;
    }
  }
  return { width, height, data: out };
}

/**
 * Where the cells of a rotated image's grid come from: for each of grid² cells, row-major, the cell of the unrotated image under its centre; −1
 * for a cell that reaches outside, and so holds pixels that were filled.
 * @param aspect width / height of the image.
 */
export function cellOrigins(grid: number, degrees: number, aspect: number): Int32Array {
  const source = rotatedPoint(degrees, aspect);
  const isWithin = (column: number, row: number): boolean => {
    const [u, v] = source(column / grid, row / grid);
    return !isOutside(u * grid, grid) && !isOutside(v * grid, grid);
  };
  const origins = new Int32Array(grid * grid).fill(-1);
  for (let row = 0, at = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++, at++) {
      // The image is convex: a cell whose corners lie within lies within.
      const corners = [0, 1, 2, 3].map((corner) => isWithin(column + (corner & 1), row + (corner >> 1)));
      if (corners.includes(false)) continue;
      const [u, v] = source((column + 0.5) / grid, (row + 0.5) / grid);
      origins[at] = cellOf(v, grid) * grid + cellOf(u, grid);
    }
  }
  return origins;
}

/** The point of the unrotated image that a point of the rotated one shows, both as shares of width and height. */
function rotatedPoint(degrees: number, aspect: number): (u: number, v: number) => [number, number] {
  const { cos, sin } = direction(degrees);
  return (u, v) => {
    const dx = (u - 0.5) * aspect;
    const dy = v - 0.5;
    return [(cos * dx + sin * dy) / aspect + 0.5, cos * dy - sin * dx + 0.5];
  };
}

function direction(degrees: number): { cos: number; sin: number } {
  const angle = (degrees * Math.PI) / 180;
  return { cos: Math.cos(angle), sin: Math.sin(angle) };
}

function isOutside(position: number, size: number): boolean {
  return position < -ROUNDING || position > size + ROUNDING;
}

function cellOf(share: number, cells: number): number {
  return Math.min(Math.max(Math.floor(share * cells + ROUNDING), 0), cells - 1);
}

/** Writes the bilinear mean around (x, y), in pixels from the first one's centre; edges are clamped. */
function blend({ width, height, data }: RgbImage, x: number, y: number, out: Uint8Array, at: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const x0 = Math.max(left, 0) * 3;
  const x1 = Math.min(left + 1, width - 1) * 3;
  const y0 = Math.max(top, 0) * width * 3;
  const y1 = Math.min(top + 1, height - 1) * width * 3;
  for (let c = 0; c < 3; c++) {
    const above = data[y0 + x0 + c]! * (1 - fx) + data[y0 + x1 + c]! * fx;
    const below = data[y1 + x0 + c]! * (1 - fx) + data[y1 + x1 + c]! * fx;
    out[at + c] = Math.round(above * (1 - fy) + below * fy);
  }
}

/** The median of the outermost pixels, a channel each; of an even number the upper one. */
function borderMedian({ width, height, data }: RgbImage): Uint8Array {
  const counts = [0, 1, 2].map(() => new Int32Array(256));
  let pixels = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(width - 1, 1);
    for (let x = 0; x < width; x += step, pixels++) {
      counts.forEach((count, c) => (count[data[(y * width + x) * 3 + c]!]! += 1));
    }
  }
  return Uint8Array.from(counts, (count) => {
    let seen = 0;
    return count.findIndex((here) => (seen += here) > pixels / 2);
  });
}
