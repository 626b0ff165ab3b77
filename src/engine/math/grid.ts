/** Kernels on grids of cells: row-major, `channels` values a cell, channels last. */

/** Bilinear resize with half-pixel centres and clamped edges of a size × size grid to target × target. */
export function upsample(data: Float32Array, size: number, channels: number, target: number): Float32Array {
  if (size === target) return data;
  const out = new Float32Array(target * target * channels);
  const positions = Array.from({ length: target }, (_, i) => linearPosition(i, target, size));
  for (let y = 0; y < target; y++) {
    const [y0, y1, fy] = positions[y]!;
    for (let x = 0; x < target; x++) {
      const [x0, x1, fx] = positions[x]!;
      const at = (y * target + x) * channels;
      for (let c = 0; c < channels; c++) {
        const top = data[(y0 * size + x0) * channels + c]! * (1 - fx) + data[(y0 * size + x1) * channels + c]! * fx;
        const bottom = data[(y1 * size + x0) * channels + c]! * (1 - fx) + data[(y1 * size + x1) * channels + c]! * fx;
        out[at + c] = top * (1 - fy) + bottom * fy;
      }
    }
  }
  return out;
}

/** The two source cells and the weight of the second, for cell `i` of `target` over `size` cells. */
function linearPosition(i: number, target: number, size: number): [number, number, number] {
  const source = Math.min(Math.max(((i + 0.5) * size) / target - 0.5, 0), size - 1);
  const low = Math.floor(source);
  return [low, Math.min(low + 1, size - 1), source - low];
}

/** Centres every cell over its channels (subtracts the cell's mean), in place. */
export function centreChannels(data: Float32Array, channels: number): void {
  for (let at = 0; at < data.length; at += channels) {
    let mean = 0;
    for (let c = 0; c < channels; c++) mean += data[at + c]!;
    mean /= channels;
    for (let c = 0; c < channels; c++) data[at + c]! -= mean;
  }
}

/** 3 × 3 mean of a size × size grid, edges replicated. */
export function boxSmooth(data: Float32Array, size: number, channels: number): Float32Array {
  const row = new Float32Array(data.length);
  const out = new Float32Array(data.length);
  const pass = (from: Float32Array, to: Float32Array, step: number, outer: number): void => {
    for (let o = 0; o < size; o++) {
      for (let i = 0; i < size; i++) {
        const here = o * outer + i * step;
        const before = o * outer + Math.max(i - 1, 0) * step;
        const after = o * outer + Math.min(i + 1, size - 1) * step;
        for (let c = 0; c < channels; c++) to[here + c] = (from[before + c]! + from[here + c]! + from[after + c]!) / 3;
      }
    }
  };
  pass(data, row, channels, size * channels);
  pass(row, out, size * channels, channels);
  return out;
}

/** Divides every row of `dim` values by its Euclidean norm, in place; zero rows stay zero. */
export function normalizeRows(data: Float32Array, dim: number): void {
  for (let at = 0; at < data.length; at += dim) {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += data[at + d]! * data[at + d]!;
    if (sum === 0) continue;
    const scale = 1 / Math.sqrt(sum);
    for (let d = 0; d < dim; d++) data[at + d]! *= scale;
  }
}

/** Connected regions (4-neighbours) of equal value in a size × size map: region of each cell, and which borders each touches. */
export function connectedRegions(
  map: Uint8Array | Int32Array,
  size: number,
): { region: Int32Array; borders: number[]; cells: number[] } {
  const region = new Int32Array(map.length).fill(-1);
  const borders: number[] = [];
  const cells: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < map.length; start++) {
    if (region[start] !== -1) continue;
    const id = cells.length;
    const value = map[start];
    const touched = [false, false, false, false];
    let count = 0;
    const visit = (cell: number): void => {
      if (region[cell] === -1 && map[cell] === value) {
        region[cell] = id;
        stack.push(cell);
      }
    };
    visit(start);
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      const x = cell % size;
      const y = (cell - x) / size;
      count += 1;
      if (x > 0) visit(cell - 1);
      else touched[0] = true;
      if (x < size - 1) visit(cell + 1);
      else touched[1] = true;
      if (y > 0) visit(cell - size);
      else touched[2] = true;
      if (y < size - 1) visit(cell + size);
      else touched[3] = true;
    }
    borders.push(touched.filter(Boolean).length);
    cells.push(count);
  }
  return { region, borders, cells };
}

/**
 * Majority filter over a (2·radius + 1)² window of a size × size label map with values below `values`; a cell keeps its label
 * on a tie. Labels of cells outside the map do not vote. Separable counts: the cost does not grow with the radius.
 */
export function majorityFilter(map: Uint8Array, size: number, values: number, radius: number): Uint8Array {
  const best = new Float32Array(map.length).fill(-1);
  const out = map.slice();
  const columns = new Int16Array(map.length);
  for (let value = 0; value < values; value++) {
    slidingCount(map.length, size, radius, (i) => (map[i] === value ? 1 : 0), columns, 1, size);
    const votes = new Int16Array(map.length);
    slidingCount(map.length, size, radius, (i) => columns[i]!, votes, size, 1);
    for (let i = 0; i < map.length; i++) {
      const count = votes[i]! + (map[i] === value ? 0.5 : 0);
      if (count > best[i]!) [best[i], out[i]] = [count, value];
    }
  }
  return out;
}

/** Sums `value` over a window of 2·radius + 1 cells along `step`, for every line along `outer`. */
function slidingCount(
  length: number,
  size: number,
  radius: number,
  value: (i: number) => number,
  out: Int16Array,
  step: number,
  outer: number,
): void {
  for (let line = 0; line * size < length; line++) {
    let sum = 0;
    for (let i = 0; i < Math.min(radius, size); i++) sum += value(line * outer + i * step);
    for (let i = 0; i < size; i++) {
      if (i + radius < size) sum += value(line * outer + (i + radius) * step);
      if (i - radius - 1 >= 0) sum -= value(line * outer + (i - radius - 1) * step);
      out[line * outer + i * step] = sum;
    }
  }
}
