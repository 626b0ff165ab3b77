import type { Sharp, SharpOptions } from 'sharp';

type SharpFactory = (input?: Uint8Array | string, options?: SharpOptions) => Sharp;

let loading: Promise<SharpFactory> | undefined;

/**
 * sharp, loaded at the first use: a run that finds everything in the cache touches no pixels and must not pay for libvips.
 * Its operation cache is off: no image is read twice, so the cache would only keep memory.
 */
export function loadSharp(): Promise<SharpFactory> {
  loading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false);
      return sharp;
    },
    (error: unknown) => {
      loading = undefined; // a failed load may be mended (a package installed) while the process lives
      throw error;
    },
  );
  return loading;
}

/** The fields by which sharp takes an interleaved 8-bit buffer for an image. */
export function rawInput(width: number, height: number, channels: 1 | 3): SharpOptions {
  return { raw: { width, height, channels }, limitInputPixels: false };
}

/** A Buffer as the plain array that it is a view of: `slice` copies, and kernels see one kind of array. */
export function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** The version of sharp, for diagnosis. */
export async function sharpVersion(): Promise<string> {
  const { default: sharp } = await import('sharp');
  return sharp.versions.sharp;
}
