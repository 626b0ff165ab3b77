import type { Backbone, BackboneOutput, DenseTap, PatchFeatures, SegmentTaps } from '../backbone/backbone.ts';
import type { Bundle, BundleArray } from '../cache/bundle.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import type { RgbImage } from '../image/rgbImage.ts';
import { fromHalf, toHalf } from '../math/float16.ts';
import type { ImageSource } from './imageSource.ts';

/** Arrays of fewer values than this are kept as float32: halving them saves nothing worth a rounding. */
const HALF_FROM = 65_536;

/**
 * The backbone's output for one image, from the cache or computed. Large arrays are kept in half precision, and what was
 * just computed is rounded in the same way: a score does not depend on whether it came from the cache.
 */
export function backboneOutput(source: ImageSource, backbone: Backbone, cache: CacheStore): Promise<BackboneOutput> {
  const key = cacheKey('patches', source.hash, backbone.key);
  return source.once(key, async () => {
    const kept = await cache.get('patches', key);
    if (kept !== null) return unpackOutput(kept);
    const bundle = packOutput(await backbone.describe(await atInputSize(source, backbone)));
    // The key anew: a provider that failed on this image left it to the CPU.
    await cache.put('patches', cacheKey('patches', source.hash, backbone.key), bundle);
    return unpackOutput(bundle);
  });
}

/** The image as a backbone wants it (METHOD 1): S × S, bicubic with antialias. */
export function atInputSize(source: ImageSource, { inputSize }: Backbone): Promise<RgbImage> {
  return source.resized(inputSize, inputSize, 'cubic');
}

interface OutputHeader {
  grid: number;
  dim: number;
  shallow: TapHeader | null;
  deep: TapHeader[];
}

type TapHeader = Pick<DenseTap, 'size' | 'channels'>;

function packOutput({ patches, taps }: BackboneOutput): Bundle {
  const header = (tap: DenseTap): TapHeader => ({ size: tap.size, channels: tap.channels });
  const arrays: Record<string, BundleArray> = { patches: stored(patches.data) };
  if (taps !== null) arrays.shallow = stored(taps.shallow.data);
  taps?.deep.forEach((tap, i) => (arrays[`deep${i}`] = stored(tap.data)));
  const json: OutputHeader = {
    grid: patches.grid,
    dim: patches.dim,
    shallow: taps === null ? null : header(taps.shallow),
    deep: taps?.deep.map(header) ?? [],
  };
  return { json, arrays };
}

function unpackOutput({ json, arrays }: Bundle): BackboneOutput {
  const { grid, dim, shallow, deep } = json as OutputHeader;
  const patches: PatchFeatures = { grid, dim, data: restored(arrays.patches) };
  if (shallow === null) return { patches, taps: null };
  const taps: SegmentTaps = {
    shallow: { ...shallow, data: restored(arrays.shallow) },
    deep: deep.map((tap, i) => ({ ...tap, data: restored(arrays[`deep${i}`]) })),
  };
  return { patches, taps };
}

/** Values as they are kept. */
export function stored(values: Float32Array): Float32Array | Uint16Array {
  return values.length < HALF_FROM ? values : toHalf(values);
}

/** The inverse of {@link stored}. */
export function restored(array: BundleArray | undefined): Float32Array {
  if (array instanceof Float32Array) return array;
  if (array instanceof Uint16Array) return fromHalf(array);
  throw new TypeError('Expected float values in a cached backbone output.');
}
