import { cacheKey, contentHash } from '../cache/cacheStore.ts';
import type { CacheStore } from '../cache/cacheStore.ts';
import { EngineError } from '../errors.ts';
import { describe, readIfPresent } from '../files.ts';
import { encodePreview, isDisplayable } from '../image/display.ts';

/** The path of an image that a browser shows: itself, or a preview that is put into the cache. @throws EngineError `image-*`. */
export async function displayableImage(image: string, cache: CacheStore): Promise<string> {
  const bytes = await readIfPresent(image).catch((error: unknown) => {
    throw new EngineError(
      'image-unreadable',
      `Could not read the image ${image}: ${describe(error)}. Check its permissions.`,
      {
        cause: error,
      },
    );
  });
  if (bytes === null)
    throw new EngineError('image-missing', `Expected an image at ${image}, found none. Restore the file.`);
  if (isDisplayable(bytes)) return image;
  const key = cacheKey('preview', contentHash(bytes));
  const kept = await cache.findFile('previews', key);
  if (kept !== null) return kept;
  const file = await cache.putFile('previews', key, await encodePreview(bytes, image));
  if (file === null)
    throw new EngineError(
      'disk-failed',
      `Could not keep a preview of ${image}: no cache folder can be written. Choose one in the settings (kshot.cache.folder).`,
    );
  return file;
}
