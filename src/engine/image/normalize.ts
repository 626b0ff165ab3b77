/** RGB bytes, interleaved → (x / 255 − mean) / std, one plane a channel (METHOD 1). */
export function normalizePixels(pixels: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const area = pixels.length / 3;
  const planes = new Float32Array(pixels.length);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * std[channel]!);
    const shift = -mean[channel]! / std[channel]!;
    const start = channel * area;
    for (let i = 0, at = channel; i < area; i++, at += 3) planes[start + i] = pixels[at]! * scale + shift;
  }
  return planes;
}
