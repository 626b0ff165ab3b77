/** IEEE 754 half precision, for patch features on disk: Node 20 has no Float16Array. */

const bits = new Float32Array(1);
const asInteger = new Uint32Array(bits.buffer);
let table: Float32Array | null = null;

/** Rounds float32 values to half precision (nearest, ties to even); beyond 65,504 they become infinite. */
export function toHalf(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) out[i] = halfOf(words[i]!);
  return out;
}

/** The values of half-precision numbers. */
export function fromHalf(halves: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, half) => valueOf(half));
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]!]!;
  return out;
}

function halfOf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00); // too large, infinite, not a number
  if (magnitude >= 0x38800000) {
    // Normal: rebias the exponent, round the 13 dropped bits to even.
    return sign | ((magnitude - 0x38000000 + 0x0fff + ((magnitude >>> 13) & 1)) >>> 13);
  }
  // Subnormal: adding 0.5 puts the half's bits at the end of the mantissa, rounded by the hardware.
  asInteger[0] = magnitude;
  bits[0]! += 0.5;
  return sign | (asInteger[0] - 0x3f000000);
}

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 1023;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}
