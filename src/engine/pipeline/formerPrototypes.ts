import type { Prototypes } from '../segment/prototype.ts';
import { cacheKey } from '../cache/cacheStore.ts';
import type { PipelineContext } from './context.ts';

/** The centres of a project's last fit, so that a refit keeps the numbers of its parts (METHOD 6). */
export const FormerPrototypes = {
  async read({ cache, project }: PipelineContext): Promise<Prototypes | null> {
    const kept = await cache.get('numbers', cacheKey('numbers', project.path));
    if (kept === null) return null;
    return { ...(kept.json as { background: boolean; dim: number }), centres: kept.arrays.centres as Float32Array };
  },

  async write({ background, dim, centres }: Prototypes, { cache, project }: PipelineContext): Promise<void> {
    await cache.put('numbers', cacheKey('numbers', project.path), { json: { background, dim }, arrays: { centres } });
  },
};
