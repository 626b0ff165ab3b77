/** Small blurs in place; borders repeat. */

export interface PlaneSize {
  width: number;
  height: number;
  /** Interleaved values a pixel, default 1. */
  channels?: number;
}

/** Mean over (2 · radius + 1)² pixels: two passes look like a Gaussian. */
export function boxBlur(plane: Float32Array, size: PlaneSize, radius: number): void {
  const line = new Float32Array(Math.max(size.width, size.height) + 2 * radius + 1);
  const share = 1 / (2 * radius + 1);
  eachLine(size, (start, step, count) => {
    // The line with its ends repeated, so that the window may run over them.
    line.fill(plane[start]!, 0, radius);
    for (let k = 0, i = start; k < count; k++, i += step) line[radius + k] = plane[i]!;
    line.fill(line[radius + count - 1]!, radius + count, count + 2 * radius + 1);
    let sum = 0;
    for (let k = 0; k < 2 * radius + 1; k++) sum += line[k]!;
    for (let k = 0, i = start; k < count; k++, i += step) {
      plane[i] = sum * share;
      sum += line[k + 2 * radius + 1]! - line[k]!;
    }
  });
}

/** A three-tap blur with this standard deviation in pixels, at most 1. */
export function tapBlur(plane: Float32Array, size: PlaneSize, sigma: number): void {
  const side = (sigma * sigma) / 2;
  const middle = 1 - 2 * side;
  eachLine(size, (start, step, count) => {
    let before = plane[start]!;
    for (let k = 0, i = start; k < count; k++, i += step) {
      const here = plane[i]!;
      const after = k + 1 < count ? plane[i + step]! : here;
      plane[i] = side * (before + after) + middle * here;
      before = here;
    }
  });
}

/** Calls back for every row, then every column, of every channel. */
function eachLine(size: PlaneSize, visit: (start: number, step: number, count: number) => void): void {
  const { width, height, channels = 1 } = size;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) visit(y * width * channels + c, channels, width);
  }
  for (let c = 0; c < channels; c++) {
    for (let x = 0; x < width; x++) visit(x * channels + c, width * channels, height);
  }
}
