/** RGB bytes, interleaved → (x / 255 − mean) / std, one plane a channel (METHOD 1). */
export function normalizePixels(pixels: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const area = pixels.length / 3;
  const planes = new Float32Array(pixels.length);
  const [red, green, blue] = [0, 1, 2].map((channel) => valuesOf(mean[channel]!, std[channel]!)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    planes[i] = red[pixels[at]!]!;
    planes[area + i] = green[pixels[at + 1]!]!;
    planes[2 * area + i] = blue[pixels[at + 2]!]!;
  }
  return planes;
}

/** What each byte becomes. */
function valuesOf(mean: number, std: number): Float32Array {
  const scale = 1 / (255 * std);
  const shift = -mean / std;
  return Float32Array.from({ length: 256 }, (_, byte) => byte * scale + shift);
}
