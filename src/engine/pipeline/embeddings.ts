import { cacheKey } from '../cache/cacheStore.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import type { Bundle, BundleArray } from '../cache/bundle.ts';
import { floatsOf, floatTensor } from '../runtime/tensor.ts';
import type { SamFrame } from '../segment/sam/samFrame.ts';
import type { SamEmbedding } from '../segment/sam/samNetwork.ts';
import { restored, stored } from './patches.ts';

interface EmbeddingHeader {
  readonly frame: SamFrame;
  readonly dims: Readonly<Record<string, readonly number[]>>;
}

/**
 * An image as a SAM's decoder wants it, from the cache or computed; kept in half precision, and what was just computed is rounded in the same way.
 * @param hash of the image's content. @param network identifies the network, as part of the key.
 */
export async function samEmbedding(
  { hash, network }: { readonly hash: string; readonly network: string },
  cache: CacheStore,
  compute: () => Promise<SamEmbedding>,
): Promise<SamEmbedding> {
  const key = cacheKey('embedding', hash, network);
  const kept = await cache.get('embeddings', key);
  if (kept !== null) return unpack(kept);
  const bundle = pack(await compute());
  await cache.put('embeddings', key, bundle);
  return unpack(bundle);
}

function pack({ frame, tensors }: SamEmbedding): Bundle {
  const arrays: Record<string, BundleArray> = {};
  const dims: Record<string, readonly number[]> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const values = floatsOf(tensor);
    if (values === null) throw new TypeError(`Expected float32 as embedding ${name}.`);
    arrays[name] = stored(values);
    dims[name] = tensor.dims;
  }
  return { json: { frame, dims } satisfies EmbeddingHeader, arrays };
}

function unpack({ json, arrays }: Bundle): SamEmbedding {
  const { frame, dims } = json as EmbeddingHeader;
  const tensors = Object.entries(dims).map(([name, shape]) => [name, floatTensor(restored(arrays[name]), shape)]);
  return { frame, tensors: Object.fromEntries(tensors) as SamEmbedding['tensors'] };
}
