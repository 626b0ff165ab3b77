/** σ of the anomaly map's Gaussian, in pixels of the backbone's input (METHOD 4). */
const SIGMA_AT_INPUT = 4;
/** The Gaussian ends at so many σ, as in scipy.ndimage.gaussian_filter. */
const TRUNCATE = 4;

/**
 * The anomaly map at an image's own size (METHOD 4): `grid` × `grid` patch distances, bilinearly upsampled with half-pixel
 * centres and clamped edges, then a Gaussian of 4 px at the backbone's input, so 4 · width / inputSize across and 4 · height / inputSize down;
 * it ends at 4 σ and mirrors at the edges (scipy's `reflect`).
 *
 * Both steps are linear and separable, so they are joined into one sparse operator an axis: every pixel is a weighted sum of
 * the few patches around it, and the cost does not grow with σ.
 * @param distances grid · grid, row-major.
 * @returns height · width, row-major, in the range of `distances`.
 * @throws RangeError when `distances` is not a square of `grid`.
 */
export function anomalyMapAt(
  distances: Float32Array,
  grid: number,
  width: number,
  height: number,
  inputSize: number,
): Float32Array {
  if (distances.length !== grid * grid)
    throw new RangeError(`Expected ${grid} × ${grid} distances, got ${distances.length}.`);
  const across = smoothUpsampling(grid, width, (SIGMA_AT_INPUT * width) / inputSize);
  const down = smoothUpsampling(grid, height, (SIGMA_AT_INPUT * height) / inputSize);
  const out = new Float32Array(width * height);
  const row = new Float64Array(grid);
  for (let y = 0; y < height; y++) {
    weightedRow(distances, grid, down, y, row);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      const first = across.first[x]!;
      for (let i = 0; i < across.taps; i++) sum += across.weights[x * across.taps + i]! * row[first + i]!;
      out[y * width + x] = sum;
    }
  }
  return out;
}

/** For each target pixel of one axis: `taps` weights for the cells from `first` on. */
interface AxisOperator {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** One row of the target over the grid's columns: the weighted sum of the grid's rows. */
function weightedRow(distances: Float32Array, grid: number, down: AxisOperator, y: number, row: Float64Array): void {
  row.fill(0);
  for (let i = 0; i < down.taps; i++) {
    const weight = down.weights[y * down.taps + i]!;
    const from = (down.first[y]! + i) * grid;
    for (let column = 0; column < grid; column++) row[column]! += weight * distances[from + column]!;
  }
}

/** Bilinear upsampling of `cells` to `size` pixels followed by a Gaussian of `sigma` pixels, as one operator. */
function smoothUpsampling(cells: number, size: number, sigma: number): AxisOperator {
  const kernel = gaussian(sigma);
  const radius = (kernel.length - 1) / 2;
  const dense = new Float64Array(size * cells);
  for (let x = 0; x < size; x++) {
    for (let tap = 0; tap < kernel.length; tap++) {
      const position = ((mirror(x + tap - radius, size) + 0.5) * cells) / size - 0.5;
      const clamped = Math.min(Math.max(position, 0), cells - 1);
      const low = Math.floor(clamped);
      const upper = clamped - low;
      dense[x * cells + low]! += kernel[tap]! * (1 - upper);
      if (upper > 0) dense[x * cells + low + 1]! += kernel[tap]! * upper;
    }
  }
  return sparse(dense, cells, size);
}

/** Keeps of each row of a banded matrix the widest band that any row needs. */
function sparse(dense: Float64Array, cells: number, size: number): AxisOperator {
  const bounds = Array.from({ length: size }, (_, x) => {
    const row = dense.subarray(x * cells, (x + 1) * cells);
    return [row.findIndex((weight) => weight !== 0), row.findLastIndex((weight) => weight !== 0)] as const;
  });
  const taps = bounds.reduce((widest, [from, to]) => Math.max(widest, to - from + 1), 1);
  const first = Int32Array.from(bounds, ([from]) => Math.min(from, cells - taps));
  const weights = new Float64Array(size * taps);
  first.forEach((from, x) => {
    weights.set(dense.subarray(x * cells + from, x * cells + from + taps), x * taps);
  });
  return { taps, first, weights };
}

/** Gaussian weights that sum to 1, from -radius to radius. */
function gaussian(sigma: number): Float64Array {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** An index mirrored into [0, size), the edge pixel repeated: … 1 0 | 0 1 … size-1 | size-1 size-2 … */
function mirror(index: number, size: number): number {
  const period = 2 * size;
  const within = ((index % period) + period) % period;
  return within < size ? within : period - 1 - within;
}
