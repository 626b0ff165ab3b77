/** Noise that gives surfaces their grain. */
import { seededRandom } from '../math/random.ts';
import type { Draw } from './random.ts';

/** Standard normal values to pick from at random: far cheaper than a logarithm and a cosine a pixel. */
const NORMAL_DRAWS = normalTable(16384);

function normalTable(count: number): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: count }, () => {
    // The sum of twelve uniform values has variance 1 (Irwin–Hall): no transcendental function whose last bit may differ.
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random();
    return sum;
  });
}

/** `count` independent standard normal values; one draw serves two. */
export function grainField(count: number, draw: Draw): Float32Array {
  const field = new Float32Array(count);
  const size = NORMAL_DRAWS.length;
  for (let i = 0; i < count; i += 2) {
    const both = Math.floor(draw.next() * size * size);
    field[i] = NORMAL_DRAWS[both % size]!;
    if (i + 1 < count) field[i + 1] = NORMAL_DRAWS[Math.floor(both / size)]!;
  }
  return field;
}

/** Normal values on a lattice of `cell` pixels, smoothly interpolated in between: H · W. */
export function smoothField(width: number, height: number, cell: number, draw: Draw): Float32Array {
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const lattice = grainField(columns * rows, draw);
  const field = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / cell);
    const v = ease(y / cell - row);
    for (let x = 0; x < width; x++, i++) {
      const column = Math.floor(x / cell);
      const u = ease(x / cell - column);
      const corner = row * columns + column;
      const upper = lattice[corner]! * (1 - u) + lattice[corner + 1]! * u;
      const lower = lattice[corner + columns]! * (1 - u) + lattice[corner + columns + 1]! * u;
      field[i] = upper * (1 - v) + lower * v;
    }
  }
  return field;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
